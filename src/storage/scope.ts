/** What a transaction sees, and the statements that open and end one. */
import type { Query } from './statement.ts'

/** What a transaction works in: a whole site, or one directory of it. */
export interface Scope {
  readonly siteId: number
  readonly directoryId?: number | undefined
}

export const begin: Query = { name: 'begin', text: 'begin', values: [] }
export const commit: Query = { name: 'commit', text: 'commit', values: [] }
export const rollback: Query = { name: 'rollback', text: 'rollback', values: [] }

const inSite = `set_config('doorward.site_id', $1::text, true)`
const inDirectory = `${inSite}, set_config('doorward.directory_id', $2::text, true),
  set_config('role', 'doorward_directory', true)`
const holdOffPause = 'pg_advisory_xact_lock_shared($1::text::int, $2::text::int)'

/** The ids come from `idOf`, and travel as values. What is no id is a mistake of ours, and goes nowhere. */
function checked({ siteId, directoryId }: Scope): Scope {
  if (!Number.isSafeInteger(siteId) || (directoryId !== undefined && !Number.isSafeInteger(directoryId))) {
    throw new TypeError('a site or directory is not a number')
  }
  return { siteId, directoryId }
}

/** Sets the scope of the statements that follow in the same packet, which are a transaction of their own and only read. */
export function readingIn(scope: Scope): Query {
  const { siteId, directoryId } = checked(scope)
  const readOnly = `set_config('transaction_read_only', 'on', true)`
  // A reading of a directory may have gone before, in the same packet.
  const inNone = `set_config('doorward.directory_id', '', true), set_config('role', 'doorward_app', true)`
  const isBrief = true
  if (directoryId === undefined) {
    const text = `select ${inSite}, ${inNone}, ${readOnly}`
    return { name: 'read-site', text, values: [siteId], isBrief, becomes: 'site' }
  }
  return {
    name: 'read-directory',
    text: `select ${inDirectory}, ${readOnly}`,
    values: [siteId, directoryId],
    isBrief,
    becomes: 'directory',
  }
}

/** Sets the scope of a transaction. One in a directory holds off whoever pauses or resumes it. */
export function writingIn(scope: Scope): Query {
  const { siteId, directoryId } = checked(scope)
  if (directoryId === undefined) {
    return { name: 'write-site', text: `select ${inSite}`, values: [siteId], becomes: 'site' }
  }
  return {
    name: 'write-directory',
    text: `select ${inDirectory}, ${holdOffPause}`,
    values: [siteId, directoryId],
    becomes: 'directory',
  }
}

/** The same for several works in one transaction: who would wait for a lock acts alone instead, and keeps nobody waiting. */
export function writingTogetherIn(scope: Scope, lockWaitMaxMs: number): Query {
  const { siteId, directoryId } = checked(scope)
  return {
    name: 'write-directory-together',
    text: `select ${inDirectory}, set_config('lock_timeout', $3::text, true), ${holdOffPause}`,
    values: [siteId, directoryId, lockWaitMaxMs],
    becomes: 'directory',
  }
}
