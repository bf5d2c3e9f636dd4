import pg from 'pg'

/**
 * A pool of connections as the database's owner, for the queue of background work, whose tables belong to no site.
 * Losing a connection is reported to whoever uses it, and never ends the process.
 */
export function openOwnerPool(ownerUrl: string, connectionsMax: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: ownerUrl,
    max: connectionsMax,
    application_name: 'doorward jobs',
    connectionTimeoutMillis: 5_000,
  })
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}
