// A directory proves a domain: a TXT record that several resolvers see (sso.md, "Domain ownership", rule 4).

import { createHash, randomBytes } from 'node:crypto'
import type { DnsResolvers } from '../http/dns-resolvers.ts'
import { attemptsSince } from '../model/access/attempts.ts'
import { conflict, DoorwardError, invalid, notFound } from '../model/errors.ts'
import type { DomainFacts } from '../model/identity/domain.ts'
import {
  type DomainProof,
  isExpired,
  judgeSightings,
  recordName,
  type Seen,
} from '../model/identity/domain-proof.ts'
import { leaveProofChange } from '../people/domain-authority.ts'
import { endSessionsOfUnmanaged } from '../storage/access/affected.ts'
import { endKeysBeside } from '../storage/access/asker-keys.ts'
import { type AttemptsRow, countAttempts } from '../storage/access/attempts.ts'
import { holdPresentConnection, type PresentConnection } from '../storage/access/connections.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { beginProof, noteFinding, type ProofRow, proofById } from '../storage/identity/domain-proofs.ts'
import { domainFacts, endDeclarations, proveDomain } from '../storage/identity/domains.ts'
import { siteForUpdate } from '../storage/sites.ts'
import { tellOfChange } from './authority-mails.ts'
import { noteRecheck } from './domain-checks.ts'
import {
  auditDomain,
  type DomainEntry,
  DomainTaken,
  domainsIn,
  foldDomain,
  refusalOf,
  requireDomain,
  requireRoom,
} from './domains.ts'

/** 160 bits, in letters that every DNS page takes as they are. */
const newToken = () => randomBytes(20).toString('hex')

/**
 * Begins a proof: says which record the company's DNS needs. It confers nothing and blocks nobody. One that was begun before
 * and has not expired stays as it is, because its record may be on its way.
 * @throws DoorwardError 'invalid' or 'conflict', field `domain`
 */
export async function begin(
  database: Database,
  siteId: number,
  directoryId: number,
  given: string,
  context: AuditContext,
): Promise<DomainEntry> {
  const domain = requireDomain(given)
  if (recordName(domain) === undefined) {
    throw invalid('domain', 'is too long for the record that would prove it.')
  }
  const { now } = context
  return database.inSite(siteId, async (tx) => {
    await tx.read(siteForUpdate(siteId))
    const all = await domainsIn(tx, directoryId)
    requireRoom(all, domain)
    const found = all.find((one) => one.domain === domain)
    if (found?.authority === 'proven')
      throw conflict(`domain: this directory has proven ${domain} already.`, 'domain')
    const [facts] = await tx.read<DomainFacts>(domainFacts(siteId, directoryId, domain))
    if (facts?.ofStaff) throw refusalOf('of-staff', domain)
    if (found?.proof && !isExpired(found.proof, now)) return found
    const token = newToken()
    tx.write(beginProof(siteId, directoryId, domain, token, now))
    auditDomain(tx, context, directoryId, 'domain.proof-begun', { domain, before: null, after: 'begun' })
    const proof = {
      domain,
      token,
      begunAt: now,
      provenAt: null,
      checkedAt: null,
      seenAt: null,
      missingSince: null,
    }
    return { domain, authority: null, since: now, ...found, proof }
  })
}

export type LookShare = 'site' | 'set-up'

export interface Verification {
  readonly entry: DomainEntry
  readonly found: ReturnType<typeof judgeSightings>
  /** What each resolver saw. */
  readonly resolvers: readonly Seen[]
}

/**
 * Looks for the record. If several resolvers agree that it is there, the directory has proven the domain from now on: what
 * others declared of it ends, and addresses follow within seconds. Of a domain that is proven already it says whether the
 * record still is there.
 * @param share a set-up page looks in a share of its own: what a customer's own IT does all day leaves the site's looks to the site
 * @throws DoorwardError 'conflict' when the proof cannot count: it expired, or another directory has proven the domain
 */
export async function verify(
  { database, dns }: { readonly database: Database; readonly dns: DnsResolvers },
  siteId: number,
  directoryId: number,
  given: string,
  context: AuditContext,
  share: LookShare = 'site',
): Promise<Verification> {
  const domain = foldDomain(given)
  const proof = await database.inSite(siteId, async (tx) => {
    await countLook(tx, share === 'site' ? undefined : directoryId, context.now)
    const [row] = await tx.read<ProofRow>(proofById(siteId, directoryId, domain))
    return requireUsable(row, domain, context.now)
  })
  const resolvers = await dns.look(domain, proof.token)
  const found = judgeSightings(resolvers)
  const entry = await database.inSite(siteId, async (tx) => {
    await tx.read(siteForUpdate(siteId))
    const [row] = await tx.read<ProofRow>(proofById(siteId, directoryId, domain))
    // Whoever took it back and began anew meanwhile has another value to show.
    if (row?.token !== proof.token) throw notFound(`The proof of ${domain} that was looked for`, 'domain')
    if (row.provenAt !== null) await noteRecheck(tx, row, found, context)
    else await noteLook(tx, row, found, context)
    return (await domainsIn(tx, directoryId)).find((one) => one.domain === domain)
  })
  if (!entry)
    throw conflict(`The proof of ${domain} has just ended: its record was missed too long.`, 'domain')
  return { entry, found, resolvers }
}

function requireUsable(row: ProofRow | undefined, domain: string, now: Date): DomainProof {
  if (!row) {
    throw new DoorwardError(
      'not-found',
      `No proof of ${domain} was begun by this directory. Begin one first.`,
      'domain',
    )
  }
  if (isExpired(row, now)) {
    throw conflict(
      `The proof of ${domain} was begun more than 14 days ago and has expired. Begin it anew.`,
      'domain',
    )
  }
  return row
}

/**
 * Writes down what looking for a proof that was begun came to; the domain is proven if its record is there. Behind the site's lock.
 * @throws DoorwardError when it is there and cannot count
 */
export async function noteLook(
  tx: Transaction,
  proof: ProofRow,
  found: Verification['found'],
  context: AuditContext,
): Promise<void> {
  const { directoryId, domain } = proof
  if (found === 'there') await prove(tx, directoryId, proof, context)
  else tx.write(noteFinding(tx.siteId, directoryId, domain, { ...proof, checkedAt: context.now }))
}

/** Behind the site's lock: two who prove one domain at once come one after the other. */
async function prove(
  tx: Transaction,
  directoryId: number,
  { domain }: ProofRow,
  context: AuditContext,
): Promise<void> {
  const { siteId } = tx
  const { now } = context
  const [facts] = await tx.read<DomainFacts>(domainFacts(siteId, directoryId, domain))
  if (facts?.ofStaff) throw refusalOf('of-staff', domain)
  if (facts?.provenElsewhere) {
    throw new DomainTaken(
      `The record is there, but another directory has proven ${domain}. Take the domain back from that one first, if it really changed hands.`,
    )
  }
  const ended = await tx.read<{ directoryId: number }>(endDeclarations(siteId, directoryId, domain))
  for (const other of ended) {
    auditDomain(tx, context, other.directoryId, 'domain.removed', { domain, before: 'declared', after: null })
    await tellOfChange(tx, context, other.directoryId, 'removed', domain)
  }
  tx.write(proveDomain(siteId, directoryId, domain, now))
  const finding = { checkedAt: now, seenAt: now, provenAt: now, missingSince: null }
  tx.write(noteFinding(siteId, directoryId, domain, finding))
  // Whoever is led to this directory from now on, and to no other door, keeps nothing open beside it.
  const [connection] = await tx.read<PresentConnection>(holdPresentConnection(siteId, directoryId))
  if (connection?.mode === 'required') {
    await tx.read(endSessionsOfUnmanaged(siteId, directoryId))
    tx.write(endKeysBeside(siteId, directoryId, 'unmanaged'))
  }
  await leaveProofChange(tx, now, directoryId, domain)
  auditDomain(tx, context, directoryId, 'domain.proven', {
    domain,
    before: facts?.own ?? null,
    after: 'proven',
  })
  await tellOfChange(tx, context, directoryId, 'proven', domain)
}

/** Looks of a site, and of each directory's set-up pages, within a quarter of an hour: each asks others' servers. */
const looksMax = 60
const setupLooksMax = 20
const hashOf = (text: string) => createHash('sha256').update(text).digest()

/**
 * @param setupOf the directory whose set-up page looks; undefined: the site does
 * @throws DoorwardError 'too-many-attempts'
 */
async function countLook(tx: Transaction, setupOf: number | undefined, now: Date): Promise<void> {
  const share =
    setupOf === undefined
      ? { looks: hashOf('looks for domain proofs'), max: looksMax, who: 'This site' }
      : { looks: hashOf(`looks of set-up page ${setupOf}`), max: setupLooksMax, who: 'This page' }
  const times = { since: attemptsSince(now), now }
  const [counted] = await tx.read<AttemptsRow>(countAttempts(tx.siteId, [share.looks], times))
  if (!counted || counted.attempts <= share.max) return
  throw new DoorwardError(
    'too-many-attempts',
    `${share.who} has looked for records ${share.max} times. Wait a quarter of an hour before the next.`,
  )
}
