import pg from 'pg'
import { DoorwardError } from '../model/errors.ts'

const timeoutMs = 10_000

/**
 * Connects once to a database that is not ours to start, so that whoever set DATABASE_URL learns what is wrong with it.
 * @throws DoorwardError 'unavailable' that names host, port and reason, and never the password
 */
export async function reachDatabase(databaseUrl: string): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'doorward start',
    connectionTimeoutMillis: timeoutMs,
  })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    const sentence = `DATABASE_URL: no connection to ${placeOf(client)}: ${reasonOf(error, client)}.`
    throw new DoorwardError('unavailable', sentence, 'DATABASE_URL')
  } finally {
    await client.end().catch(() => {})
  }
}

function placeOf({ host, port }: pg.Client): string {
  return host.startsWith('/') ? `the socket ${host}/.s.PGSQL.${port}` : `${host}:${port}`
}

const reasons: { readonly [code: string]: string } = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'what listens there hung up; it may not be PostgreSQL',
  ENOENT: 'there is no such socket',
  EACCES: 'this user may not use it',
  ENOTFOUND: 'no host of this name is known',
  EAI_AGAIN: 'the name of the host cannot be looked up just now',
  EHOSTUNREACH: 'the network knows no way to it',
  ENETUNREACH: 'the network knows no way to it',
  ETIMEDOUT: 'it does not answer',
}

function reasonOf(error: unknown, { user, database }: pg.Client): string {
  const { code = '', message } = error as { code?: string; message: string }
  const known = reasons[code]
  if (known !== undefined) return `${known} (${code})`
  if (code === '28P01') return `it refuses the password of the role ${user}`
  if (code === '3D000') return `it has no database ${database}`
  if (/^(timeout expired|Connection terminated due to connection timeout)/.test(message)) {
    return `it does not answer within ${timeoutMs / 1000} seconds`
  }
  if (/password must be a (non-empty )?string/.test(message)) {
    return `it wants a password of the role ${user}, and the URL has none`
  }
  if (/^Connection terminated/.test(message)) return 'it hung up; it may not be PostgreSQL'
  // PostgreSQL's and the TLS library's own words name roles and certificates, never a password.
  return message.replace(/\.$/, '')
}
