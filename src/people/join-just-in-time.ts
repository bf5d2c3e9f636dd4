// Whom a sign-in made and whom SCIM brought as somebody else, because the two came at once or after a rename, become one.
import { DoorwardError } from '../model/errors.ts'
import { closeSubjectsOfGone, type Doubled, doubledPeople } from '../storage/access/identities.ts'
import type { Database } from '../storage/database.ts'
import { mergeIn } from './merge.ts'

const atOnce = 100

/** Nobody stays two for longer than a minute, whether or not they sign in again; and nothing is asked about whom a directory has no more. */
export async function joinJustInTime(database: Database, siteId: number, now: Date): Promise<void> {
  await database.inSite(siteId, async (tx) => tx.write(closeSubjectsOfGone(siteId, now)))
  const [rows = []] = await database.readInSite(siteId, [doubledPeople(siteId, atOnce)])
  const context = { actor: { kind: 'system', name: 'sign-in' }, now } as const
  for (const { customerId, userCustomerId } of rows as Doubled[]) {
    await database
      .inSite(siteId, (tx) => mergeIn(tx, { survivorId: userCustomerId, mergedId: customerId }, context))
      .catch((error: unknown) => {
        // Somebody has merged, erased or released one of them meanwhile: people decide then.
        if (!(error instanceof DoorwardError)) throw error
      })
  }
}
