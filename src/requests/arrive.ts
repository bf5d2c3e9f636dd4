// A mail becomes a request, a comment, or neither, and whoever looks at it later reads why (decision 52).
import type { MailSettlement } from '../model/desk/arrived-mail.ts'
import type { ArrivingMail } from '../model/desk/arriving-mail.ts'
import type { Assessment } from '../model/desk/assurance.ts'
import { isAuthentic, judgeMail, keptOut, type MailOutcome } from '../model/desk/mail-outcome.ts'
import type { Writer } from '../model/desk/request.ts'
import { notFound } from '../model/errors.ts'
import { isAddress } from '../model/identity/email-address.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { type HeldMail, holdArrivedMail, settleArrivedMail } from '../storage/desk/arrived-mails.ts'
import { insertMailFiles, insertRequestMail, takenBefore } from '../storage/desk/request-mails.ts'
import { holdSender } from '../storage/desk/senders.ts'
import { announce } from '../storage/notices.ts'
import { answerRefusal } from './answer-refusal.ts'
import { assess } from './assess-mail.ts'
import { putAgentNote, putAskerComment } from './comment.ts'
import { note } from './history.ts'
import { mailTexts, noteLeftOut } from './mail-body.ts'
import { withinQuota } from './mail-files.ts'
import { comingWriter, type MailSender, mailSender, unprovenCustomer } from './mail-sender.ts'
import { type FoundRequest, namedRequests } from './named-requests.ts'
import { openByMail } from './open-by-mail.ts'
import { isTooMuch, isTooMuchForRequest, isTooMuchUnproven } from './pace.ts'
import { holdSeen } from './sight.ts'

export interface TakeContext {
  readonly database: Database
  readonly now: Date
}

/**
 * Decides what becomes of a mail, does it, and notes it with the mail, all in one transaction: a mail that was decided upon is not
 * decided upon again, unless somebody has it taken after all.
 * @throws DoorwardError 'not-found'
 */
export async function takeMail(
  { database, now }: TakeContext,
  siteId: number,
  mail: ArrivingMail,
): Promise<MailSettlement> {
  return database.inSite(siteId, async (tx) => {
    const [held] = await tx.read<HeldMail>(holdArrivedMail(siteId, mail.mailId))
    if (!held) throw notFound('This mail')
    const { result, reason, isAccepted } = held
    if (result !== null && !isAccepted) return { result, reason: reason ?? '' }
    const outcome = await become(tx, mail, { actor: { kind: 'system', name: 'mail' }, now }, isAccepted)
    settleArrivedMail(tx, mail.mailId, outcome, now)
    await answerRefusal(tx, mail, outcome, now)
    tx.write(announce([{ siteId, kinds: ['mails'], directoryIds: null }]))
    return outcome
  })
}

async function become(
  tx: Transaction,
  mail: ArrivingMail,
  context: AuditContext,
  isReleased: boolean,
): Promise<MailOutcome> {
  const { automatic, from, authentication } = mail
  const sender = from && isAddress(from.address) ? await mailSender(tx, from, mail) : undefined
  const named = sender ? await namedRequests(tx, mail, sender) : []
  const standing = { isThemselves: sender !== undefined && isThemselves(sender), authentication }
  const entered = named.find((one) => keptOut(one, standing) === undefined)
  const known = sender?.writer
  const settled = judgeMail({
    automatic,
    access: sender?.access,
    isTwice: known !== undefined && (await isTwice(tx, mail, known)),
    isTooMuch:
      known !== undefined && (await isFlood(tx, mail, known, entered ? 'comment' : 'act', context.now)),
    isRequestFlooded:
      known !== undefined &&
      entered !== undefined &&
      (await isTooMuchForRequest(tx, entered.id, known, context.now)),
    isReleased,
    isAnswer: entered?.by === 'reply-address' && known?.kind === 'sender',
  })
  if (settled || !sender) return settled ?? { result: 'refused', reason: 'no-sender' }
  const writer = await comingWriter(tx, sender, mail, context.now)
  const assessment = await assessed(tx, sender, mail)
  if (entered) return enter(tx, entered, { mail, writer, assessment }, context)
  const [first] = named
  const why = first && keptOut(first, standing)
  const opened = await openByMail(
    tx,
    { mail, writer, assessment, isQuiet: !isAuthentic(authentication) },
    context,
  )
  if (!opened) return { result: 'held', reason: 'not-offered' }
  if (first && why)
    note(tx, opened.requestId, { by: null, now: context.now }, 'kept-out', {
      requestKey: first.key,
      reason: why,
    })
  const { reason } = sender.access
  return {
    result: 'opened',
    reason: isReleased ? 'released' : (reason as MailOutcome['reason']),
    ...(sender.access.by !== undefined && { values: { by: sender.access.by } }),
    ...opened,
  }
}

/** Whether whoever writes comes in as who they are. A stranger is the address, and nobody else has it. */
const isThemselves = ({ access: { outcome, reason } }: MailSender) =>
  outcome === 'in' || reason === 'unknown-sender'

/** What nothing shows to be a customer's has a limit of its own: else whoever forges their address would keep them out. */
async function isFlood(
  tx: Transaction,
  mail: ArrivingMail,
  writer: Writer,
  what: 'comment' | 'act',
  now: Date,
): Promise<boolean> {
  // Several mails of a stranger may be read at once, and each counts what the others have opened.
  if (writer.kind === 'sender') await tx.read(holdSender(tx.siteId, writer.id))
  const customerId = unprovenCustomer(writer, mail)
  return customerId === null ? isTooMuch(tx, writer, what, now) : isTooMuchUnproven(tx, customerId, now)
}

async function isTwice(tx: Transaction, { messageId }: ArrivingMail, writer: Writer): Promise<boolean> {
  if (messageId === undefined) return false
  return (await tx.read(takenBefore(tx.siteId, messageId, writer))).length > 0
}

/** Of whom the policy says that they are not who the address says, nothing makes us surer. */
export async function assessed(tx: Transaction, sender: MailSender, mail: ArrivingMail): Promise<Assessment> {
  const assessment = await assess(tx, sender, mail)
  const { outcome, reason } = sender.access
  const isSuspect = outcome === 'suspect' || suspectReasons.has(reason)
  return isSuspect ? { ...assessment, level: 'suspect' } : assessment
}

const suspectReasons: ReadonlySet<string> = new Set([
  'former-address',
  'deactivated',
  'deactivated-by-directory',
  'staff-unproven',
  'staff-deactivated',
])

/** What goes into a request that is there already. It adds nobody who takes part. */
async function enter(
  tx: Transaction,
  { id: requestId, face, by }: FoundRequest,
  { mail: whole, writer, assessment }: { mail: ArrivingMail; writer: Writer; assessment: Assessment },
  context: AuditContext,
): Promise<MailOutcome> {
  const { now } = context
  // Held only now: between the look and this it may have been closed, or have become unseen; then the task begins anew.
  const { state, sight } = await holdSeen(tx, requestId, writer, face)
  const mail = await withinQuota(tx, writer, whole, now)
  const said = { author: writer, ...mailTexts(mail) }
  const commentId =
    sight.by === 'agent' && writer.kind === 'staff'
      ? putAgentNote(tx, state, { ...said, author: { kind: 'staff', id: writer.id } }, context)
      : putAskerComment(tx, state, { ...said, assessment }, context)
  if (mail.attachments.length > 0)
    tx.write(insertMailFiles(tx.siteId, mail.attachments, { requestId, commentId, by: writer, now }))
  noteLeftOut(tx, requestId, mail, now)
  const { mailId, messageId = null } = mail
  const unprovenCustomerId = unprovenCustomer(writer, mail)
  tx.write(insertRequestMail(tx.siteId, { mailId, requestId, commentId, messageId, unprovenCustomerId, now }))
  return { result: 'commented', reason: by, requestId, commentId }
}
