// A group whose name another one's organization has is kept apart, and somebody is asked.
import type { FedFacts, NamesakeFacts } from '../model/identity/organization.ts'
import type { Transaction } from '../storage/database.ts'
import { closeEndedClashes, openNameClash } from '../storage/identity/name-clashes.ts'
import type { Call } from './apply-user.ts'

export function openClash(
  tx: Transaction,
  { directoryId, now }: Call,
  { organizationId, nameFolded }: NamesakeFacts,
): void {
  tx.write(openNameClash(tx.siteId, { directoryId, organizationId, nameFolded }, now))
}

/** Behind the change of organizations that a group fed: what was asked about them may be asked no longer. */
export function endClashes(tx: Transaction, fed: readonly FedFacts[], now: Date): void {
  const asked = fed.filter(({ isKeptApart, isWanted }) => isKeptApart || isWanted)
  if (asked.length === 0) return
  const organizationIds = asked.filter(({ isWanted }) => isWanted).map(({ organizationId }) => organizationId)
  const plainNames = asked
    .filter(({ isKeptApart }) => isKeptApart)
    .map(({ plainNameFolded }) => plainNameFolded)
  tx.write(closeEndedClashes(tx.siteId, { organizationIds, plainNames }, now))
}
