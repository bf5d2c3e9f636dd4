// A provider signs a known person in as another lasting subject than before: the account is theirs still, or somebody else has the name.

import { conflict } from '../../model/errors.ts'
import { endKeysOfUser } from '../../storage/access/asker-keys.ts'
import {
  endSessionsOfUser,
  insertSubjects,
  type Subject,
  takeSubjects,
} from '../../storage/access/identities.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import type { Decider } from './decisions.ts'

/** The subject of before opens nothing any more; the next one that the provider names for the user counts. */
export const acceptSubject: Decider = {
  preview: async () => [{ code: 'accepts-subject', values: {} }],

  async apply(tx, found) {
    const { directoryId, userId } = userOf(found)
    const subjects = await tx.read<Subject>(takeSubjects(tx.siteId, directoryId, userId))
    await tx.read(endSessionsOfUser(tx.siteId, directoryId, userId))
    tx.write(endKeysOfUser(tx.siteId, directoryId, userId))
    return { subjects: JSON.stringify(subjects) }
  },

  /** Who has come in as the new subject since is out again. */
  async undo(tx, found, record, context) {
    const { directoryId, userId } = userOf(found)
    await tx.read(takeSubjects(tx.siteId, directoryId, userId))
    await tx.read(endSessionsOfUser(tx.siteId, directoryId, userId))
    tx.write(endKeysOfUser(tx.siteId, directoryId, userId))
    const subjects: readonly Subject[] = JSON.parse(String(record.subjects))
    await tx.read(insertSubjects(tx.siteId, directoryId, { userId, subjects, now: context.now }))
  },
}

function userOf({ directoryId, userId }: CaseRow) {
  if (directoryId === null || userId === null) throw conflict('The directory has no such user any more.')
  return { directoryId, userId }
}
