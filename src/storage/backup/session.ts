import pg from 'pg'
import { unavailable } from '../../model/errors.ts'

/** Every value has one spelling, whatever the server's settings are, and no time limit ends a long COPY. */
const settings = `
  set search_path = doorward, public;
  set datestyle = 'ISO';
  set intervalstyle = 'postgres';
  set timezone = 'UTC';
  set extra_float_digits = 3;
  set bytea_output = 'hex';
  select set_config(name, '0', false) from pg_settings where name in ('statement_timeout', 'lock_timeout',
    'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')`

/**
 * Does work on a connection of the owner that is fit for COPY; afterwards nothing of it is left open.
 * @throws DoorwardError 'unavailable' with the sentence when the database is not there or goes away
 */
export async function withSession<T>(
  ownerUrl: string,
  name: string,
  whenLost: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: name, keepAlive: true })
  // A connection that breaks fails the statement it runs; that one is told below.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(settings)
    return await work(client)
  } catch (error) {
    throw isLost(error) ? unavailable(whenLost) : error
  } finally {
    // Ends at once, also in the middle of a COPY, and its transaction with it.
    await client.end().catch(() => {})
  }
}

const lost = /^(08...|57P0.|53300|ECONN.*|EPIPE|ETIMEDOUT|ENOTFOUND)$/

function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as NodeJS.ErrnoException
  if (syscall === 'connect') return true
  if (code !== undefined) return lost.test(code)
  return /connection terminated|not queryable|connection error/i.test(error.message)
}
