import type pg from 'pg'
import { GradualPool } from './gradual-pool.ts'

/** So many stay open when nobody needs them: of a dozen hands that look for work every few seconds, few do at a time. */
const keptOpen = 2

/**
 * A pool of connections as the database's owner, for the queue of background work, whose tables belong to no site.
 * Losing a connection is reported to whoever uses it, and never ends the process.
 */
export function openOwnerPool(ownerUrl: string, connectionsMax: number): pg.Pool {
  const pool = new GradualPool({
    connectionString: ownerUrl,
    min: keptOpen,
    max: connectionsMax,
    application_name: 'doorward jobs',
    connectionTimeoutMillis: 5_000,
  })
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}
