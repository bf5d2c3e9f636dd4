// A directory has come to speak for a domain: whom it brought as somebody new, and whom an unmanaged customer was before, are one.
import { conflict, notFound } from '../../model/errors.ts'
import { requireOfCustomers } from '../../model/identity/audience.ts'
import { lowestId } from '../../model/ids.ts'
import { grants } from '../../model/subscription.ts'
import type { AuditContext } from '../../storage/audit.ts'
import type { Database } from '../../storage/database.ts'
import { type Directory, directoryById } from '../../storage/identity/directories.ts'
import { foundSince, type KnownPerson, knownPeople } from '../../storage/identity/known-people.ts'
import { type Site, siteById } from '../../storage/sites.ts'
import { decide, undoDecision } from './decide.ts'
import { type Gone, throughCases } from './many-cases.ts'

export interface KnownPeople {
  /** At most `countMax`. */
  readonly people: number
  readonly hasMore: boolean
  readonly first: readonly Omit<KnownPerson, 'caseId'>[]
}

const countMax = 10_000
const firstMax = 20

/** Who would become one: "1,940 would link". It writes nothing. */
export async function whoWouldLink(
  database: Database,
  siteId: number,
  directoryId: number,
): Promise<KnownPeople> {
  const [rows = []] = await database.readInSite(siteId, [
    knownPeople(siteId, directoryId, lowestId, countMax + 1),
  ])
  const found = rows as KnownPerson[]
  return {
    people: Math.min(found.length, countMax),
    hasMore: found.length > countMax,
    first: found.slice(0, firstMax).map(({ id, name, address }) => ({ id, name, address })),
  }
}

export interface Linked {
  readonly done: number
  /** Whose case somebody else decided, or that changed meanwhile. */
  readonly skipped: number
  readonly isFinished: boolean
}

/**
 * Makes those one, each as its case decided by this actor: it is audited, and can be taken back for seven days. It may be
 * stopped and begun again.
 * @param maxMs after this it stops, and says that it has not finished
 * @throws DoorwardError 'conflict' while the directory grants nothing
 */
export async function linkKnownPeople(
  database: Database,
  siteId: number,
  directoryId: number,
  context: AuditContext,
  maxMs = Number.POSITIVE_INFINITY,
): Promise<Linked> {
  const [[directory] = [], [site] = []] = (await database.readInSite(siteId, [
    directoryById(siteId, directoryId),
    siteById(siteId),
  ])) as [Directory[], Site[]]
  if (!directory || !site) throw notFound('The directory')
  requireOfCustomers(directory, 'customers known before')
  if (directory.state !== 'live' || !grants(site)) {
    throw conflict(`The directory ${directory.name} grants nothing now: nobody is taken over until it does.`)
  }
  const next = (after: string, limit: number) => knownPeople(siteId, directoryId, after, limit)
  const act = (caseId: string) => decide(database, siteId, caseId, 'link', context)
  return linkedBy(await throughCases(database, siteId, next, act, { maxMs }))
}

/** Takes back what was made one since a moment, of a directory. What arrived since stays with those who were known before. */
export async function unlinkKnownPeople(
  database: Database,
  siteId: number,
  directoryId: number,
  since: Date,
  context: AuditContext,
  maxMs = Number.POSITIVE_INFINITY,
): Promise<Linked> {
  const next = (after: string, limit: number) => foundSince(siteId, directoryId, since, after, limit)
  const act = (caseId: string) => undoDecision(database, siteId, caseId, context)
  return linkedBy(await throughCases(database, siteId, next, act, { maxMs }))
}

const linkedBy = ({ done, skipped, next }: Gone): Linked => ({
  done,
  skipped,
  isFinished: next === undefined,
})
