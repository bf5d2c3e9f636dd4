// What an event came to, read from the server's own records by its own API.
import type { Answer } from '../../src/model/contract.ts'
import { brakeMin } from '../../src/model/identity/brake.ts'
import type { DemoEvent, demoApi } from '../contract.ts'
import type { Exchange } from '../simulator/wire.ts'
import type { AnswerOf, SiteClient } from './site-client.ts'
import { waitFor } from './wait-for.ts'

type Outcome = Answer<(typeof demoApi)['runDemoEvent']>
type Logged = AnswerOf<'listExchanges'>['items'][number] & { readonly directoryId: string }

/** So long is waited for the server's records: its log of exchanges is written every quarter of a second. */
const recordsMaxMs = 20_000
/** What becomes of very many at once, and of a mail, is decided in the background; a busy machine takes long. */
const backgroundMaxMs = 60_000
/** So many people and groups are named. */
const subjectsMax = 12

interface Happened {
  readonly event: DemoEvent
  readonly about: string
  readonly since: Date
  readonly heard: readonly Exchange[]
  /** Of the company; undefined where it has none. */
  readonly directoryId: string | undefined
  readonly isOfStaff: boolean
  /** Directories of customers and of staff. */
  readonly directoryIds: readonly string[]
}

/** Reads what happened since a moment. */
export async function outcomeOf(client: SiteClient, happened: Happened): Promise<Outcome> {
  const { event, about, since, heard } = happened
  const mails = await mailsOf(client, happened)
  const logged = await loggedOf(client, happened)
  return {
    event,
    about,
    at: since.toISOString(),
    exchanges: withLog(heard, logged),
    ...(await subjectsOf(client, logged, happened.isOfStaff)),
    signIns: await signInsOf(client, happened),
    // Nobody of the staff is held back by a brake.
    cases: await casesOf(client, happened, !happened.isOfStaff && lostAtOnce(logged) >= brakeMin),
    requests: await requestsOf(client, mails),
    mails: mails.map(({ id, subject, result, reason, reasonValues }) => ({
      ...{ id, subject, result, reason, reasonValues },
    })),
  }
}

/** How many people lost their activity, or a membership by one call: from so many on the brake asks. */
function lostAtOnce(logged: readonly Logged[]): number {
  const deactivated = logged.filter(({ effect }) => /\bdeactivated\b/.test(effect))
  return Math.max(
    deactivated.length,
    ...logged.map(({ effect }) => Number(/\b(\d+) left\b/.exec(effect)?.[1] ?? 0)),
  )
}

/** The server's log of the calls that were made, the oldest first. */
async function loggedOf(client: SiteClient, { since, heard, directoryIds }: Happened): Promise<Logged[]> {
  const wanted = heard.filter(({ protocol }) => protocol === 'SCIM').length
  if (wanted === 0) return []
  let found: Logged[] = []
  await waitFor(async () => {
    const pages = await Promise.all(
      directoryIds.map(async (directoryId) => {
        const query = { limit: 200 }
        const { items } = await client.call('listExchanges', { params: { directoryId }, query })
        return items.map((item) => ({ ...item, directoryId }))
      }),
    )
    found = pages.flat().filter(({ at }) => new Date(at) >= since)
    return found.length >= Math.min(wanted, 200) ? true : undefined
  }, recordsMaxMs)
  return found.toSorted((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id))
}

/** Each message with what the log says of it: calls of one provider follow each other. */
function withLog(heard: readonly Exchange[], logged: readonly Logged[]): Outcome['exchanges'] {
  const rest = [...logged]
  return heard.map(({ protocol, at, request, response }, nth) => {
    const own = rest.findIndex(
      ({ method, path, status }) =>
        protocol === 'SCIM' &&
        request.line.startsWith(`${method} `) &&
        request.line.includes(path.split('?')[0] ?? '') &&
        response.line.startsWith(String(status)),
    )
    const [one] = own < 0 ? [] : rest.splice(own, 1)
    return {
      nth,
      protocol,
      at: at.toISOString(),
      request: { line: request.line, headers: { ...request.headers }, body: request.body },
      response: { ...response },
      logged: one
        ? { directoryId: one.directoryId, id: one.id, status: one.status, effect: one.effect }
        : null,
    }
  })
}

/** Whom and what the calls were about, and changed. */
async function subjectsOf(
  client: SiteClient,
  logged: readonly Logged[],
  isOfStaff: boolean,
): Promise<Pick<Outcome, 'people' | 'staff' | 'groups'>> {
  const changing = logged.filter(({ method, status }) => method !== 'GET' && status < 400)
  const [people, staff] = [new Map<string, string>(), new Map<string, string>()]
  const groups = new Map<string, Outcome['groups'][number]>()
  for (const { directoryId, id: exchangeId } of changing) {
    if (people.size + staff.size + groups.size >= subjectsMax) break
    const { subject } = await client.call('getExchange', { params: { directoryId, exchangeId } })
    if (!subject || subject.name === null) continue
    const { kind, id, name, customer } = subject
    if (kind === 'group') groups.set(id, { id, directoryId, name })
    else if (customer) people.set(customer.id, customer.name)
    // Of a company's people somebody may be no customer yet: a case says so.
    else if (isOfStaff) staff.set(id, name)
  }
  const named = (found: ReadonlyMap<string, string>) => [...found].map(([id, name]) => ({ id, name }))
  return { people: named(people), staff: named(staff), groups: [...groups.values()] }
}

async function signInsOf(client: SiteClient, { since, directoryIds }: Happened): Promise<Outcome['signIns']> {
  const pages = await Promise.all(
    directoryIds.map(async (directoryId) => {
      const query = { limit: 10 }
      const { items } = await client.call('listSignIns', { params: { directoryId }, query })
      return items
        .filter(({ at }) => new Date(at) >= since)
        .map(({ id, outcome, why }) => ({ id, directoryId, outcome, why }))
    }),
  )
  return pages.flat()
}

/** Cases that were opened; and that of the brake, which further losses join while it is open. */
async function casesOf(
  client: SiteClient,
  { since, directoryId }: Happened,
  isBrakeDue: boolean,
): Promise<Outcome['cases']> {
  const read = async () => (await client.call('listCases', { query: { limit: 50 } })).items
  type Case = Awaited<ReturnType<typeof read>>[number]
  const isBrake = ({ kind, directory }: Case) => kind === 'brake' && directory?.id === directoryId
  const found = await waitFor(async () => {
    const items = await read()
    return !isBrakeDue || items.some(isBrake) ? items : undefined
  }, backgroundMaxMs)
  const cases = (found ?? (await read())).filter(
    (one) => new Date(one.openedAt) >= since || (isBrakeDue && isBrake(one)),
  )
  return cases.map(({ id, kind, customer, otherCustomer, organization, directory }) => ({
    id,
    kind,
    about: [customer, otherCustomer, organization, directory].flatMap((one) => (one ? [one.name] : [])),
  }))
}

type Mail = AnswerOf<'listArrivedMails'>['items'][number]

/** Mails that arrived, once it is decided what becomes of each. */
async function mailsOf(client: SiteClient, { since, heard }: Happened): Promise<Mail[]> {
  if (!heard.some(({ protocol }) => protocol === 'SMTP')) return []
  const read = async () => {
    const { items } = await client.call('listArrivedMails', { query: { limit: 10 } })
    return items.filter(({ lastAt }) => new Date(lastAt) >= since)
  }
  const settled = await waitFor(async () => {
    const mails = await read()
    return mails.length > 0 && mails.every(({ result }) => result !== null) ? mails : undefined
  }, backgroundMaxMs)
  return settled ?? read()
}

async function requestsOf(client: SiteClient, mails: readonly Mail[]): Promise<Outcome['requests']> {
  const ids = new Set(mails.flatMap(({ request }) => (request ? [request.id] : [])))
  return Promise.all(
    [...ids].map(async (requestId) => {
      const { id, key, summary, assurance } = await client.call('getRequest', { params: { requestId } })
      return { id, key, summary, level: assurance.level }
    }),
  )
}
