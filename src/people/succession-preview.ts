// Who of one directory's people becomes its successor's: judged in steps, and counted before anybody says so.
import { conflict, notFound } from '../model/errors.ts'
import { requireOfCustomers } from '../model/identity/audience.ts'
import { readUser } from '../model/identity/directory-user.ts'
import { type FormerPerson, judgeSuccession, type Succession } from '../model/identity/succession.ts'
import { lowestId } from '../model/ids.ts'
import { grants } from '../model/subscription.ts'
import type { Database } from '../storage/database.ts'
import { portalsNamingDirectory } from '../storage/desk/portals.ts'
import { type Directory, directoryById } from '../storage/identity/directories.ts'
import { nextToSucceed, type SuccessionRow } from '../storage/identity/successions.ts'
import { type Site, siteById } from '../storage/sites.ts'

/** Which directory gives its people to which. */
export interface Successors {
  readonly fromId: number
  readonly toId: number
  readonly byName: boolean
}

/** Somebody of a preview. */
interface PreviewedPerson {
  readonly id: string
  readonly name: string
  readonly address: string | null
  readonly as: Succession['kind']
}

export interface SuccessionPreview {
  /** How many become the successor's by their address, and by their name. */
  readonly byAddress: number
  readonly byName: number
  /** Whose name alone is equal: nobody said that this is enough. */
  readonly onlyName: number
  /** Who stays where they are: the successor has nobody like them, or several, or another directory has them too. */
  readonly staying: number
  /** There are more than were counted. */
  readonly hasMore: boolean
  /** Whether it can be done now: in a rehearsal the successor must go live first. */
  readonly successorGrants: boolean
  /** Portals that name the directory: they would name the successor as well. */
  readonly portals: readonly string[]
  /** The first of each. */
  readonly first: readonly PreviewedPerson[]
}

export const step = 100
const countedMax = 20_000
const shownMax = 20

export interface Judged {
  readonly person: FormerPerson
  readonly verdict: Succession
}

/** Reads and judges the next people of the directory of before. */
export async function judgeNext(
  read: (query: ReturnType<typeof nextToSucceed>) => Promise<unknown[]>,
  siteId: number,
  successors: Successors,
  after: string,
): Promise<Judged[]> {
  const rows = (await read(nextToSucceed(siteId, successors, after, step))) as SuccessionRow[]
  return [...Map.groupBy(rows, ({ customerId }) => customerId).values()].map((all) => {
    const [{ customerId, name, address, isShared, namesakes }] = all as [SuccessionRow]
    const person = { customerId, name, address, isShared, namesakes }
    const candidates = all.flatMap(({ userId, userCustomerId, userNamesakes, resource, addressFrom }) =>
      userId === null || resource === null
        ? []
        : [
            {
              ...readUser({ resource, addressFrom }),
              userId,
              customerId: userCustomerId,
              namesakes: userNamesakes ?? 0,
            },
          ],
    )
    return { person, verdict: judgeSuccession(person, candidates, successors.byName) }
  })
}

/** @throws DoorwardError when one can never succeed the other */
export async function readBoth(
  read: (queries: readonly ReturnType<typeof directoryById>[]) => Promise<unknown[][]>,
  siteId: number,
  { fromId, toId }: Successors,
): Promise<{ from: Directory; to: Directory; successorGrants: boolean }> {
  if (fromId === toId) throw conflict('successor: a directory cannot succeed itself.', 'successor')
  const [[from] = [], [to] = [], [site] = []] = (await read([
    directoryById(siteId, fromId),
    directoryById(siteId, toId),
    siteById(siteId),
  ])) as [Directory[], Directory[], Site[]]
  if (!from || !site) throw notFound('The directory')
  if (!to) throw notFound('The successor', 'successor')
  for (const one of [from, to]) requireOfCustomers(one, 'successor')
  return { from, to, successorGrants: to.state === 'live' && grants(site) }
}

/** What naming a successor would do, also while that one is in rehearsal. It writes nothing. @throws DoorwardError */
export async function previewSuccession(
  database: Database,
  siteId: number,
  successors: Successors,
): Promise<SuccessionPreview> {
  const { successorGrants } = await readBoth(
    (queries) => database.readInSite(siteId, queries),
    siteId,
    successors,
  )
  const read = async (query: ReturnType<typeof nextToSucceed>) =>
    (await database.readInSite(siteId, [query]))[0] ?? []
  const [named = []] = await database.readInSite(siteId, [portalsNamingDirectory(siteId, successors.fromId)])
  const counts = { address: 0, name: 0, 'only-name': 0, several: 0, shared: 0, nobody: 0 }
  const first: PreviewedPerson[] = []
  let seen = 0
  for (let after = lowestId; seen < countedMax; ) {
    const judged = await judgeNext(read, siteId, successors, after)
    for (const { person, verdict } of judged) {
      counts[verdict.kind]++
      if (counts[verdict.kind] > shownMax) continue
      const { customerId: id, name, address } = person
      first.push({ id, name, address, as: verdict.kind })
    }
    seen += judged.length
    const last = judged.at(-1)
    if (!last || judged.length < step) break
    after = last.person.customerId
  }
  const { address, name, several, shared, nobody, 'only-name': onlyName } = counts
  return {
    byAddress: address,
    byName: name,
    onlyName,
    staying: several + shared + nobody,
    hasMore: seen >= countedMax,
    successorGrants,
    portals: (named as { name: string }[]).map((portal) => portal.name),
    first,
  }
}
