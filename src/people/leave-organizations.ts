// A group feeds its organizations no more: one with nothing left to keep goes with it.
import { type GroupEffect, groupEffect } from '../model/identity/group-sentences.ts'
import { rememberedMax } from '../model/identity/joined.ts'
import { type FedFacts, fateOfLeft } from '../model/identity/organization.ts'
import type { Transaction } from '../storage/database.ts'
import { rememberGroup } from '../storage/identity/joined.ts'
import { forgetFeeds, noteLoss, rememberFeeds } from '../storage/identity/losses.ts'
import { deleteOrganization, removeGroupSources } from '../storage/identity/organizations.ts'
import { leaveWord } from '../storage/outbox.ts'
import type { Call } from './apply-user.ts'

/** For the brake: how a group led to organizations, and that it does so no more. */
export function rememberFor(
  tx: Transaction,
  { directoryId, now }: Pick<Call, 'directoryId' | 'now'>,
  groupId: string,
  isDeleted: boolean,
): void {
  tx.write(rememberFeeds(tx.siteId, directoryId, groupId, { now, isDeleted }))
  noteLoss(tx, directoryId, { kind: 'membership', customerId: null, now })
}

/** What a directory takes away so, the brake may keep; what an administrator's rules take away goes at once. */
export function leaveOrganizations(
  tx: Transaction,
  { directoryId, now, audit: { actor } }: Call,
  groupId: string,
  found: readonly FedFacts[],
  isRemembered = false,
): GroupEffect[] {
  if (found.length === 0) return []
  const { siteId } = tx
  const isDirectory = actor.kind === 'directory'
  const fed = isDirectory ? found : found.map((one) => ({ ...one, maybeBraked: false }))
  if (isDirectory && !isRemembered) rememberFor(tx, { directoryId, now }, groupId, false)
  // Nor does the brake keep what led there through this group until the directory took that away.
  if (!isDirectory) {
    const ids = found.map(({ organizationId }) => organizationId)
    tx.write(forgetFeeds(siteId, directoryId, groupId, ids))
  }
  // Where nothing else keeps the organization there is nothing to come back to.
  if (fed.some((left) => ['fed', 'kept'].includes(fateOfLeft(left)))) {
    tx.write(rememberGroup(siteId, directoryId, groupId, rememberedMax, now))
  }
  tx.write(removeGroupSources(siteId, directoryId, groupId))
  for (const left of fed) {
    const { organizationId } = left
    leaveWord(tx, now, 'organization.changed', { organizationId })
    if (fateOfLeft(left) === 'gone') tx.write(deleteOrganization(siteId, organizationId))
  }
  return fed.map(effectOfLeaving)
}

function effectOfLeaving(left: FedFacts): GroupEffect {
  const { name, hasRequest } = left
  switch (fateOfLeft(left)) {
    case 'fed':
      return hasRequest ? groupEffect('stillFedWithRequests', name) : groupEffect('stillFed', name)
    case 'kept':
      return groupEffect('kept', name)
    case 'waits':
      return groupEffect('goesLater', name)
    case 'gone':
      return groupEffect('gone', name)
  }
}
