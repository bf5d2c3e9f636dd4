// Customers are invited, sent the link again, and the invitation is taken back (decision 38).
import { createHash, randomBytes } from 'node:crypto'
import { hashOf } from '../http/session-cookie.ts'
import { attemptsSince } from '../model/access/attempts.ts'
import {
  invitationEnd,
  invitationState,
  invitationWay,
  type WhyUninvited,
} from '../model/access/invitation.ts'
import type { AddressPeople } from '../model/access/portal-way.ts'
import { conflict, DoorwardError, notFound } from '../model/errors.ts'
import { foldAddress, isAddress, withPlainDomain } from '../model/identity/email-address.ts'
import { writeSecret } from '../model/ids.ts'
import { type AttemptsRow, countAttempts } from '../storage/access/attempts.ts'
import {
  holdInvited,
  type InvitationRow,
  insertInvitation,
  invitationForUpdate,
  invitationsById,
  liveInvitation,
  renewInvitation,
  revokeInvitation,
  setInvitationSecret,
} from '../storage/access/invitations.ts'
import { peopleOfAddress } from '../storage/access/portal-people.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { type OrganizationRow, organizationById } from '../storage/identity/organizations.ts'
import { queueMail } from '../storage/mails.ts'
import { newId } from '../storage/new-id.ts'

interface Invitee {
  readonly address: string
  readonly name?: string | undefined
}

export interface Wanted {
  readonly people: readonly Invitee[]
  readonly organizationId?: string | undefined
  /** What the mail says besides. */
  readonly words?: string | undefined
}

/** Whom nobody can invite, and why. */
interface Uninvited extends Omit<WhyUninvited, 'why'> {
  readonly address: string
  readonly detail: string
}

export interface Invited {
  readonly invited: readonly InvitationRow[]
  readonly refused: readonly Uninvited[]
}

/**
 * Invites people by their addresses, each of whom gets a mail with a link. Whoever cannot be invited keeps nobody else from it.
 * @param by who invites, as the mail says it
 * @throws DoorwardError 'not-found' for the organization, 'too-many-attempts'
 */
export async function invite(
  database: Database,
  siteId: number,
  { people, organizationId, words }: Wanted,
  by: string | null,
  context: AuditContext,
): Promise<Invited> {
  return database.inSite(siteId, async (tx) => {
    const [organization] =
      organizationId === undefined
        ? []
        : await tx.read<OrganizationRow>(organizationById(siteId, organizationId))
    if (organizationId !== undefined && !organization) throw notFound('This organization', 'organizationId')
    const refused: Uninvited[] = []
    const ids: string[] = []
    // In one order, so that two who invite the same people do not wait for each other in a circle.
    const once = new Map(people.map((one) => [foldAddress(withPlainDomain(one.address.trim())), one]))
    for (const [, { address: given, name }] of [...once].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const address = withPlainDomain(given.trim())
      const refusal = await whyNot(tx, address, context)
      if (refusal) {
        const { reason, by: decider, why: detail } = refusal
        refused.push({ address, detail, reason, by: decider })
        continue
      }
      ids.push(send(tx, { address, name: name ?? null, organization, words: words ?? null, by }, context))
    }
    const rows = await tx.read<InvitationRow>(invitationsById(siteId, ids))
    const invited = ids.flatMap((id) => rows.filter((row) => row.id === id))
    return { invited, refused }
  })
}

/** Why nobody can be invited by an address; undefined when one can. */
async function whyNot(
  tx: Transaction,
  address: string,
  context: AuditContext,
): Promise<WhyUninvited | undefined> {
  const because = (reason: WhyUninvited['reason'], why: string) => ({ reason, by: null, why })
  if (!isAddress(address)) return because('bad-address', 'This is no e-mail address.')
  const had = await requireFewMails(tx, address, context)
  if (had !== undefined) return because('too-many-mails', had)
  const folded = foldAddress(address)
  const [, [live], [people]] = (await tx.readAll([
    holdInvited(tx.siteId, folded),
    liveInvitation(tx.siteId, folded, context.now),
    peopleOfAddress(tx.siteId, folded),
  ])) as [unknown, { id: string }[], AddressPeople[]]
  if (!people) throw new Error('one row is always answered')
  if (live) {
    return because(
      'invited',
      'This address is invited already. Send that invitation again, or take it back first.',
    )
  }
  const way = invitationWay(address, people)
  return way.is === 'customer' || way.is === 'new' ? undefined : way
}

interface Sent {
  readonly address: string
  readonly name: string | null
  readonly organization: OrganizationRow | undefined
  readonly words: string | null
  readonly by: string | null
}

function send(
  tx: Transaction,
  { address, name, organization, words, by }: Sent,
  context: AuditContext,
): string {
  const { now } = context
  const id = newId(now)
  const expiresAt = invitationEnd(now)
  const organizationId = organization?.id ?? null
  const mailId = mail(tx, { id, address, name, words, organization: organization?.name ?? null }, by, now)
  const staffId = context.actor.staffId ?? null
  const made = { id, address, name, organizationId, words, mailId, staffId, now, expiresAt }
  tx.write(insertInvitation(tx.siteId, made))
  const values = { address: { after: address }, ...(name !== null && { name: { after: name } }) }
  audit(tx, context, {
    action: 'invitation.made',
    subjectKind: 'invitation',
    subject: id,
    details: { expiresAt: expiresAt.toISOString(), organizationId },
    person: { id, values },
  })
  return id
}

function mail(
  tx: Transaction,
  {
    id,
    address,
    name,
    words,
    organization,
  }: Pick<InvitationRow, 'id' | 'address' | 'name' | 'words' | 'organization'>,
  by: string | null,
  now: Date,
): string {
  const to = { personId: null, name: name ?? address, address, language: null }
  return queueMail(tx, now, to, 'customer-invitation', { invitationId: id, by, organization, words })
}

/** Within a quarter of an hour: they go to any address, by the mail server that all sites share. */
const mailsOfSiteMax = 300
const mailsOfOneMax = 150
const mailsOfAddressMax = 5

/**
 * Nothing of it holds for whoever has the server's command line.
 * @returns a sentence when the address has had enough, which keeps nobody else from an invitation
 * @throws DoorwardError 'too-many-attempts' when whoever invites, or the site, has
 */
async function requireFewMails(
  tx: Transaction,
  address: string,
  { actor, now }: AuditContext,
): Promise<string | undefined> {
  if (actor.kind === 'command') return undefined
  const limits = [
    [`of ${actor.staffId ?? actor.name}`, mailsOfOneMax, 'You have sent'],
    ['of site', mailsOfSiteMax, 'This site has sent'],
    [`to ${foldAddress(address)}`, mailsOfAddressMax, `${address} has been sent`],
  ] as const
  const hashes = limits.map(([what]) => createHash('sha256').update(`invitations ${what}`).digest())
  const rows = await tx.read<AttemptsRow>(
    countAttempts(tx.siteId, hashes, { since: attemptsSince(now), now }),
  )
  const [ofOne, ofSite, ofAddress] = limits.map(([, max, who], n) => {
    const counted = rows.find(({ subjectHash }) => hashes[n]?.equals(subjectHash))?.attempts ?? 0
    return counted > max ? `${who} ${max} invitations. Wait a quarter of an hour before the next.` : undefined
  })
  const enough = ofOne ?? ofSite
  if (enough !== undefined) throw new DoorwardError('too-many-attempts', enough)
  return ofAddress
}

async function hold(tx: Transaction, invitationId: string): Promise<InvitationRow> {
  const [found] = await tx.read<InvitationRow>(invitationForUpdate(tx.siteId, invitationId))
  if (!found) throw notFound('This invitation', 'invitation')
  return found
}

/**
 * Sends the link again, for another seven days: the one of before works no more. Whoever asks twice at once gets one mail.
 * @throws DoorwardError 'conflict' for one that was taken up or back, and where the address can no longer be invited
 */
export async function inviteAgain(
  database: Database,
  siteId: number,
  invitationId: string,
  by: string | null,
  context: AuditContext,
): Promise<InvitationRow> {
  const { now } = context
  return database.inSite(siteId, async (tx) => {
    const found = await hold(tx, invitationId)
    const state = invitationState(found, now)
    if (state === 'accepted') throw conflict(`${found.address} has come by this invitation already.`)
    if (state === 'revoked') throw conflict('This invitation was taken back. Invite the address anew.')
    if (found.mailWaits && state === 'sent') return found
    const had = await requireFewMails(tx, found.address, context)
    if (had !== undefined) throw new DoorwardError('too-many-attempts', had)
    const folded = foldAddress(found.address)
    const [, [live], [people]] = (await tx.readAll([
      holdInvited(siteId, folded),
      liveInvitation(siteId, folded, now),
      peopleOfAddress(siteId, folded),
    ])) as [unknown, { id: string }[], AddressPeople[]]
    if (live && live.id !== invitationId) throw conflict('Another invitation of this address stands.')
    const way = people && invitationWay(found.address, people)
    if (way?.is === 'directory' || way?.is === 'closed') throw conflict(way.why)
    const expiresAt = invitationEnd(now)
    tx.write(renewInvitation(siteId, invitationId, mail(tx, found, by, now), expiresAt))
    audit(tx, context, {
      action: 'invitation.sent-again',
      subjectKind: 'invitation',
      subject: invitationId,
      details: { expiresAt: expiresAt.toISOString() },
    })
    const [row = found] = await tx.read<InvitationRow>(invitationsById(siteId, [invitationId]))
    return row
  })
}

/**
 * Takes an invitation back: its link opens nothing any more. Doing it twice changes nothing.
 * @throws DoorwardError 'conflict' when somebody has come by it
 */
export async function takeInvitationBack(
  database: Database,
  siteId: number,
  invitationId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const found = await hold(tx, invitationId)
    const before = invitationState(found, context.now)
    if (before === 'accepted') {
      throw conflict(
        `${found.address} has come by this invitation: it is a customer now, whom you can deactivate.`,
      )
    }
    if (before === 'revoked') return
    tx.write(revokeInvitation(tx.siteId, invitationId, context.now))
    audit(tx, context, {
      action: 'invitation.revoked',
      subjectKind: 'invitation',
      subject: invitationId,
      details: { before, after: 'revoked' },
    })
  })
}

/**
 * Makes the link of a mail that is about to be sent, so that none is kept anywhere before; of a mail that is tried again the
 * last one works.
 * @returns a sentence when nobody may have it any more
 */
export async function invitationForMail(
  tx: Transaction,
  invitationId: string,
  siteUrl: string,
  { now, mailId }: { readonly now: Date; readonly mailId: string },
): Promise<{ readonly link: { kind: 'invitation'; url: string; expiresAt: Date } } | string> {
  const [found] = await tx.read<InvitationRow>(invitationForUpdate(tx.siteId, invitationId))
  if (!found || found.revokedAt !== null) return 'The invitation was taken back before it was sent.'
  if (found.acceptedAt !== null) return 'The invitation was taken up by an earlier mail.'
  if (found.mailId !== mailId) return 'Another mail with this invitation was asked for.'
  const secret = writeSecret('invitation', tx.siteId, randomBytes(32).toString('base64url'))
  const expiresAt = invitationEnd(now)
  tx.write(setInvitationSecret(tx.siteId, invitationId, hashOf(secret), expiresAt))
  return { link: { kind: 'invitation', url: `${siteUrl}/invitation/${secret}`, expiresAt } }
}
