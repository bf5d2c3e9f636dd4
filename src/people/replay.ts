import { lowestId } from '../model/ids.ts'
import { ask } from '../storage/ask.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  groupForUpdate,
  type LockedGroup,
  pendingGroups,
  updateGroup,
} from '../storage/identity/directory-groups.ts'
import { pendingUsers } from '../storage/identity/directory-users.ts'
import type { Call } from './apply-user.ts'
import { askAboutOrganizations, auditGroup, followGroup } from './project-group.ts'
import { projectAgain } from './project-user.ts'

const batch = 100

interface Waiting {
  readonly id: string
}

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
  return {
    users: await replayUsers(database, siteId, call),
    groups: await replayGroups(database, siteId, call),
  }
}

async function replayUsers(database: Database, siteId: number, call: Call): Promise<number> {
  const { directoryId } = call
  let done = 0
  for (let after = lowestId; ; ) {
    const ids = await database.inDirectory(siteId, directoryId, async (tx) => {
      const found = await tx.read<Waiting>(pendingUsers(siteId, directoryId, after, batch))
      for (const { id } of found) await projectAgain(tx, call, id)
      return found
    })
    const last = ids.at(-1)
    if (!last) return done
    done += ids.length
    after = last.id
  }
}

/**
 * A group that was renamed to a name which another one gave up in the same pause must not meet that one in an
 * organization, so whoever leaves a name goes first. Groups that wait for each other in a circle go when nobody else can.
 */
async function replayGroups(database: Database, siteId: number, call: Call): Promise<number> {
  let done = 0
  for (let isPatient = true; ; ) {
    const { seen, projected } = await replayEachGroup(database, siteId, call, isPatient)
    done += projected
    if (!isPatient || seen === projected) return done
    isPatient = projected > 0
  }
}

/** Each in a transaction of its own: names are held before organizations, which many in one could not keep to. */
async function replayEachGroup(
  database: Database,
  siteId: number,
  call: Call,
  isPatient: boolean,
): Promise<{ seen: number; projected: number }> {
  const { directoryId } = call
  const passed = { seen: 0, projected: 0 }
  for (let after = lowestId; ; ) {
    const [ids = []] = (await database.readInDirectory(siteId, directoryId, [
      pendingGroups(siteId, directoryId, after, batch),
    ])) as [Waiting[]]
    for (const { id } of ids) {
      const isProjected = await database.inDirectory(siteId, directoryId, (tx) =>
        replayGroup(tx, call, id, isPatient),
      )
      passed.seen++
      if (isProjected) passed.projected++
    }
    const last = ids.at(-1)
    if (!last) return passed
    after = last.id
  }
}

/** Answers whether nothing of the group waits any more. */
async function replayGroup(
  tx: Transaction,
  call: Call,
  groupId: string,
  isPatient: boolean,
): Promise<boolean> {
  const { directoryId } = call
  const [locked] = await tx.read<LockedGroup>(groupForUpdate(tx.siteId, directoryId, groupId))
  if (!locked?.pending) return true
  const group = { id: groupId, displayName: locked.displayName, before: locked }
  const facts = await ask(tx, askAboutOrganizations(tx.siteId, directoryId, locked, group))
  const outcome = followGroup(tx, call, locked, group, facts, isPatient)
  if (outcome.pending) return false
  const resource = JSON.parse(locked.resource)
  tx.write(
    updateGroup(tx.siteId, directoryId, {
      displayName: locked.displayName,
      externalId: typeof resource.externalId === 'string' ? resource.externalId : undefined,
      resource: locked.resource,
      groupId,
      now: call.now,
      pending: false,
      touched: false,
    }),
  )
  auditGroup(tx, call, 'directory-group.changed', groupId, { outcome, added: 0, removed: 0 })
  return true
}
