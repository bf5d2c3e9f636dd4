// An agent has somebody asked whether a message is theirs; that person answers, signed in.
import { createHash, randomBytes } from 'node:crypto'
import type { SignInMethod } from '../model/access/customer-sign-in.ts'
import {
  judgeAnswer,
  judgeOther,
  type ProofAnswer,
  proofEnd,
  proofState,
  type Verdict,
} from '../model/desk/prove.ts'
import type { Person } from '../model/desk/request.ts'
import { conflict, DoorwardError, invalid, notFound } from '../model/errors.ts'
import { isResourceId, siteOfSecret, writeSecret } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { type Reachable, reachable } from '../storage/desk/notices.ts'
import {
  answerProof,
  closeProof,
  insertProof,
  judgeMessage,
  messageToProve,
  type ProofRow,
  type ProvenMessage,
  proofBySecret,
  proofForUpdate,
  proofsOf,
  setProofSecret,
} from '../storage/desk/proofs.ts'
import { queueMail } from '../storage/mails.ts'
import { newId } from '../storage/new-id.ts'
import { requireAgent } from './comment.ts'
import { note, tellRequests } from './history.ts'
import { contentHash, receiptVersion, signReceipt } from './receipt.ts'
import { holdSeen } from './sight.ts'

/** So many questions of one request are shown, and may be asked at all. */
export const proofsMax = 20
const hashOf = (secret: string) => createHash('sha256').update(secret).digest()

/**
 * Asks a customer by mail, at an address that they hold, whether a message is theirs; never the address that it came from.
 * @param wish the comment that is meant; null: the request itself
 * @throws DoorwardError 'conflict' when nobody can be asked there, or is being asked already
 */
export async function askForProof(
  database: Database,
  siteId: number,
  requestId: string,
  agent: Person & { readonly name: string },
  { customerId, commentId }: { readonly customerId: string; readonly commentId: string | null },
  context: AuditContext,
): Promise<string> {
  const { now } = context
  if (!isResourceId(customerId)) throw invalid('customerId', 'must be the id of a customer.')
  return database.inSite(siteId, async (tx) => {
    requireAgent(await holdSeen(tx, requestId, agent, 'console'))
    const [[message], [to], before] = (await tx.readAll([
      messageToProve(siteId, requestId, commentId),
      reachable(siteId, { kind: 'customer', id: customerId }),
      proofsOf(siteId, requestId, proofsMax),
    ])) as [ProvenMessage[], Reachable[], ProofRow[]]
    if (!message) throw notFound('This comment of somebody who asks', 'commentId')
    if (!to)
      throw conflict(
        'customerId: they are not active, or have no address that is theirs for certain.',
        'customerId',
      )
    if (before.length >= proofsMax) throw conflict(`Of one request at most ${proofsMax} are asked.`)
    const open = before.find(
      (one) =>
        one.customerId === customerId &&
        one.commentId === commentId &&
        ['asked', 'sent'].includes(proofState(one, now)),
    )
    if (open) throw conflict('They are being asked already: wait for the answer, or until the link is over.')
    const id = newId(now)
    const { address } = to
    tx.write(
      insertProof(siteId, {
        id,
        requestId,
        commentId,
        customerId,
        address,
        askedById: agent.id,
        askedAt: now,
      }),
    )
    const values = { proofId: id, by: agent.name, at: message.writtenAt.toISOString() }
    queueMail(tx, now, { personId: to.id, name: to.name, address, language: to.language }, 'prove-it', values)
    note(tx, requestId, { by: agent, now }, 'proof-asked', { personId: customerId })
    audit(tx, context, {
      action: 'request.proof-asked',
      subjectKind: 'request',
      subject: requestId,
      details: { proofId: id, customerId },
    })
    tellRequests(tx)
    return id
  })
}

/** Makes the link for its mail; a sentence when there is nobody any more whom it is for. */
export async function proofLinkForMail(
  tx: Transaction,
  proofId: string,
  siteUrl: string,
  { now }: { readonly now: Date },
): Promise<{ readonly link: { kind: 'proof'; url: string; expiresAt: Date } } | string> {
  const { siteId } = tx
  const [proof] = await tx.read<ProofRow>(proofForUpdate(siteId, proofId))
  if (!proof || proof.openedByOtherId !== null) return 'This is not asked any more.'
  if (!['asked', 'sent'].includes(proofState(proof, now))) return 'It was answered, or asked too long ago.'
  const [to] = await tx.read<Reachable>(reachable(siteId, { kind: 'customer', id: proof.customerId }))
  if (to?.address !== proof.address)
    return 'This person has another address now, or none that is theirs for certain.'
  const secret = writeSecret('message-proof', siteId, randomBytes(32).toString('base64url'))
  const expiresAt = proofEnd(now)
  tx.write(setProofSecret(siteId, proofId, hashOf(secret), expiresAt))
  return { link: { kind: 'proof', url: `${siteUrl}/prove/${secret}`, expiresAt } }
}

/** Whoever is signed in at the help centre, and how they came in. */
interface ProvingCaller {
  readonly customerId: string
  readonly name: string
  readonly method: SignInMethod
  readonly directory: string | null
  readonly signedInAt: Date
}

interface AtLink {
  readonly siteId: number
  readonly link: string
  readonly caller: ProvingCaller
  readonly context: AuditContext
}

const noSuchLink = () =>
  new DoorwardError('not-found', 'This link was used, or is over. Whoever sent it can send another one.')

/** What a message is that somebody is asked about; undefined: the link is for somebody else, and works for nobody any more. */
export async function readProof(
  database: Database,
  at: AtLink,
): Promise<Pick<ProvenMessage, 'summary' | 'writtenAt'> | undefined> {
  return database.inSite(at.siteId, async (tx) => {
    const found = await findIn(tx, at)
    return found && { summary: found.message.summary, writtenAt: found.message.writtenAt }
  })
}

/**
 * Somebody says whether they wrote it; once.
 * @returns false: the link is for somebody else, and works for nobody any more
 */
export async function answerForProof(
  database: Database,
  at: AtLink,
  { answer, siteUrl }: { readonly answer: ProofAnswer; readonly siteUrl: string },
): Promise<boolean> {
  const { caller, context, siteId } = at
  const { now } = context
  return database.inSite(siteId, async (tx) => {
    const found = await findIn(tx, at)
    if (!found) return false
    const { proof, message } = found
    const person = { id: caller.customerId, name: caller.name }
    const receipt = await signReceipt(
      tx,
      {
        site: siteUrl,
        request: { id: proof.requestId, key: message.key, comment: proof.commentId },
        version: receiptVersion,
        content: contentHash(message, receiptVersion),
        person: { ...person, address: proof.address },
        directory: caller.directory,
        method: caller.method,
        signedInAt: caller.signedInAt.toISOString(),
        answer,
        answeredAt: now.toISOString(),
      },
      now,
    )
    tx.write(answerProof(siteId, proof.id, { answer, receipt, now }))
    settle(tx, found, judgeAnswer({ person, answer, at: now }, message), { answer }, at)
    return true
  })
}

interface FoundProof {
  readonly proof: ProofRow
  readonly message: ProvenMessage
}

async function findIn(tx: Transaction, at: AtLink): Promise<FoundProof | undefined> {
  const { siteId, link, caller, context } = at
  const { now } = context
  if (siteOfSecret('message-proof', link) !== siteId) throw noSuchLink()
  const [proof] = await tx.read<ProofRow>(proofBySecret(siteId, hashOf(link), now))
  if (!proof) throw noSuchLink()
  const [message] = await tx.read<ProvenMessage>(messageToProve(siteId, proof.requestId, proof.commentId))
  if (!message) throw noSuchLink()
  if (proof.customerId === caller.customerId) return { proof, message }
  tx.write(closeProof(siteId, proof.id, caller.customerId, now))
  settle(
    tx,
    { proof, message },
    judgeOther({ id: caller.customerId, name: caller.name }, now),
    { answer: 'other' },
    at,
  )
  return undefined
}

function settle(
  tx: Transaction,
  { proof: { id: proofId, requestId }, message }: FoundProof,
  verdict: Verdict,
  { answer }: { readonly answer: ProofAnswer | 'other' },
  { caller, context }: AtLink,
): void {
  const { now } = context
  for (const write of judgeMessage(tx.siteId, message, { ...verdict, now })) tx.write(write)
  const by = { kind: 'customer', id: caller.customerId } as const
  note(tx, requestId, { by, now }, 'proof-answered', { answer })
  audit(tx, context, {
    action: 'request.proof-answered',
    subjectKind: 'request',
    subject: requestId,
    details: { proofId, customerId: caller.customerId, answer },
  })
  tellRequests(tx)
}
