// What each decision of each kind does. Whoever owns a subject writes its decisions in a file of its own and adds them here.
import type { CaseDetails, CaseEffect, CaseKind, caseKinds } from '../../model/identity/case.ts'
import type { AuditContext } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import { releaseBrake, revertBrake } from './brake-decisions.ts'
import { admitErased, keepOut } from './erased-came-back.ts'
import { keepApart } from './keep-apart.ts'
import { linkCustomers } from './link-customers.ts'
import { leaveStaff, linkStaff } from './link-staff.ts'
import { adoptOrganization, mergeOrganizations } from './organization-name.ts'
import { confirmSource, refuseSource } from './organization-source.ts'
import { raiseQuota } from './raise-quota.ts'
import { samePerson } from './same-person.ts'
import { refuseProposal, releaseProposal } from './setup-proposal.ts'
import { keepForStaff, releaseAddress } from './staff-address.ts'
import { acceptSubject } from './subject-changed.ts'
import { keepWaitingOut, letIn } from './waiting-people.ts'

/** One decision. It is carried out behind the case's lock, in the transaction that closes the case. */
export interface Decider {
  /** What it would do, in codes that the pages and the command line have sentences for. It writes nothing. */
  preview(tx: Transaction, found: CaseRow): Promise<readonly CaseEffect[]>
  /**
   * @returns what taking it back needs to know: ids, codes and numbers
   * @throws DoorwardError 'conflict' when it cannot be done any more
   */
  apply(tx: Transaction, found: CaseRow, context: AuditContext): Promise<CaseDetails>
  /** @param record what `apply` returned */
  undo(tx: Transaction, found: CaseRow, record: CaseDetails, context: AuditContext): Promise<void>
}

type Deciders = {
  readonly [K in CaseKind]: {
    readonly [D in keyof (typeof caseKinds)[K]['decisions']]: Decider
  }
}

const table: Deciders = {
  'address-held': { link: samePerson, 'keep-apart': keepApart },
  'address-of-another': { 'keep-apart': keepApart },
  'staff-address': { 'keep-out': keepForStaff, 'release-address': releaseAddress },
  quota: { raise: raiseQuota, 'keep-out': keepWaitingOut('quota') },
  'access-policy': { 'let-in': letIn, 'keep-out': keepWaitingOut('access-policy') },
  'link-unproven': { link: linkCustomers, 'keep-apart': keepApart },
  'returned-by-external-id': { link: linkCustomers, 'keep-apart': keepApart },
  'erased-came-back': { admit: admitErased, 'keep-out': keepOut },
  'staff-held': { link: linkStaff, 'keep-apart': leaveStaff },
  'staff-seats': {},
  'subject-changed': { 'accept-subject': acceptSubject, 'keep-out': keepOut },
  'organization-name': { 'keep-apart': keepApart, adopt: adoptOrganization, merge: mergeOrganizations },
  'organization-source': { confirm: confirmSource, refuse: refuseSource },
  'setup-proposal': { release: releaseProposal, refuse: refuseProposal },
  brake: { release: releaseBrake, revert: revertBrake },
}

/** @returns undefined when the kind knows no such decision */
export function deciderOf(kind: CaseKind, decision: string): Decider | undefined {
  const deciders: { readonly [decision: string]: Decider } = table[kind]
  return Object.hasOwn(deciders, decision) ? deciders[decision] : undefined
}
