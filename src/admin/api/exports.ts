import type { Call } from '../../http/contract-call.ts'
import { type Columns, download } from '../../http/list-file.ts'
import type { Item } from '../../model/contract.ts'
import type { Database } from '../../storage/database.ts'
import { type MembershipRow, membershipsOf, whoMayBelong } from '../../storage/identity/memberships.ts'
import type { adminApi } from '../contract.ts'
import { connectionHandlers } from './connections.ts'
import { directoryHandlers } from './directories.ts'
import { groupHandlers } from './groups.ts'
import { importHandlers } from './imports.ts'
import { peopleHandlers } from './people.ts'
import { staffHandlers } from './staff.ts'

type Api = typeof adminApi

const joined = (texts: readonly string[]) => texts.join('; ')

type Listed = Item<Api['listCustomers']>
type ExportedCustomer = Listed & { readonly organizations: readonly string[] }

/** Customers of one page of a file, each with the organizations that they belong to now, by whatever source. */
export async function withOrganizations(
  database: Database,
  siteId: number,
  customers: readonly Listed[],
): Promise<ExportedCustomer[]> {
  const ids = customers.filter(({ active }) => active).map(({ id }) => id)
  const [may = []] = await database.readInSite(siteId, [whoMayBelong(siteId, ids)])
  const asked = (may as { id: string }[]).map(({ id }) => id)
  const found = (await database.readInSite(
    siteId,
    asked.map((id) => membershipsOf(siteId, id)),
  )) as MembershipRow[][]
  const names = new Map(
    asked.map((id, n) => [id, [...new Set(found[n]?.map(({ organization }) => organization))]]),
  )
  return customers.map((one) => ({ ...one, organizations: names.get(one.id) ?? [] }))
}

/**
 * Organizations as an import reads them again, below the heading for names that may hold commas. A name with the separator
 * in it is left out: read again, it would name others, and whoever names a group could bring people into them.
 */
const inOneCell = (names: readonly string[]) => names.filter((name) => !name.includes('|')).join(' | ')

export const customerColumns: Columns<ExportedCustomer> = [
  ['name', ({ name }) => name],
  ['address', ({ address }) => address],
  ['standing', ({ addresses }) => addresses[0]?.standing ?? null],
  ['formerAddresses', ({ formerAddresses }) => joined(formerAddresses.map(({ address }) => address))],
  ['active', ({ active }) => active],
  ['directory', ({ directory }) => directory?.name ?? null],
  ['organization', ({ organizations }) => inOneCell(organizations)],
  ['createdAt', ({ createdAt }) => createdAt],
  ['updatedAt', ({ updatedAt }) => updatedAt],
  ['id', ({ id }) => id],
]

export const organizationColumns: Columns<Item<Api['listOrganizations']>> = [
  ['name', ({ name }) => name],
  [
    'fedBy',
    ({ sources }) =>
      joined(
        sources.map(
          ({ kind, directory, group, domain }) =>
            [directory?.name, kind === 'sign-in' ? kind : null, group?.name ?? domain]
              .filter(Boolean)
              .join(': ') || kind,
        ),
      ),
  ],
  ['createdAt', ({ createdAt }) => createdAt],
  ['id', ({ id }) => id],
]

const signInColumns: Columns<Item<Api['listSignIns']>> = [
  ['at', ({ at }) => at],
  ['name', ({ customer }) => customer?.name ?? null],
  ['said', ({ said }) => said],
  ['method', ({ method }) => method],
  ['purpose', ({ purpose }) => purpose],
  ['outcome', ({ outcome }) => outcome],
  ['why', ({ why }) => why],
  ['ip', ({ ip }) => ip],
  ['userAgent', ({ userAgent }) => userAgent],
  ['customerId', ({ customer }) => customer?.id ?? null],
  ['id', ({ id }) => id],
]

const importRows: Columns<Item<Api['listImportRows']>> = [
  ['row', ({ number }) => number],
  ['address', ({ address }) => address],
  ['name', ({ name }) => name],
  ['verdict', ({ verdict }) => verdict],
  ['reason', ({ says }) => says],
  ['notes', ({ notes }) => joined(notes.map(({ says }) => says))],
]

const staff: Columns<Item<Api['listStaff']>> = [
  ['name', ({ name }) => name],
  ['address', ({ address }) => address],
  ['role', ({ role }) => role],
  ['state', ({ state }) => state],
  ['secondFactor', ({ secondFactor }) => secondFactor],
  ['lastSignInAt', ({ lastSignInAt }) => lastSignInAt],
  ['createdAt', ({ createdAt }) => createdAt],
  ['id', ({ id }) => id],
]

const events: Columns<Item<Api['listAudit']>> = [
  ['at', ({ at }) => at],
  ['action', ({ action }) => action],
  ['actorKind', ({ actor }) => actor.kind],
  ['actor', ({ actor }) => actor.name],
  ['apiKey', ({ actor }) => actor.apiKey],
  ['subjectKind', ({ subjectKind }) => subjectKind],
  ['subject', ({ subject }) => subject],
  ['directory', ({ directory }) => directory?.name ?? null],
  ['details', ({ details }) => JSON.stringify(details)],
  ['values', ({ values }) => (values === null ? null : JSON.stringify(values))],
  ['requestId', ({ requestId }) => requestId],
  ['id', ({ id }) => id],
]

const exchanges: Columns<Item<Api['listExchanges']>> = [
  ['at', ({ at }) => at],
  ['method', ({ method }) => method],
  ['path', ({ path }) => path],
  ['status', ({ status }) => status],
  ['durationMs', ({ durationMs }) => durationMs],
  ['effect', ({ effect }) => effect],
  ['repairs', ({ repairs }) => joined(repairs)],
  ['client', ({ client }) => client],
  ['requestId', ({ requestId }) => requestId],
  ['id', ({ id }) => id],
]

const groups: Columns<Item<Api['listGroups']>> = [
  ['name', ({ name }) => name],
  ['members', ({ members }) => members],
  ['feeds', (group) => joined(group.organizations.map(({ name }) => name))],
  ['waits', ({ waits }) => waits],
  ['externalId', ({ externalId }) => externalId],
  ['createdAt', ({ createdAt }) => createdAt],
  ['updatedAt', ({ updatedAt }) => updatedAt],
  ['id', ({ id }) => id],
]

export const exportHandlers = {
  exportCustomers: (call: Call<Api['exportCustomers']>) =>
    download(call, 'people', customerColumns, async (page) => {
      const { items, next } = await peopleHandlers.listCustomers({
        ...call,
        query: { ...call.query, ...page },
      })
      return { items: await withOrganizations(call.database, call.site.id, items), next }
    }),
  exportImportRows: (call: Call<Api['exportImportRows']>) =>
    download(call, 'import', importRows, (page) =>
      importHandlers.listImportRows({ ...call, query: { ...call.query, ...page } }),
    ),
  exportOrganizations: (call: Call<Api['exportOrganizations']>) =>
    download(call, 'organizations', organizationColumns, (page) =>
      peopleHandlers.listOrganizations({ ...call, query: page }),
    ),
  exportStaff: (call: Call<Api['exportStaff']>) =>
    download(call, 'staff', staff, (page) => staffHandlers.listStaff({ ...call, query: page })),
  exportAudit: (call: Call<Api['exportAudit']>) =>
    download(call, 'audit', events, (page) =>
      staffHandlers.listAudit({ ...call, query: { ...call.query, ...page } }),
    ),
  exportSignIns: (call: Call<Api['exportSignIns']>) =>
    download(call, 'sign-ins', signInColumns, (page) =>
      connectionHandlers.listSignIns({ ...call, query: { ...call.query, ...page } }),
    ),

  exportExchanges: (call: Call<Api['exportExchanges']>) =>
    download(call, 'exchanges', exchanges, (page) =>
      directoryHandlers.listExchanges({ ...call, query: { ...call.query, ...page } }),
    ),
  exportGroups: (call: Call<Api['exportGroups']>) =>
    download(call, 'groups', groups, (page) =>
      groupHandlers.listGroups({ ...call, query: { ...call.query, ...page } }),
    ),
}
