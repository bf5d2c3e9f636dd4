// How sure we are of somebody who is signed in and writes.
import { type Assessment, assess, type WritingSession } from '../model/desk/assurance.ts'
import type { Database } from '../storage/database.ts'
import { findLookAlikes } from './look-alikes.ts'

/** Who writes: under which name, and by which session. */
export interface SignedIn {
  readonly name: string
  readonly session: WritingSession
}

/** Whoever signed in under the name of one of the staff, or in a domain made to look like another, is not taken at their word. */
export async function assessSignedIn(
  database: Database,
  siteId: number,
  { name, session }: SignedIn,
): Promise<Assessment> {
  if (session.method === 'staff') return assess(session)
  const writer = { name, address: session.address ?? '', replyTo: [] }
  const lookAlikes = await database.inSite(siteId, (tx) => findLookAlikes(tx, siteId, writer))
  return assess(session, lookAlikes)
}
