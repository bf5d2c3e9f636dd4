/**
 * What a row of a file does, judged by who has its address now. The same judgement is made when a file is checked and again when
 * its rows are applied. It follows the one policy of who gets in, and product.md, "Who is who": an address that somebody only
 * claims leads to that person only where no directory manages them.
 */
import { guarded } from '../csv.ts'
import { type AccessPolicy, type AccessQuestion, decideAccess } from './access-policy.ts'
import type { Standing } from './authority.ts'
import { changedDetails, type Details } from './detail-field.ts'
import { foldAddress } from './email-address.ts'
import { type ImportedRow, type ImportNote, refusedRow, type Verdict } from './import.ts'
import type { ErasedTrace } from './matching.ts'

/** A customer whom a row may be about. */
export interface KnownCustomer {
  readonly customerId: string
  readonly name: string
  readonly active: boolean
  /** The directory that manages this person. */
  readonly directory: string | null
  readonly details: Details
  /** The present address; of somebody who left, the last one. */
  readonly addressId: string | null
  readonly address: string | null
  readonly standing: Standing | null
}

/** What is known of a row's address, and of its id. */
export interface RowFacts {
  readonly ofStaff: boolean
  readonly holder: KnownCustomer | undefined
  /** Whom a directory manages, who left, and who held the address last. */
  readonly leaver: KnownCustomer | undefined
  /** Unmanaged customers who claim it. */
  readonly claimants: readonly KnownCustomer[]
  /** Of the id that the row gives. */
  readonly named: KnownCustomer | undefined
  /** Of the organizations that the row names: those which are here and the person does not belong to yet. */
  readonly joins: readonly string[]
  /** Whether one of them is not here. */
  readonly hasUnknownOrganization: boolean
  /** Of somebody who was erased and had the address. */
  readonly erased: ErasedTrace | undefined
  /** The directory through which alone people of the domain sign in. */
  readonly requiredBy?: string | undefined
}

export interface RowJudgement extends Verdict {
  readonly subject?: KnownCustomer
  /** What changes of the subject. */
  readonly change?: { readonly name?: string; readonly details?: Details; readonly isHeld?: true }
  /** Ids of the organizations that the person joins by hand. */
  readonly joins?: readonly string[]
  /** Whoever is made waits until a person decides. */
  readonly erased?: ErasedTrace
}

/** @param isProven the importer's word that the file's mailboxes were checked */
export function judgeRow(
  row: ImportedRow,
  facts: RowFacts,
  policy: AccessPolicy,
  isProven: boolean,
): RowJudgement {
  const { named } = facts
  if (named) return judgeNamed(row, named, facts, policy, isProven)
  const { address } = row
  if (address === undefined) return refusedRow('no-address')
  const subject = facts.holder ?? facts.leaver
  if (!facts.ofStaff && !subject && facts.claimants.length > 1) return refusedRow('claimed-by-several')
  const person = subject ?? facts.claimants[0]
  return judgePerson(row, facts.ofStaff ? 'staff' : person, facts, policy, isProven)
}

/** A file of ours names its people: one with nothing new about a person asks nothing, whatever the person's state is. */
function judgeNamed(
  row: ImportedRow,
  named: KnownCustomer,
  facts: RowFacts,
  policy: AccessPolicy,
  isProven: boolean,
): RowJudgement {
  const { address } = row
  const isOther = address !== undefined && foldAddress(address) !== foldAddress(named.address ?? '')
  if (isOther) return refusedRow('address-differs', named.address ?? '')
  const isKnown = facts.joins.length === 0 && Object.keys(changeOf(row, named, isProven)).length === 0
  if (isKnown) return { verdict: 'same', subject: named, ...notesOf(row, named, facts) }
  return judgePerson(row, named, facts, policy, isProven)
}

function judgePerson(
  row: ImportedRow,
  person: KnownCustomer | 'staff' | undefined,
  facts: RowFacts,
  policy: AccessPolicy,
  isProven: boolean,
): RowJudgement {
  const { outcome, reason, by } = decideAccess(
    {
      channel: 'import',
      address: row.address,
      person: asked(person, facts.erased),
      requiredBy: facts.requiredBy,
    },
    policy,
  )
  const subject = typeof person === 'object' ? { subject: person } : {}
  const waits = reason === 'erased'
  if (outcome !== 'in' && outcome !== 'account' && !waits) return { ...refusedRow(reason, by), ...subject }
  const joins = facts.joins.length > 0 ? { joins: facts.joins } : {}
  if (typeof person !== 'object') {
    const erased = waits && facts.erased ? { erased: facts.erased } : {}
    return { verdict: 'create', ...joins, ...erased, ...notesOf(row, undefined, facts) }
  }
  const change = changeOf(row, person, isProven)
  const judged = { subject: person, ...joins, ...notesOf(row, person, facts) }
  return Object.keys(change).length === 0 && facts.joins.length === 0
    ? { verdict: 'same', ...judged }
    : { verdict: 'change', change, ...judged }
}

function asked(
  person: KnownCustomer | 'staff' | undefined,
  erased: ErasedTrace | undefined,
): AccessQuestion['person'] {
  if (person === undefined) return { kind: erased ? 'erased' : 'stranger' }
  if (person === 'staff') return { kind: 'staff' }
  return { kind: 'customer', active: person.active, directory: person.directory ?? undefined }
}

function changeOf(
  row: ImportedRow,
  person: KnownCustomer,
  isProven: boolean,
): NonNullable<RowJudgement['change']> {
  if (person.directory !== null) return {}
  const details = { ...person.details, ...row.details }
  return {
    ...(isRenamed(row, person) && { name: row.name as string }),
    ...(changedDetails(person.details, details).length > 0 && { details }),
    ...(isProven && row.address !== undefined && person.standing === 'claimed' && { isHeld: true as const }),
  }
}

/** As a file of ours has it: then a name that looks like a formula is the same when it comes back. */
const isRenamed = ({ name }: ImportedRow, person: KnownCustomer) =>
  name !== undefined && guarded(name) !== guarded(person.name)

/** What of a good row is left out all the same. */
function notesOf(
  row: ImportedRow,
  person: KnownCustomer | undefined,
  { hasUnknownOrganization, erased }: RowFacts,
): { readonly notes?: readonly ImportNote[] } {
  const isManaged = person !== undefined && person.directory !== null
  const hasDetails =
    isManaged && changedDetails(person.details, { ...person.details, ...row.details }).length > 0
  const notes: ImportNote[] = [
    ...(isManaged && isRenamed(row, person) ? (['managed-name'] as const) : []),
    ...(hasDetails ? (['managed-details'] as const) : []),
    ...(person === undefined && erased ? (['erased'] as const) : []),
    ...(hasUnknownOrganization ? (['organization-unknown'] as const) : []),
  ]
  return notes.length > 0 ? { notes } : {}
}
