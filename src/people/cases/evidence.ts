// What a person must see to decide a case: both sides, read from the rows that the case's ids lead to.
import type { CaseKind } from '../../model/identity/case.ts'
import { readUser, type UserFacts } from '../../model/identity/directory-user.ts'
import { domainOf } from '../../model/identity/email-address.ts'
import { countRequestsOfCustomer } from '../../storage/desk/requests.ts'
import { type CaseUserRow, directoriesOfDomain, userOfCase } from '../../storage/identity/case-evidence.ts'
import { type CaseRow, caseById } from '../../storage/identity/cases.ts'
import { type CustomerRow, customersById } from '../../storage/identity/customers.ts'
import { type MembershipRow, membershipsOf } from '../../storage/identity/memberships.ts'
import { type KeptApart, keptApartFrom } from '../../storage/identity/name-clashes.ts'
import { type OrganizationRow, organizationById } from '../../storage/identity/organizations.ts'
import { countRequestsOf } from '../../storage/identity/organizations-by-hand.ts'
import type { Query } from '../../storage/statement.ts'

/** One of the two customers. */
export interface CaseSide {
  readonly customer: CustomerRow
  readonly requests: number
  readonly organizations: readonly { readonly id: string; readonly name: string }[]
}

/** One of two organizations. */
export interface OrganizationSide {
  readonly organization: OrganizationRow
  /** Counted up to a thousand. */
  readonly requests: number
}

export interface Evidence {
  readonly found: CaseRow
  /** What the identity provider says now; undefined when it says nothing any more. */
  readonly user: { readonly facts: UserFacts; readonly createdAt: Date; readonly id: string } | undefined
  readonly customer: CaseSide | undefined
  readonly otherCustomer: CaseSide | undefined
  /** The organization that is there, and the one that the directory keeps apart from it. */
  readonly organization: OrganizationSide | undefined
  readonly ownOrganization: OrganizationSide | undefined
  /** Which directories speak for the domain of the user's address. */
  readonly authorities: readonly { readonly directoryId: number; readonly authority: 'proven' | 'declared' }[]
}

/** Reads several at once, inside a transaction or outside. */
export type ReadAll = (queries: readonly Query[]) => Promise<unknown[][]>

/** @returns undefined when there is no such case */
export async function readEvidence(
  readAll: ReadAll,
  siteId: number,
  caseId: string,
): Promise<Evidence | undefined> {
  const [[found] = []] = (await readAll([caseById(siteId, caseId)])) as [CaseRow[]]
  if (!found) return undefined
  const { kind, directoryId, userId, customerId, otherCustomerId, organizationId } = found
  const [organization, ownOrganization] = await organizationsOf(
    readAll,
    siteId,
    kind,
    organizationId,
    directoryId,
  )
  const sides = [customerId, otherCustomerId].filter((id) => id !== null)
  const answers = await readAll([
    ...(directoryId !== null && userId !== null ? [userOfCase(siteId, directoryId, userId)] : []),
    ...sides.flatMap((id) => [
      customersById(siteId, [id]),
      countRequestsOfCustomer(siteId, id),
      membershipsOf(siteId, id),
    ]),
  ])
  const next = () => answers.shift() ?? []
  const [row] = (directoryId !== null && userId !== null ? next() : []) as CaseUserRow[]
  const [customer, otherCustomer] = [customerId, otherCustomerId].map((id) =>
    id === null
      ? undefined
      : sideOf(next() as CustomerRow[], next() as { total: number }[], next() as MembershipRow[]),
  )
  const user = row && { id: row.id, facts: readUser(row), createdAt: row.createdAt }
  const authorities = await readAuthorities(readAll, siteId, user?.facts.address)
  return { found, user, customer, otherCustomer, organization, ownOrganization, authorities }
}

const countedMax = 1_000

async function organizationsOf(
  readAll: ReadAll,
  siteId: number,
  kind: CaseKind,
  organizationId: string | null,
  directoryId: number | null,
): Promise<readonly (OrganizationSide | undefined)[]> {
  if (organizationId === null) return []
  const isClash = kind === 'organization-name' && directoryId !== null
  const [[apart] = []] = (
    isClash ? await readAll([keptApartFrom(siteId, directoryId, organizationId)]) : []
  ) as [KeptApart[]?]
  const ids = [organizationId, ...(apart ? [apart.id] : [])]
  const answers = await readAll(
    ids.flatMap((id) => [organizationById(siteId, id), countRequestsOf(siteId, id, countedMax)]),
  )
  return ids.map((_, n) => {
    const [organization] = answers[2 * n] as OrganizationRow[]
    const [requests] = answers[2 * n + 1] as { total: number }[]
    return organization && { organization, requests: requests?.total ?? 0 }
  })
}

function sideOf(
  [customer]: CustomerRow[],
  [requests]: { total: number }[],
  memberships: MembershipRow[],
): CaseSide | undefined {
  if (!customer) return undefined
  const organizations = new Map(memberships.map((one) => [one.organizationId, one.organization]))
  return {
    customer,
    requests: requests?.total ?? 0,
    organizations: [...organizations].map(([id, name]) => ({ id, name })),
  }
}

async function readAuthorities(
  readAll: ReadAll,
  siteId: number,
  address: string | undefined,
): Promise<Evidence['authorities']> {
  if (address === undefined) return []
  const [rows = []] = await readAll([directoriesOfDomain(siteId, domainOf(address))])
  return rows as Evidence['authorities']
}
