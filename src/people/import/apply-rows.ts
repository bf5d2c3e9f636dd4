// What rows of a file change: new customers and organizations, and what is new about those who are there.
import type { PersonalValues } from '../../model/audit.ts'
import { standingOf } from '../../model/identity/unmanaged.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import { insertAddress, judgeAddressAnew, updateCustomer } from '../../storage/identity/customers.ts'
import { insertOrganization } from '../../storage/identity/organizations.ts'
import { joinByHand } from '../../storage/identity/organizations-by-hand.ts'
import { insertUnmanaged, judgeClaimantsAnew } from '../../storage/identity/unmanaged-customers.ts'
import { newId } from '../../storage/new-id.ts'
import { leaveTask, leaveWord } from '../../storage/outbox.ts'
import { askAboutErased } from '../came-back.ts'
import type { RowWithJudgement } from './judge-rows.ts'

interface Import {
  readonly id: string
  readonly isProven: boolean
}

/**
 * Applies rows that were judged in this transaction, in the name of whoever had them applied.
 * @returns the same rows, those that made somebody with whom they made
 */
export function applyPeople(
  tx: Transaction,
  of: Import,
  rows: readonly RowWithJudgement[],
  context: AuditContext,
): RowWithJudgement[] {
  let hasPassedOn = false
  const done = rows.map((one) => {
    if (one.judgement.verdict === 'create') return { ...one, subjectId: addPerson(tx, of, one, context) }
    if (one.judgement.verdict === 'change') hasPassedOn = changePerson(tx, of, one, context) || hasPassedOn
    return one
  })
  if (hasPassedOn) leaveTask(tx, context.now, 'run-task', { task: 'finish-replays' })
  return done
}

function addPerson(
  tx: Transaction,
  { id: importId, isProven }: Import,
  { content, judgement }: RowWithJudgement,
  context: AuditContext,
): string {
  const { siteId } = tx
  const { now } = context
  const { address, details } = content
  const customerId = newId()
  const name = content.name ?? address ?? ''
  const { erased } = judgement
  tx.write(insertUnmanaged(siteId, { customerId, name, active: erased === undefined, now }))
  if (erased) askAboutErased(tx, customerId, erased, now)
  if (address !== undefined) {
    const standing = standingOf(isProven)
    tx.write(insertAddress(siteId, { customerId, address, standing, directoryId: null, now }))
  }
  if (details) tx.write(updateCustomer(siteId, customerId, { details }, now))
  joinOrganizations(tx, customerId, judgement, now)
  audit(tx, context, {
    action: 'customer.imported',
    subjectKind: 'customer',
    subject: customerId,
    details: { importId, proven: isProven, ...joined(judgement), ...(erased && { pending: true }) },
    person: {
      id: customerId,
      values: {
        name: { after: name },
        ...(address !== undefined && { address: { after: address } }),
        ...(details && { details: { after: { ...details } } }),
      },
    },
  })
  leaveWord(tx, now, 'customer.changed', { customerId, effects: ['create'] })
  return customerId
}

/** @returns whether others who give this address are to be judged anew */
function changePerson(
  tx: Transaction,
  { id: importId }: Import,
  { judgement }: RowWithJudgement,
  context: AuditContext,
): boolean {
  const { subject, change } = judgement
  if (!subject || !change) return false
  const { siteId } = tx
  const { now } = context
  const { customerId, addressId, address } = subject
  const { name, details, isHeld } = change
  tx.write(updateCustomer(siteId, customerId, { name, details }, now))
  const passesOn = isHeld === true && addressId !== null && address !== null
  if (passesOn) {
    tx.write(judgeAddressAnew(siteId, customerId, addressId, 'held'))
    tx.write(judgeClaimantsAnew(siteId, address))
  }
  const values: PersonalValues = {
    ...(name !== undefined && { name: { before: subject.name, after: name } }),
    ...(details && { details: { before: { ...subject.details }, after: { ...details } } }),
  }
  const person = Object.keys(values).length > 0 ? { person: { id: customerId, values } } : {}
  joinOrganizations(tx, customerId, judgement, now)
  const said = { importId, ...(passesOn && { proven: true }), ...joined(judgement) }
  audit(tx, context, {
    action: 'customer.changed',
    subjectKind: 'customer',
    subject: customerId,
    details: said,
    ...person,
  })
  leaveWord(tx, now, 'customer.changed', { customerId, effects: ['change'] })
  return passesOn
}

function joinOrganizations(
  tx: Transaction,
  customerId: string,
  { joins = [] }: RowWithJudgement['judgement'],
  now: Date,
): void {
  if (joins.length > 0) tx.write(joinByHand(tx.siteId, customerId, joins, now))
}

const joined = ({ joins = [] }: RowWithJudgement['judgement']) =>
  joins.length > 0 ? { organizations: [...joins] } : {}

/** The same for organizations: an import makes those that are missing. */
export function applyOrganizations(
  tx: Transaction,
  { id: importId }: Import,
  rows: readonly RowWithJudgement[],
  context: AuditContext,
): RowWithJudgement[] {
  const { now } = context
  return rows.map((one) => {
    const { name } = one.content
    if (one.judgement.verdict !== 'create' || name === undefined) return one
    const organizationId = newId()
    const origin = { createdByDirectoryId: null, createdByGroupId: null, untouched: true }
    const made = { organizationId, name, ...origin, now }
    tx.write(insertOrganization(tx.siteId, made))
    audit(tx, context, {
      action: 'organization.imported',
      subjectKind: 'organization',
      subject: organizationId,
      details: { importId, name },
    })
    leaveWord(tx, now, 'organization.changed', { organizationId, effects: ['create'] })
    return { ...one, subjectId: organizationId }
  })
}
