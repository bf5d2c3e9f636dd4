// The requests that a mail names: by the address that it is written to, and by the mails that it answers.
import type { ArrivingMail } from '../model/desk/arriving-mail.ts'
import type { NamedRequest } from '../model/desk/mail-outcome.ts'
import type { Writer } from '../model/desk/request.ts'
import type { Transaction } from '../storage/database.ts'
import { type NamedRequestRow, requestsByKeys, requestsOfMessages } from '../storage/desk/request-mails.ts'
import { mergedInto } from '../storage/identity/customers.ts'
import type { MailSender } from './mail-sender.ts'
import { isSignedFor, type ReplyTag, replyKey, replyTags } from './reply-address.ts'
import { type Face, ifSeen, seenIn } from './sight.ts'

/** More are looked at of no mail. */
const namedMax = 10

export interface FoundRequest extends NamedRequest {
  readonly id: string
  readonly key: string
  /** As whom the sender is there: who asks, or an agent. */
  readonly face: Face
}

/** Those that signed addresses name come before those of Message-IDs; each stands once for either. */
export async function namedRequests(
  tx: Transaction,
  mail: ArrivingMail,
  sender: MailSender,
): Promise<FoundRequest[]> {
  const { siteId } = tx
  const addresses = [...mail.recipients, ...[...mail.to, ...mail.cc].map(({ address }) => address)]
  const tags = replyTags(addresses)
  const messageIds = mail.references.slice(0, 50)
  if (tags.length === 0 && messageIds.length === 0) return []
  const [tagged, referred] = (await tx.readAll([
    requestsByKeys(
      siteId,
      tags.map(({ requestKey }) => requestKey),
    ),
    requestsOfMessages(siteId, { ids: messageIds.flatMap(requestIn), messageIds }, namedMax),
  ])) as [NamedRequestRow[], NamedRequestRow[]]
  const found: FoundRequest[] = []
  for (const tag of tags) {
    const row = tagged.find(({ key }) => key === tag.requestKey)
    if (row) found.push(await byTag(tx, row, tag, sender))
  }
  for (const row of referred) {
    const { face, sight } = await sightIn(tx, row.id, sender.writer)
    found.push({ ...row, by: 'references', fits: false, face, sight })
  }
  return found
}

/** Our own Message-IDs about a request hold its id: `<….0190c1e2-…@acme.example>`. */
function requestIn(messageId: string): string[] {
  const [, id] = /\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/.exec(messageId) ?? []
  return id === undefined ? [] : [id]
}

async function byTag(
  tx: Transaction,
  row: NamedRequestRow,
  tag: ReplyTag,
  { writer, senderId }: MailSender,
): Promise<FoundRequest> {
  const key = await replyKey(tx)
  const faces: readonly Face[] = writer?.kind === 'staff' ? ['help-centre', 'console'] : ['help-centre']
  const before = await formerSelves(tx, writer, senderId)
  for (const face of faces) {
    const fits = [...(writer ? [writer] : []), ...before].some((one) =>
      isSignedFor(key, tag, { requestId: row.id, face, writer: one }),
    )
    if (!fits || !writer) continue
    const seen = await ifSeen(seenIn(tx, row.id, writer, face))
    return { ...row, by: 'reply-address', fits, face, sight: seen?.sight }
  }
  return { ...row, by: 'reply-address', fits: false, face: 'help-centre', sight: undefined }
}

/** For whom addresses were signed who is that person now: the address before it was a customer's, and whoever was merged into them. */
async function formerSelves(
  tx: Transaction,
  writer: Writer | undefined,
  senderId: string | undefined,
): Promise<Writer[]> {
  if (writer?.kind !== 'customer') return []
  const merged = await tx.read<{ id: string }>(mergedInto(tx.siteId, writer.id))
  return [
    ...merged.map(({ id }) => ({ kind: 'customer', id }) as const),
    ...(senderId === undefined ? [] : [{ kind: 'sender', id: senderId } as const]),
  ]
}

/** As somebody who asks, where they do; else as whatever they are. */
async function sightIn(tx: Transaction, requestId: string, writer: Writer | undefined) {
  if (!writer) return { face: 'help-centre', sight: undefined } as const
  for (const face of ['help-centre', 'console'] as const) {
    const seen = await ifSeen(seenIn(tx, requestId, writer, face))
    if (seen) return { face, sight: seen.sight }
  }
  return { face: 'help-centre', sight: undefined } as const
}
