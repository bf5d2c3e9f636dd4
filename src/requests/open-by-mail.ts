// A mail opens a request.
import type { ArrivingMail } from '../model/desk/arriving-mail.ts'
import type { Assessment } from '../model/desk/assurance.ts'
import { requestKey, type Writer } from '../model/desk/request.ts'
import { foldAddress, isAddress } from '../model/identity/email-address.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { type MailboxRow, mailboxById } from '../storage/desk/mailboxes.ts'
import { insertAddressees, insertMailFiles, insertRequestMail } from '../storage/desk/request-mails.ts'
import { firstRequestType, insertRequest, nextNumber } from '../storage/desk/requests.ts'
import { formSeenBy, type SeenForm } from '../storage/desk/seen-portals.ts'
import { shareRequest } from '../storage/desk/sharing.ts'
import { type SightRow, sightOfCustomer } from '../storage/desk/sight.ts'
import { insertComment } from '../storage/desk/thread.ts'
import { newId } from '../storage/new-id.ts'
import { type Site, siteById } from '../storage/sites.ts'
import { note, tellRequests } from './history.ts'
import { mailSummary, mailTexts, noteLeftOut } from './mail-body.ts'
import { withinQuota } from './mail-files.ts'
import { unprovenCustomer } from './mail-sender.ts'
import { noteOpened } from './notify.ts'

/** More stand in To and Cc of a circular, and nobody reads them all. */
const addresseesMax = 50

interface Opening {
  readonly mail: ArrivingMail
  readonly writer: Writer
  readonly assessment: Assessment
  /** Whoever asks is not told that it came: nothing shows that it was they who wrote. */
  readonly isQuiet: boolean
}

/**
 * Opens a request in the portal and of the kind that the mailbox names, else the site's first. Who else stood in To and Cc is listed to
 * agents, and takes no part by that: a mail of one who means ill would name whom they like.
 * @returns undefined where the site has nothing that could be asked for
 */
export async function openByMail(
  tx: Transaction,
  { mail: whole, writer, assessment, isQuiet }: Opening,
  context: AuditContext,
): Promise<{ readonly requestId: string; readonly commentId?: string } | undefined> {
  const { siteId } = tx
  const { now } = context
  const [sites, mailboxes, memberships = []] = (await tx.readAll([
    siteById(siteId),
    mailboxById(siteId, whole.mailboxId),
    ...(writer.kind === 'customer' ? [sightOfCustomer(siteId, writer.id)] : []),
  ])) as [Site[], MailboxRow[], SightRow[]?]
  const form = await formOf(tx, mailboxes[0]?.requestTypeId)
  const [numbered] = form
    ? await tx.read<{ key: string; number: number }>(nextNumber(siteId, form.portal.id))
    : []
  if (!form || !numbered) return undefined
  const mail = await withinQuota(tx, writer, whole, now)
  const requestId = newId()
  const summary = mailSummary(mail, sites[0]?.language ?? 'en')
  const { level: assurance, evidence } = assessment
  tx.write(
    insertRequest(siteId, {
      requestId,
      requester: writer,
      portalId: form.portal.id,
      requestTypeId: form.id,
      key: requestKey(numbered.key, numbered.number),
      summary,
      fieldValues: {},
      openedById: null,
      assurance,
      evidence,
      words: summary,
      now,
    }),
  )
  // What a forged mail says is shown to no colleague of whom it names.
  const organizationIds =
    assurance === 'proven' && form.portal.shareDefault === 'organizations'
      ? memberships.map(({ organizationId }) => organizationId)
      : []
  for (const organizationId of organizationIds)
    tx.write(shareRequest(siteId, { requestId, createdAt: now }, organizationId, now))
  const commentId = putFirst(tx, requestId, { mail, writer, assessment }, now)
  note(tx, requestId, { by: writer, now }, 'opened')
  for (const organizationId of organizationIds)
    note(tx, requestId, { by: writer, now }, 'shared', { organizationId })
  noteLeftOut(tx, requestId, mail, now)
  const others = addressees(mail, mailboxes[0]?.address)
  if (others.length > 0) tx.write(insertAddressees(siteId, requestId, others))
  const { mailId, messageId = null } = mail
  const unprovenCustomerId = unprovenCustomer(writer, mail)
  const kept = { mailId, requestId, commentId: commentId ?? null, messageId, unprovenCustomerId, now }
  tx.write(insertRequestMail(siteId, kept))
  const details = { requesterId: writer.id, organizationIds: organizationIds.join(' '), mailId }
  audit(tx, context, { action: 'request.opened', subjectKind: 'request', subject: requestId, details })
  noteOpened(tx, requestId, { by: writer, now }, isQuiet)
  tellRequests(tx)
  return { requestId, ...(commentId !== undefined && { commentId }) }
}

async function formOf(tx: Transaction, requestTypeId: string | undefined): Promise<SeenForm | undefined> {
  const everything = { kind: 'staff', seesEvery: true } as const
  const read = async (id: string | undefined) =>
    id === undefined ? [] : tx.read<SeenForm>(formSeenBy(tx.siteId, everything, id))
  const [wanted] = await read(requestTypeId)
  if (wanted) return wanted
  const [first] = await tx.read<{ id: string }>(firstRequestType(tx.siteId))
  return (await read(first?.id))[0]
}

/** What the mail says is the first comment, with its files. @returns undefined where it says nothing */
function putFirst(
  tx: Transaction,
  requestId: string,
  { mail, writer, assessment }: Omit<Opening, 'isQuiet'>,
  now: Date,
): string | undefined {
  const { siteId } = tx
  const texts = mailTexts(mail)
  if (texts.body === '' && mail.attachments.length === 0) return undefined
  const commentId = newId()
  const { level: assurance, evidence } = assessment
  const comment = { commentId, requestId, author: writer, isAgent: false, isInternal: false, now }
  tx.write(insertComment(siteId, { ...comment, ...texts, assurance, evidence }))
  if (mail.attachments.length > 0)
    tx.write(insertMailFiles(siteId, mail.attachments, { requestId, commentId, by: writer, now }))
  return commentId
}

function addressees({ to, cc, from }: ArrivingMail, mailbox: string | undefined) {
  const own = new Set([from?.address ?? '', mailbox ?? ''].map(foldAddress))
  const withoutTag = (address: string) => foldAddress(address).replace(/\+[^@]*@/, '@')
  const others = [...to, ...cc].filter(({ address }) => isAddress(address) && !own.has(withoutTag(address)))
  return others
    .filter(
      (one, n) => others.findIndex((other) => foldAddress(other.address) === foldAddress(one.address)) === n,
    )
    .slice(0, addresseesMax)
    .map(({ name, address }) => ({ name: name.slice(0, 200), address }))
}
