import type { Call } from '../http/contract-call.ts'
import { hashOf } from '../http/session-cookie.ts'
import type { Answer } from '../model/contract.ts'
import { conflict, DoorwardError, invalid } from '../model/errors.ts'
import { isAddress, withPlainDomain } from '../model/identity/email-address.ts'
import { keyOf, siteOfSecret } from '../model/ids.ts'
import { permissionsOf } from '../model/permissions.ts'
import { exchangeDaysDefault } from '../model/retention.ts'
import { slugFrom } from '../model/site.ts'
import { brandingDefault } from '../model/site-settings.ts'
import { wakeLastOwners } from '../people/held-staff.ts'
import { addFirstPortal } from '../requests/first-portal.ts'
import { endLinks, type LinkRow, liveLink, takeLink } from '../storage/access/links.ts'
import { removePasskeys } from '../storage/access/passkeys.ts'
import { endPending } from '../storage/access/second-factors.ts'
import { endSessions } from '../storage/access/sessions.ts'
import {
  insertStaff,
  type StaffRow,
  setPassword,
  staffById,
  staffForUpdate,
} from '../storage/access/staff.ts'
import { audit } from '../storage/audit.ts'
import { type Database, type Transaction, violatedConstraint } from '../storage/database.ts'
import { newId } from '../storage/new-id.ts'
import { tellOfSignInChange } from '../storage/sign-in-notices.ts'
import { holdSites, insertSite, listSites, type Site, updateSettings } from '../storage/sites.ts'
import { choosePassword } from './choose-password.ts'
import type { signInApi } from './contract.ts'
import { meOf } from './me.ts'
import { enter, newSession, openSession, passFirstStep, setCookies } from './open-session.ts'

type Api = typeof signInApi

/** Whatever is wrong with a link, the sentence is the same. */
const noSuchLink = () =>
  new DoorwardError(
    'not-found',
    'This link does not work, or not any more: each works once, and only for a while.',
  )

/** The first start: a site that has no owner yet, or that is not there yet. */
export async function getStart({
  params,
  database,
  sites,
  now,
}: Call<Api['getStart']>): Promise<Answer<Api['getStart']>> {
  const siteId = siteOfLink(params.link)
  const link = await readStart(database, siteId, params.link, now)
  const site = await sites.byId(siteId, now)
  return { siteName: site?.name ?? null, expiresAt: link.expiresAt.toISOString() }
}

async function readStart(database: Database, siteId: number, secret: string, now: Date): Promise<LinkRow> {
  const [rows = []] = await database.readInSite(siteId, [liveLink(siteId, hashOf(secret), now)])
  const [link] = rows as LinkRow[]
  if (link?.kind !== 'start') throw noSuchLink()
  return link
}

/** Names the site, makes its owner, and signs the owner in; the link and its like work no more. */
export async function completeStart(call: Call<Api['completeStart']>): Promise<Answer<Api['completeStart']>> {
  const { params, database, now, request } = call
  const siteId = siteOfLink(params.link)
  const body = { ...call.body, address: withPlainDomain(call.body.address.trim()) }
  if (!isAddress(body.address)) throw invalid('address', 'must be an e-mail address such as ann@acme.com.')
  // First, because a password is work, and anybody can call this.
  await readStart(database, siteId, params.link, now)
  const passwordHash = await choosePassword(call, body.password, [body.name, body.address, body.siteName])
  const staffId = newId()
  const session = newSession(siteId, call)
  const owner = { staffId, name: body.name, address: body.address, role: 'owner' as const }
  const site = await database
    .inSite(siteId, async (tx) => {
      const [link] = await tx.read<LinkRow>(takeLink(siteId, hashOf(params.link), now))
      if (link?.kind !== 'start') throw noSuchLink()
      tx.write(endLinks(siteId, null))
      const named = await nameSite(tx, body.siteName, { staffId, now, requestId: request.id })
      tx.write(insertStaff(siteId, { ...owner, passwordHash, language: null, now }))
      audit(
        tx,
        { actor: { kind: 'staff', staffId }, now, requestId: request.id },
        {
          action: 'staff.created',
          subjectKind: 'staff',
          subject: staffId,
          details: { role: 'owner' },
          person: { id: staffId, values: { name: { after: body.name }, address: { after: body.address } } },
        },
      )
      openSession(tx, staffId, { method: 'start-link' }, session, call)
      return named
    })
    .catch((error: unknown) => {
      if (violatedConstraint(error) !== 'staff_site_id_address_folded_key') throw error
      throw conflict('address: somebody of this site has this address already.', 'address')
    })
  call.sites.forget()
  setCookies(session, call)
  return meOf(site, { ...owner, permissions: permissionsOf('owner') })
}

/** Gives the site its name, and makes it first when this is the very first start. */
async function nameSite(
  tx: Transaction,
  name: string,
  { staffId, now, requestId }: { staffId: string; now: Date; requestId: string },
): Promise<Pick<Site, 'id' | 'slug' | 'name'>> {
  const { siteId } = tx
  const context = { actor: { kind: 'staff', staffId } as const, now, requestId }
  const subject = { subjectKind: 'site', subject: keyOf(siteId) } as const
  // Of two first starts at once, the second finds the first one's site.
  const [, all = []] = (await tx.readAll([holdSites(), listSites()])) as [unknown[], Site[]]
  const existing = all.find(({ id }) => id === siteId)
  if (existing) {
    if (existing.name !== name) {
      tx.write(updateSettings(siteId, { ...existing, name }))
      const details = { name: { before: existing.name, after: name } }
      audit(tx, context, { action: 'site.settings-changed', ...subject, details })
    }
    return { id: siteId, slug: existing.slug, name }
  }
  if (all.length > 0) {
    throw conflict('This server has a site by now. Start it again, and it prints a link for that one.')
  }
  const site = {
    id: siteId,
    slug: slugFrom(name),
    name,
    plan: 'standard',
    exchangeDays: exchangeDaysDefault,
  } as const
  tx.write(insertSite({ ...site, now }))
  addFirstPortal(tx, brandingDefault.language, now)
  audit(tx, context, {
    action: 'site.created',
    ...subject,
    details: { slug: site.slug, name, plan: site.plan },
  })
  return site
}

/** An invitation or a reset. */
export async function getLink({
  params,
  site,
  database,
  now,
}: Call<Api['getLink']>): Promise<Answer<Api['getLink']>> {
  requireLinkOf(params.link, site)
  const found = await database.inSite(site.id, (tx) =>
    readLink(tx, liveLink(site.id, hashOf(params.link), now)),
  )
  const { link, staff } = found
  return {
    kind: link.kind === 'invite' ? 'invite' : 'reset',
    siteName: site.name,
    name: staff.name,
    address: staff.address,
    expiresAt: link.expiresAt.toISOString(),
  }
}

/** Chooses a password and signs in; every session of before is over, and after a reset every passkey, which would be a way around it. */
export async function completeLink(call: Call<Api['completeLink']>): Promise<Answer<Api['completeLink']>> {
  const { params, body, site, database, now, request } = call
  requireLinkOf(params.link, site)
  const secretHash = hashOf(params.link)
  const { staff: known } = await database.inSite(site.id, (tx) =>
    readLink(tx, liveLink(site.id, secretHash, now)),
  )
  const passwordHash = await choosePassword(call, body.password, [known.name, known.address, site.name])
  const session = newSession(site.id, call)
  const { staff, isOpen } = await database.inSite(site.id, async (tx) => {
    const found = await readLink(tx, takeLink(site.id, secretHash, now))
    const { id: staffId } = found.staff
    tx.write(setPassword(site.id, staffId, passwordHash, now))
    tx.write(endSessions(site.id, staffId, null))
    tx.write(endPending(site.id, staffId))
    const lost =
      found.link.kind === 'reset' ? await tx.read<{ name: string }>(removePasskeys(site.id, staffId)) : []
    const context = { actor: { kind: 'staff', staffId } as const, now, requestId: request.id }
    const before = found.staff.invited ? 'invited' : 'active'
    if (found.staff.invited && found.staff.role === 'owner') wakeLastOwners(tx, now)
    audit(tx, context, {
      action: 'staff.password-chosen',
      subjectKind: 'staff',
      subject: staffId,
      details: { state: { before, after: 'active' } },
    })
    for (const { name: passkey } of lost) {
      const details = { passkey, by: 'reset' }
      audit(tx, context, { action: 'staff.passkey-removed', subjectKind: 'staff', subject: staffId, details })
    }
    // Without them a code may still be asked for, or nothing.
    const [left = found.staff] = lost.length > 0 ? await tx.read<StaffRow>(staffById(site.id, staffId)) : []
    if (found.link.kind === 'reset') await tellOfSignInChange(tx, staffId, 'password-chosen', { now })
    const method = found.link.kind === 'invite' ? 'invite-link' : 'reset-link'
    return { staff: found.staff, isOpen: passFirstStep(tx, left, method, session, call) }
  })
  enter(isOpen, session, call)
  const { id: staffId, name, address, role } = staff
  return meOf(site, { staffId, name, address, role, permissions: permissionsOf(role) })
}

/** A link with its person, who must not be disabled. */
async function readLink(
  tx: Transaction,
  query: ReturnType<typeof liveLink>,
): Promise<{ link: LinkRow; staff: StaffRow }> {
  const [link] = await tx.read<LinkRow>(query)
  if (!link?.staffId) throw noSuchLink()
  const isTaken = query.name === 'take-link'
  const [staff] = await tx.read<StaffRow>((isTaken ? staffForUpdate : staffById)(tx.siteId, link.staffId))
  if (!staff || staff.disabled) throw noSuchLink()
  return { link, staff }
}

function siteOfLink(link: string): number {
  const siteId = siteOfSecret('link', link)
  if (siteId === undefined) throw noSuchLink()
  return siteId
}

function requireLinkOf(link: string, site: Site): void {
  if (siteOfLink(link) !== site.id) throw noSuchLink()
}
