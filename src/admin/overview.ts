import { proposalShown } from '../model/access/setup-proposal.ts'
import { endsAt } from '../model/identity/domain-proof.ts'
import { expiresSoon, isFailing, lastDaySince, recentSince } from '../model/identity/health.ts'
import { grants } from '../model/subscription.ts'
import { certificateExpiryDays } from '../model/work.ts'
import { type ExpiringCertificate, expiringCertificates } from '../storage/access/connection-keys.ts'
import { openProposals, type ProposalRow } from '../storage/access/setup-proposals.ts'
import type { Database } from '../storage/database.ts'
import type { Directory } from '../storage/identity/directories.ts'
import {
  type CallsOfTime,
  callsOverTime,
  type DirectoryFigures,
  directoryFigures,
} from '../storage/identity/directory-figures.ts'
import { missedProofs, type ProofRow } from '../storage/identity/domain-proofs.ts'
import { domainsWithStaff } from '../storage/identity/domains.ts'
import type { Site } from '../storage/sites.ts'
import { fingerprintText, readCertificate } from './certificate.ts'
import { directoriesOf } from './directories.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The figures of some directories, by the directory's number. */
export async function figuresOf(
  database: Database,
  siteId: number,
  directories: readonly Directory[],
  now: Date,
): Promise<Map<number, DirectoryFigures>> {
  const ids = directories.map(({ directoryId }) => directoryId)
  const times = { now, recentSince: recentSince(now), lastDaySince: lastDaySince(now) }
  const [rows = []] = await database.readInSite(siteId, [directoryFigures(siteId, ids, times)])
  return new Map((rows as DirectoryFigures[]).map((one) => [one.directoryId, one]))
}

/** Something that a person should look at. */
export type Need =
  | StaffDomainNeed
  /** A directory's own IT waits for the site; `label` is what it proposed last, `at` that moment. */
  | {
      readonly kind: 'proposal-waits'
      readonly directory: Directory
      readonly label: string
      readonly at: Date
    }
  | { readonly kind: 'lapsed' }
  | { readonly kind: 'failing' | 'no-token' | 'paused'; readonly directory: Directory }
  /** The record that proves a domain is missed; `at` that authority ends. */
  | {
      readonly kind: 'token-expires' | 'certificate-expires' | 'domain-missed'
      readonly directory: Directory
      readonly label: string
      readonly at: Date
    }

/** Somebody of the staff has an address in a domain, `label`, for which a directory of customers speaks. */
interface StaffDomainNeed {
  readonly kind: 'staff-domain'
  readonly directory: Directory
  readonly label: string
}

/** What needs somebody: the most urgent first. */
export async function needsOf(database: Database, site: Site, now: Date): Promise<Need[]> {
  const directories = await directoriesOf(database, site)
  const figures = await figuresOf(database, site.id, directories, now)
  const lapsed: Need[] = grants(site) ? [] : [{ kind: 'lapsed' }]
  const all = directories.flatMap((directory) => needsOfDirectory(directory, figures, now))
  const of = (kind: Need['kind']) => all.filter((need) => need.kind === kind)
  const { missed, ofStaff } = await domainNeeds(database, site.id, directories)
  const proposals = await proposalNeeds(database, site.id, directories)
  const certificates = await certificateNeeds(database, site.id, directories, now)
  return [
    ...lapsed,
    ...of('failing'),
    ...missed,
    ...proposals,
    ...of('no-token'),
    ...certificates,
    ...of('token-expires'),
    ...ofStaff,
    ...of('paused'),
  ]
}

async function domainNeeds(database: Database, siteId: number, directories: readonly Directory[]) {
  const [missed, ofStaff] = (await database.readInSite(siteId, [
    missedProofs(siteId),
    domainsWithStaff(siteId),
  ])) as [ProofRow[], { directoryId: number; domain: string }[]]
  const named = (id: number) => directories.filter(({ directoryId }) => directoryId === id)
  return {
    missed: missed.flatMap((proof): Need[] =>
      named(proof.directoryId).map((directory) => {
        const at = endsAt(proof) ?? proof.begunAt
        return { kind: 'domain-missed', directory, label: proof.domain, at }
      }),
    ),
    ofStaff: ofStaff.flatMap(({ directoryId, domain }): Need[] =>
      named(directoryId).map((directory) => ({ kind: 'staff-domain', directory, label: domain })),
    ),
  }
}

async function proposalNeeds(
  database: Database,
  siteId: number,
  directories: readonly Directory[],
): Promise<Need[]> {
  const [rows = []] = await database.readInSite(siteId, [openProposals(siteId)])
  return (rows as ProposalRow[]).flatMap(({ directoryId, kind, proposed, madeAt: at }) => {
    const directory = directories.find((one) => one.directoryId === directoryId)
    const label = proposalShown(kind, JSON.parse(proposed))
    return directory ? [{ kind: 'proposal-waits' as const, directory, label, at }] : []
  })
}

/** A certificate for signing in that ends within a month, or has ended. */
async function certificateNeeds(
  database: Database,
  siteId: number,
  directories: readonly Directory[],
  now: Date,
): Promise<Need[]> {
  const until = new Date(now.getTime() + Math.max(...certificateExpiryDays) * dayMs)
  const [rows = []] = await database.readInSite(siteId, [expiringCertificates(siteId, new Date(0), until)])
  return (rows as ExpiringCertificate[]).flatMap(({ directoryId, pem, expiresAt: at }) => {
    const directory = directories.find((one) => one.directoryId === directoryId)
    const label = fingerprintText(readCertificate(pem).fingerprint).slice(0, 23)
    return directory ? [{ kind: 'certificate-expires' as const, directory, label, at }] : []
  })
}

function needsOfDirectory(
  directory: Directory,
  figures: ReadonlyMap<number, DirectoryFigures>,
  now: Date,
): Need[] {
  const found = figures.get(directory.directoryId)
  if (!found) return []
  const { recent, liveTokens, nextExpiry } = found
  const needs: Need[] = []
  if (isFailing(recent)) needs.push({ kind: 'failing', directory })
  if (liveTokens === 0) needs.push({ kind: 'no-token', directory })
  // Where another token stays, the provider may have that one already.
  if (nextExpiry && liveTokens === 1 && expiresSoon(new Date(nextExpiry.at), now)) {
    const { label, at } = nextExpiry
    needs.push({ kind: 'token-expires', directory, label, at: new Date(at) })
  }
  if (directory.state === 'paused') needs.push({ kind: 'paused', directory })
  return needs
}

export type Span = 'day' | 'month'
/** Bars of each span, and how long each of them is. */
const spans = {
  day: { bars: 24, ms: hourMs, unit: 'hour' },
  month: { bars: 30, ms: dayMs, unit: 'day' },
} as const

/** What the directories of a site came to over the last day by the hour, or over the last month by the day. */
export async function callsOver(
  database: Database,
  siteId: number,
  span: Span,
  now: Date,
): Promise<CallsOfTime[]> {
  const { bars, ms, unit } = spans[span]
  const last = Math.floor(now.getTime() / ms) * ms
  const first = new Date(last - (bars - 1) * ms)
  const [rows = []] = await database.readInSite(siteId, [callsOverTime(siteId, first, unit)])
  const known = new Map((rows as CallsOfTime[]).map((one) => [one.at.getTime(), one]))
  const none = { exchanges: 0, effects: 0, refused: 0, failed: 0 }
  return Array.from({ length: bars }, (_, n) => {
    const at = new Date(first.getTime() + n * ms)
    return { ...none, ...known.get(at.getTime()), at }
  })
}
