import { createHash } from 'node:crypto'
import { attemptsSince } from '../model/access/attempts.ts'
import { requireMayChange } from '../model/access/staff.ts'
import { conflict, DoorwardError, notFound } from '../model/errors.ts'
import type { Role } from '../model/permissions.ts'
import { requireName } from '../model/required-name.ts'
import type { Language } from '../model/site-settings.ts'
import { wakeLastOwners } from '../people/held-staff.ts'
import { type AttemptsRow, countAttempts } from '../storage/access/attempts.ts'
import { insertStaff, type StaffRow, staffForUpdate, unmanaged } from '../storage/access/staff.ts'
import { audit } from '../storage/audit.ts'
import { type Database, type Transaction, violatedConstraint } from '../storage/database.ts'
import { queueMail, staffRecipient, waitingLinkMail } from '../storage/mails.ts'
import { newId } from '../storage/new-id.ts'
import { requireAddress } from './customers.ts'
import type { StaffContext } from './staff.ts'
import { type IssuedLink, issueLink } from './staff-links.ts'

interface NewStaff {
  readonly name: string
  readonly address: string
  readonly role: Role
  /** In which a mail to them is written, until they sign in themselves. */
  readonly language?: Language | undefined
}

/** Adds a person, who chooses a password by the link. */
export async function createStaff(
  database: Database,
  siteId: number,
  wanted: NewStaff,
  context: StaffContext,
): Promise<{ staff: StaffRow; link: IssuedLink }> {
  const { staff, made } = await addStaff(database, siteId, wanted, context, (tx, { id }) =>
    issueLink(tx, 'invite', id, context),
  )
  return { staff, link: made }
}

/**
 * The same by mail: the link is made when the mail is sent, and nobody else sees it.
 * @param by who invites, as the mail says it
 */
export async function inviteStaff(
  database: Database,
  siteId: number,
  wanted: NewStaff,
  by: string | null,
  context: StaffContext,
): Promise<{ staff: StaffRow; mailId: string }> {
  const { staff, made } = await addStaff(database, siteId, wanted, context, (tx, added) =>
    mailLink(tx, added, by, context),
  )
  return { staff, mailId: made }
}

async function addStaff<Made>(
  database: Database,
  siteId: number,
  { role, language = undefined, ...wanted }: NewStaff,
  context: StaffContext,
  make: (tx: Transaction, staff: StaffRow) => Made | Promise<Made>,
): Promise<{ staff: StaffRow; made: Made }> {
  const name = requireName('name', wanted.name)
  const address = requireAddress('address', wanted.address)
  requireMayChange(context.role, { role })
  const { now } = context
  const staff: StaffRow = {
    id: newId(),
    name,
    address,
    role,
    disabled: false,
    isAddressReleased: false,
    invited: true,
    secondFactor: false,
    createdAt: now,
    updatedAt: now,
    lastSignInAt: null,
    language: language ?? null,
    ...unmanaged,
  }
  try {
    const made = await database.inSite(siteId, async (tx) => {
      const { id: staffId } = staff
      tx.write(insertStaff(siteId, { ...staff, staffId, passwordHash: null, now }))
      audit(tx, context, {
        action: 'staff.created',
        subjectKind: 'staff',
        subject: staffId,
        details: { role },
        person: { id: staffId, values: { name: { after: name }, address: { after: address } } },
      })
      if (role === 'owner') wakeLastOwners(tx, now)
      return make(tx, staff)
    })
    return { staff, made }
  } catch (error) {
    if (violatedConstraint(error) !== 'staff_site_id_address_folded_key') throw error
    throw conflict('address: somebody of the staff has this address already.', 'address')
  }
}

/** Makes the link by which a person chooses a password, for the first time or anew; the present one works until then. */
export async function resetStaff(
  database: Database,
  siteId: number,
  staffId: string,
  context: StaffContext,
): Promise<{ staff: StaffRow; link: IssuedLink }> {
  return database.inSite(siteId, async (tx) => {
    const staff = await holdForLink(tx, staffId, context)
    return { staff, link: issueLink(tx, staff.invited ? 'invite' : 'reset', staffId, context) }
  })
}

/** The same by mail: the link is made when the mail is sent, and nobody else sees it. */
export async function resetStaffByMail(
  database: Database,
  siteId: number,
  staffId: string,
  by: string | null,
  context: StaffContext,
): Promise<{ staff: StaffRow; mailId: string }> {
  return database.inSite(siteId, async (tx) => {
    const staff = await holdForLink(tx, staffId, context)
    return { staff, mailId: await mailLink(tx, staff, by, context) }
  })
}

async function holdForLink(tx: Transaction, staffId: string, context: StaffContext): Promise<StaffRow> {
  const [staff] = await tx.read<StaffRow>(staffForUpdate(tx.siteId, staffId))
  if (!staff) throw notFound('This person of the staff')
  requireMayChange(context.role, staff)
  if (staff.disabled) throw conflict(`${staff.name} is disabled. Enable the account first.`)
  return staff
}

/** Mails with a link within a quarter of an hour: they go to any address, by the mail server that all sites share. */
const linkMailsOfSiteMax = 100
const linkMailsOfPersonMax = 5

/** @throws DoorwardError 'too-many-attempts'; never for whoever has the server's command line */
async function requireFewLinkMails(tx: Transaction, { id, name }: StaffRow, context: StaffContext) {
  if (context.actor.kind === 'command') return
  const [ofSite, ofPerson] = ['link mails', `link mails ${id}`].map((text) =>
    createHash('sha256').update(text).digest(),
  ) as [Buffer, Buffer]
  const window = { since: attemptsSince(context.now), now: context.now }
  const counted = await tx.read<AttemptsRow>(countAttempts(tx.siteId, [ofSite, ofPerson], window))
  const mailsOf = (hash: Buffer) => counted.find(({ subjectHash }) => subjectHash.equals(hash))?.attempts ?? 0
  const isMany =
    mailsOf(ofPerson) > linkMailsOfPersonMax
      ? `${name} was sent ${linkMailsOfPersonMax} links by mail`
      : mailsOf(ofSite) > linkMailsOfSiteMax && `This site has sent ${linkMailsOfSiteMax} links by mail`
  if (isMany)
    throw new DoorwardError('too-many-attempts', `${isMany}. Wait a quarter of an hour before the next.`)
}

async function mailLink(
  tx: Transaction,
  staff: StaffRow,
  by: string | null,
  context: StaffContext,
): Promise<string> {
  // Whoever clicks twice: the link of another mail would end the one that is on its way.
  const [waiting] = await tx.read<{ id: string }>(waitingLinkMail(tx.siteId, staff.id))
  if (waiting) return waiting.id
  await requireFewLinkMails(tx, staff, context)
  const link = staff.invited ? 'invite' : 'reset'
  const mailId = queueMail(tx, context.now, staffRecipient(staff), 'staff-link', { link, by })
  audit(tx, context, {
    action: 'staff.link-mailed',
    subjectKind: 'staff',
    subject: staff.id,
    details: { kind: link },
  })
  return mailId
}
