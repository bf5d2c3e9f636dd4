import { listColumnsOf, userFactsOf } from '../model/identity/directory-user.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  groupForUpdate,
  type LockedGroup,
  pendingGroups,
  updateGroup,
} from '../storage/identity/directory-groups.ts'
import {
  type LockedUser,
  pendingUsers,
  updateUser,
  userForUpdate,
} from '../storage/identity/directory-users.ts'
import { auditGroup, followGroup } from './project-group.ts'
import { auditUser, type Call, followUser } from './project-user.ts'

const batch = 100
const lowest = '00000000-0000-0000-0000-000000000000'

/**
 * Grants what waited: projects every directory user and group that is marked as pending, in steps. It may be stopped
 * and begun again at any time, and running it twice changes nothing.
 * @returns how many users and groups were brought up to date
 */
export async function replay(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
): Promise<{ users: number; groups: number }> {
  const call: Call = { directoryId, now: context.now, audit: context }
  const steps = { users: pendingUsers, groups: pendingGroups }
  const replayOne = { users: replayUser, groups: replayGroup }
  const done = { users: 0, groups: 0 }
  for (const kind of ['users', 'groups'] as const) {
    for (let after = lowest; ; ) {
      const last = await database.inDirectory(siteId, directoryId, async (tx) => {
        const ids = await tx.read<{ id: string }>(steps[kind](siteId, directoryId, after, batch))
        for (const { id } of ids) await replayOne[kind](tx, call, id)
        return { id: ids.at(-1)?.id, n: ids.length }
      })
      done[kind] += last.n
      if (last.id === undefined) break
      after = last.id
    }
  }
  return done
}

async function replayUser(tx: Transaction, call: Call, userId: string): Promise<void> {
  const [locked] = await tx.read<LockedUser>(userForUpdate(tx.siteId, call.directoryId, userId, false))
  if (!locked) return
  const resource = JSON.parse(locked.resource)
  const user = userFactsOf(resource)
  const outcome = await followUser(tx, call, locked, user)
  tx.write(
    updateUser(tx.siteId, call.directoryId, {
      ...user,
      ...listColumnsOf(resource),
      userId,
      resource: locked.resource,
      now: call.now,
      customerId: outcome.customerId,
      pending: outcome.pending,
      touched: false,
    }),
  )
  auditUser(tx, call, 'directory-user.changed', userId, outcome)
}

async function replayGroup(tx: Transaction, call: Call, groupId: string): Promise<void> {
  const [locked] = await tx.read<LockedGroup>(groupForUpdate(tx.siteId, call.directoryId, groupId))
  if (!locked) return
  const outcome = await followGroup(tx, call, locked, locked.displayName)
  const resource = JSON.parse(locked.resource)
  tx.write(
    updateGroup(tx.siteId, call.directoryId, {
      displayName: locked.displayName,
      externalId: typeof resource.externalId === 'string' ? resource.externalId : undefined,
      resource: locked.resource,
      groupId,
      now: call.now,
      pending: outcome.pending,
      touched: false,
    }),
  )
  auditGroup(tx, call, 'directory-group.changed', groupId, { outcome, added: 0, removed: 0 })
}
