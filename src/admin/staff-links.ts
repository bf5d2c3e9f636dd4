import { randomBytes } from 'node:crypto'
import { hashOf } from '../http/session-cookie.ts'
import { siteUrlOf } from '../http/site.ts'
import { linkEnd } from '../model/access/staff.ts'
import { idFromRandom, keyOf, writeSecret } from '../model/ids.ts'
import { endLinks, insertLink, type LinkKind } from '../storage/access/links.ts'
import { countOwners, type StaffRow, staffForUpdate } from '../storage/access/staff.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { newId } from '../storage/new-id.ts'
import { listSites, type Site } from '../storage/sites.ts'
import { randomBits } from './random.ts'

/** A link as it is shown once; only the hash of its secret is kept. */
export interface IssuedLink {
  readonly secret: string
  readonly expiresAt: Date
}

/**
 * Makes a link in the caller's transaction; the person's earlier ones, or those of the site's first start, work no more.
 * @param staffId null for the first start
 * @param options.keepsEarlier for a mail that is tried again: an earlier attempt's may have arrived
 */
export function issueLink(
  tx: Transaction,
  kind: LinkKind,
  staffId: string | null,
  context: AuditContext,
  { keepsEarlier = false } = {},
): IssuedLink {
  const secret = writeSecret('link', tx.siteId, randomBytes(32).toString('base64url'))
  const expiresAt = linkEnd(kind, context.now)
  if (!keepsEarlier) tx.write(endLinks(tx.siteId, staffId))
  const linkId = newId()
  tx.write(
    insertLink(tx.siteId, { linkId, kind, staffId, secretHash: hashOf(secret), now: context.now, expiresAt }),
  )
  audit(tx, context, {
    action: 'staff.link-made',
    subjectKind: staffId === null ? 'site' : 'staff',
    subject: staffId ?? keyOf(tx.siteId),
    details: { kind, expiresAt: expiresAt.toISOString() },
  })
  return { secret, expiresAt }
}

/** Where the page of a link is. */
export function linkUrl(siteUrl: string, kind: LinkKind, { secret }: IssuedLink): string {
  return `${siteUrl}/${kind === 'start' ? 'start' : 'link'}/${secret}`
}

/**
 * Makes the link of a mail that is about to be sent, so that no link is kept anywhere before.
 * @returns a sentence when the person may have none any more
 */
export async function linkForMail(
  tx: Transaction,
  staffId: string,
  siteUrl: string,
  { now, isFirstAttempt }: { readonly now: Date; readonly isFirstAttempt: boolean },
): Promise<{ readonly link: { kind: 'invite' | 'reset'; url: string; expiresAt: Date } } | string> {
  const [staff] = await tx.read<StaffRow>(staffForUpdate(tx.siteId, staffId))
  if (!staff || staff.disabled) return 'The account is disabled by now, so no link was made.'
  const kind = staff.invited ? 'invite' : 'reset'
  const context = { actor: { kind: 'system', name: 'mail' }, now } as const
  const link = issueLink(tx, kind, staffId, context, { keepsEarlier: !isFirstAttempt })
  return { link: { kind, url: linkUrl(siteUrl, kind, link), expiresAt: link.expiresAt } }
}

/** The way in for the owner of a site that has none yet. */
export interface StartLink {
  /** Undefined while there is no site: who uses the link names it. */
  readonly site: Site | undefined
  readonly url: string
  readonly expiresAt: Date
}

/** Makes the owner's link of every site without an owner who can sign in, and of the first site when there is none. */
export async function startLinks(
  database: Database,
  publicUrl: string,
  context: AuditContext,
): Promise<StartLink[]> {
  const sites = await database.readSites<Site>(listSites())
  if (sites.length === 0) {
    const link = await database.inSite(idFromRandom(randomBits()), async (tx) =>
      issueLink(tx, 'start', null, context),
    )
    return [{ site: undefined, url: linkUrl(publicUrl, 'start', link), expiresAt: link.expiresAt }]
  }
  const links: StartLink[] = []
  for (const site of sites) {
    const link = await startLinkOf(database, site, context)
    if (!link) continue
    const url = linkUrl(siteUrlOf(publicUrl, site, sites), 'start', link)
    links.push({ site, url, expiresAt: link.expiresAt })
  }
  return links
}

/** The same for one site; undefined when it has an owner who can sign in. */
export async function startLinkOf(
  database: Database,
  site: Site,
  context: AuditContext,
): Promise<IssuedLink | undefined> {
  return database.inSite(site.id, async (tx) => {
    const [counted] = await tx.read<{ owners: number }>(countOwners(site.id))
    return counted && counted.owners > 0 ? undefined : issueLink(tx, 'start', null, context)
  })
}
