// Organizations as an administrator makes and changes them, and who belongs to them by the site's own word.
import { conflict, notFound } from '../model/errors.ts'
import {
  type DeletionRefusal,
  judgeOrganizationDeletion,
  judgeOrganizationRename,
  sayDeletionRefusal,
} from '../model/identity/organization-by-hand.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { rememberJoined } from '../storage/identity/joined.ts'
import { closeEndedClashes } from '../storage/identity/name-clashes.ts'
import {
  deleteOrganization as deleteRow,
  holdName,
  insertOrganization,
  type OrganizationRow,
  organizationById,
  organizationByName,
  renameOrganization,
} from '../storage/identity/organizations.ts'
import {
  type ByHandFacts,
  byHandFacts,
  holdOrganization,
  putPeople,
  setShowsEarlier,
  takePerson,
} from '../storage/identity/organizations-by-hand.ts'
import { type OwnCustomer, ownCustomer } from '../storage/identity/unmanaged-customers.ts'
import { newId } from '../storage/new-id.ts'
import { leaveWord } from '../storage/outbox.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'

/** @throws DoorwardError 'not-found' */
export async function hold(tx: Transaction, organizationId: string): Promise<ByHandFacts> {
  const [, [facts] = []] = (await tx.readAll([
    holdOrganization(tx.siteId, organizationId),
    byHandFacts(tx.siteId, organizationId),
  ])) as [unknown, ByHandFacts[]]
  if (!facts) throw notFound('This organization')
  return facts
}

export const about = (organizationId: string) =>
  ({ subjectKind: 'organization', subject: organizationId }) as const

/** @throws DoorwardError 'conflict', field `name`: one name is one organization's, whatever its capitals */
async function requireFreeName(tx: Transaction, name: string, organizationId: string): Promise<void> {
  const [, [taken] = []] = (await tx.readAll([
    holdName(tx.siteId, name),
    organizationByName(tx.siteId, name),
  ])) as [unknown, { id: string; name: string }[]]
  if (taken && taken.id !== organizationId) {
    throw conflict(`name: this site has an organization ${taken.name} already.`, 'name')
  }
}

/** Makes an organization that no directory feeds yet. @returns its id @throws DoorwardError 'conflict', field `name` */
export async function makeOrganization(
  database: Database,
  siteId: number,
  { name, showsEarlier }: { readonly name: string; readonly showsEarlier: boolean },
  context: AuditContext,
): Promise<string> {
  const organizationId = newId()
  const { now } = context
  await database.inSite(siteId, async (tx) => {
    await requireFreeName(tx, name, organizationId)
    const origin = { createdByDirectoryId: null, createdByGroupId: null, untouched: true }
    const made = { organizationId, name, ...origin, now }
    tx.write(insertOrganization(siteId, made))
    if (showsEarlier) tx.write(setShowsEarlier(siteId, organizationId, true, now))
    audit(tx, context, {
      action: 'organization.created',
      ...about(organizationId),
      details: { name, showsEarlier },
    })
    leaveWord(tx, context.now, 'organization.changed', { organizationId })
  })
  return organizationId
}

/** What may change of an organization; what is not given stays. */
export interface OrganizationChange {
  readonly name?: string | undefined
  readonly showsEarlier?: boolean | undefined
}

/** @throws DoorwardError 'conflict', field `name`, for a name that is taken, and for one that a group gives */
export async function changeOrganization(
  database: Database,
  siteId: number,
  organizationId: string,
  { name, showsEarlier }: OrganizationChange,
  context: AuditContext,
  unchanged: Precondition<OrganizationRow> = whateverItIs,
): Promise<void> {
  const { now } = context
  await database.inSite(siteId, async (tx) => {
    const facts = await hold(tx, organizationId)
    const [row] = await tx.read<OrganizationRow>(organizationById(siteId, organizationId))
    if (row) await unchanged(tx, row)
    const before: { name?: string; showsEarlier?: boolean } = {}
    const after: typeof before = {}
    if (name !== undefined && name !== facts.name) {
      const refusal = judgeOrganizationRename(facts)
      if (refusal) throw conflict(refusal, 'name')
      await requireFreeName(tx, name, organizationId)
      tx.write(renameOrganization(siteId, organizationId, { name, plainName: name }, now))
      tx.write(
        closeEndedClashes(siteId, { organizationIds: [organizationId], plainNames: [facts.name] }, now),
      )
      before.name = facts.name
      after.name = name
    }
    if (showsEarlier !== undefined && showsEarlier !== facts.showsEarlier) {
      tx.write(setShowsEarlier(siteId, organizationId, showsEarlier, now))
      before.showsEarlier = facts.showsEarlier
      after.showsEarlier = showsEarlier
    }
    if (Object.keys(after).length === 0) return
    audit(tx, context, {
      action: 'organization.changed',
      ...about(organizationId),
      details: { before, after },
    })
    leaveWord(tx, context.now, 'organization.changed', { organizationId })
  })
}

/** What deleting an organization would end. */
export interface DeletionEffect {
  /** Who was put there by hand, and which domains fed it. */
  readonly people: number
  readonly domains: readonly string[]
  /** Which portals name it, and would no more. */
  readonly portals: readonly string[]
  /** Why it cannot be deleted now; undefined when it can. */
  readonly refusal: DeletionRefusal | undefined
  readonly name: string
  /** Who feeds it. */
  readonly directories: readonly string[]
}

export async function previewDeletion(
  database: Database,
  siteId: number,
  organizationId: string,
): Promise<DeletionEffect> {
  const [[facts] = []] = (await database.readInSite(siteId, [byHandFacts(siteId, organizationId)])) as [
    ByHandFacts[],
  ]
  if (!facts) throw notFound('This organization')
  const { name, people, domains, directories, portals } = facts
  return { name, people, domains, directories, portals, refusal: judgeOrganizationDeletion(facts) }
}

/** @throws DoorwardError 'conflict' while a directory feeds it, a rule names it, or requests are shared with it */
export async function deleteOrganization(
  database: Database,
  siteId: number,
  organizationId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const facts = await hold(tx, organizationId)
    const refusal = judgeOrganizationDeletion(facts)
    if (refusal) throw conflict(sayDeletionRefusal(refusal, facts))
    tx.write(deleteRow(siteId, organizationId))
    const ended = { organizationIds: [organizationId], plainNames: [] }
    tx.write(closeEndedClashes(siteId, ended, context.now))
    const { name, people, domains, portals } = facts
    audit(tx, context, {
      action: 'organization.deleted',
      ...about(organizationId),
      details: { name, people, domains: [...domains], ...(portals.length > 0 && { portals: [...portals] }) },
    })
    leaveWord(tx, context.now, 'organization.changed', { organizationId })
  })
}

/** Puts a customer into an organization by hand. Doing it twice changes nothing. @throws DoorwardError 'not-found' */
export async function addPerson(
  database: Database,
  siteId: number,
  organizationId: string,
  customerId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    await hold(tx, organizationId)
    const [customer] = await tx.read<OwnCustomer>(ownCustomer(siteId, customerId))
    if (!customer) throw notFound('This customer', 'customerId')
    if (customer.isErased) throw conflict('customerId: this person was erased.', 'customerId')
    if (customer.mergedInto !== null) {
      throw conflict('customerId: this customer was merged into another one.', 'customerId')
    }
    await putIn(tx, organizationId, customerId, context)
  })
}

async function putIn(
  tx: Transaction,
  organizationId: string,
  customerId: string,
  context: AuditContext,
): Promise<void> {
  const came = await tx.read(putPeople(tx.siteId, organizationId, [customerId], context.now))
  if (came.length === 0) return
  audit(tx, context, {
    action: 'organization.person-added',
    ...about(organizationId),
    details: { customerId },
  })
  leaveWord(tx, context.now, 'organization.changed', { organizationId })
  leaveWord(tx, context.now, 'customer.changed', { customerId, effects: ['organization'] })
}

/** The same for somebody who was invited to it, in the caller's transaction; one that is gone by now is passed over. */
export async function joinOrganization(
  tx: Transaction,
  organizationId: string,
  customerId: string,
  context: AuditContext,
): Promise<void> {
  const found = await tx.read(holdOrganization(tx.siteId, organizationId))
  if (found.length > 0) await putIn(tx, organizationId, customerId, context)
}

/** Ends a membership by hand; what other sources say stays. @throws DoorwardError 'not-found' when there is none */
export async function removePerson(
  database: Database,
  siteId: number,
  organizationId: string,
  customerId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    await hold(tx, organizationId)
    tx.write(rememberJoined(siteId, customerId, context.now))
    const gone = await tx.read(takePerson(siteId, organizationId, customerId))
    if (gone.length === 0) throw notFound('A membership by hand of this customer')
    audit(tx, context, {
      action: 'organization.person-removed',
      ...about(organizationId),
      details: { customerId },
    })
    leaveWord(tx, context.now, 'organization.changed', { organizationId })
    leaveWord(tx, context.now, 'customer.changed', { customerId, effects: ['organization'] })
  })
}
