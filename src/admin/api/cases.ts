import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readPlace, writePlace, wrongCursor } from '../../http/page.ts'
import type { Actor } from '../../model/audit.ts'
import type { Answer, Item } from '../../model/contract.ts'
import { decisionsOf } from '../../model/identity/case.ts'
import { highestId, isResourceId, keyOf } from '../../model/ids.ts'
import { decide, previewDecision, undoDecision } from '../../people/cases/decide.ts'
import type { CaseSide, Evidence, OrganizationSide } from '../../people/cases/evidence.ts'
import { decideMany, type ManyCases, previewMany, undoMany } from '../../people/cases/many-cases.ts'
import { replayPatienceMs } from '../../people/replay.ts'
import type { CasePlace, CaseRow } from '../../storage/identity/cases.ts'
import { caseOf, casesOf, countedMax, floodsOf } from '../cases.ts'
import type { adminApi } from '../contract.ts'
import { findDirectory } from '../directories.ts'
import { type Names, readNames } from '../names.ts'
import { organizationView } from './people.ts'

type Api = typeof adminApi
type Detail = Answer<Api['getCase']>

const iso = (date: Date | null) => date?.toISOString() ?? null
const directoryView = (directoryId: number, names: Names) => ({
  id: keyOf(directoryId),
  name: names.directory(directoryId),
})

function caseView(found: CaseRow, names: Names): Item<Api['listCases']> {
  const named = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? '' })
  return {
    id: found.id,
    kind: found.kind,
    state: found.closedAt === null ? 'open' : 'closed',
    directory: found.directoryId === null ? null : directoryView(found.directoryId, names),
    customer: named(found.customerId, found.customerName),
    otherCustomer: named(found.otherCustomerId, found.otherCustomerName),
    organization: named(found.organizationId, found.organizationName),
    openedAt: found.openedAt.toISOString(),
    closedAt: iso(found.closedAt),
    outcome: found.outcome,
    decidedBy:
      found.decidedByKind === null
        ? null
        : { kind: found.decidedByKind as Actor['kind'], name: found.decidedBy },
    undoUntil: iso(found.undoUntil),
  }
}

function sideView(
  { customer, requests, organizations }: CaseSide,
  names: Names,
): Detail['sides']['customer'] {
  const { id, name, active, directoryId, addresses, createdAt } = customer
  return {
    id,
    name,
    active,
    directory: directoryId === null ? null : directoryView(directoryId, names),
    addresses: addresses
      .filter(({ until }) => until === null)
      .map(({ address, standing, since }) => ({ address, standing, since: new Date(since).toISOString() })),
    formerAddresses: addresses.filter(({ until }) => until !== null).map(({ address }) => address),
    createdAt: createdAt.toISOString(),
    requests,
    organizations: [...organizations],
  }
}

const organizationSideView = (side: OrganizationSide | undefined): Detail['organizations']['known'] =>
  side ? { ...organizationView(side.organization), requests: side.requests } : null

function detailView(evidence: Evidence, names: Names): Detail {
  const { found, user, customer, otherCustomer, organization, ownOrganization, authorities } = evidence
  return {
    ...caseView(found, names),
    user: user
      ? {
          id: user.id,
          userName: user.facts.userName,
          name: user.facts.name,
          externalId: user.facts.externalId ?? null,
          active: user.facts.active,
          address: user.facts.address ?? null,
          createdAt: user.createdAt.toISOString(),
        }
      : null,
    sides: {
      customer: customer ? sideView(customer, names) : null,
      otherCustomer: otherCustomer ? sideView(otherCustomer, names) : null,
    },
    organizations: {
      known: organizationSideView(organization),
      own: organizationSideView(ownOrganization),
    },
    authorities: authorities.map(({ directoryId, authority }) => ({
      directory: directoryView(directoryId, names),
      authority,
    })),
    details: JSON.parse(found.details),
    decisions: Object.entries(decisionsOf(found.kind)).map(([decision, { stands, always }]) => ({
      decision,
      stands: stands ?? false,
      always: always ?? false,
    })),
  }
}

/** Behind the newest case, where none is given. */
function readCasePlace(after: string | undefined): CasePlace {
  const [at = '', id = ''] = readPlace(after, `9999-12-31T23:59:59Z ${highestId}`).split(' ')
  const closedAt = new Date(at)
  if (Number.isNaN(closedAt.getTime()) || !isResourceId(id)) throw wrongCursor()
  return { closedAt, id }
}

type OfOne = Pick<Call<Api['getCase']>, 'database' | 'site' | 'params'>

async function detailOf({ database, site, params }: OfOne): Promise<Detail> {
  const evidence = await caseOf(database, site.id, params.caseId)
  return detailView(evidence, await readNames(database, site))
}

export const caseHandlers = {
  async listCases(call: Call<Api['listCases']>) {
    const { database, site, query } = call
    const { state, kind, customerId, limit } = query
    const directoryId =
      query.directoryId === undefined
        ? undefined
        : (await findDirectory(database, site, query.directoryId)).directoryId
    const page = { before: readCasePlace(query.after), limit: limit + 1 }
    const found = await casesOf(database, site.id, { state, kind, directoryId, customerId }, page)
    const { rows, next } = pageOfRows(found, limit, ({ id, closedAt, openedAt }) =>
      writePlace(`${(closedAt ?? openedAt).toISOString()} ${id}`),
    )
    const names = await readNames(database, site)
    return { items: rows.map((one) => caseView(one, names)), next }
  },

  async listCaseFloods({ database, site }: Call<Api['listCaseFloods']>) {
    const { open, floods } = await floodsOf(database, site.id)
    const names = await readNames(database, site)
    return {
      open,
      countedMax,
      floods: floods.map((one) => ({
        kind: one.kind,
        directory: directoryView(one.directoryId, names),
        open: one.open,
        since: one.since.toISOString(),
      })),
    }
  },

  getCase: (call: Call<Api['getCase']>) => detailOf(call),

  async previewCase({ database, site, params }: Call<Api['previewCase']>) {
    const effects = await previewDecision(database, site.id, params.caseId, params.decision)
    return { effects: effects.map(({ code, values }) => ({ code, values: { ...values } })) }
  },

  async decideCase(call: Call<Api['decideCase']>) {
    const { database, site, params, body, audit } = call
    const names = await readNames(database, site)
    const unchanged = call.unchanged(params.caseId, (present: Evidence) => detailView(present, names))
    await decide(database, site.id, params.caseId, body.decision, audit, unchanged)
    return detailOf(call)
  },

  async undoCase(call: Call<Api['undoCase']>) {
    const { database, site, params, audit } = call
    await undoDecision(database, site.id, params.caseId, audit)
    return detailOf(call)
  },

  async previewManyCases(call: Call<Api['previewManyCases']>) {
    const { database, site, query } = call
    const { first, ...counted } = await previewMany(database, site.id, await manyOf(call, query))
    return {
      ...counted,
      first: first.map(({ caseId, customerName, otherCustomerName, organizationName, effects, refusal }) => ({
        id: caseId,
        about: [customerName, otherCustomerName, organizationName].filter((name) => name !== null),
        effects: effects.map(({ code, values }) => ({ code, values })),
        refusal: refusal ?? null,
      })),
    }
  },

  async decideManyCases(call: Call<Api['decideManyCases']>) {
    const { database, site, body, audit } = call
    const how = { after: body.after, maxMs: replayPatienceMs }
    const {
      done,
      skipped,
      next = null,
    } = await decideMany(database, site.id, await manyOf(call, body), audit, how)
    return { done, skipped, next, since: audit.now.toISOString() }
  },

  async undoManyCases(call: Call<Api['undoManyCases']>) {
    const { database, site, body, audit } = call
    const how = { after: body.after, maxMs: replayPatienceMs }
    const wanted = await manyOf(call, body)
    const {
      done,
      skipped,
      next = null,
    } = await undoMany(database, site.id, wanted, new Date(body.since), audit, how)
    return { done, skipped, next }
  },
}

async function manyOf(
  { database, site }: Pick<Call<Api['previewManyCases']>, 'database' | 'site'>,
  { kind, directoryId, decision }: Call<Api['previewManyCases']>['query'],
): Promise<ManyCases> {
  const found = directoryId === undefined ? undefined : await findDirectory(database, site, directoryId)
  return { kind, directoryId: found?.directoryId, decision }
}
