// The set-up page is sent to somebody of a customer's own IT, and taken back.
import { createHash, randomBytes } from 'node:crypto'
import { hashOf } from '../http/session-cookie.ts'
import { attemptsSince } from '../model/access/attempts.ts'
import { setupLinkEnd, setupLinkState } from '../model/access/setup.ts'
import { conflict, DoorwardError, notFound } from '../model/errors.ts'
import { requireOfCustomers } from '../model/identity/audience.ts'
import { foldAddress } from '../model/identity/email-address.ts'
import { keyOf, writeSecret } from '../model/ids.ts'
import { requireName } from '../model/required-name.ts'
import { type AttemptsRow, countAttempts } from '../storage/access/attempts.ts'
import {
  insertSetupLink,
  type SetupLinkRow,
  setSetupSecret,
  setupLinkForUpdate,
  setupLinksOf,
  withdrawSetupLink,
} from '../storage/access/setup-links.ts'
import { refuseProposalsOf } from '../storage/access/setup-proposals.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { closeCase } from '../storage/identity/cases.ts'
import type { Directory } from '../storage/identity/directories.ts'
import { type DisconnectionRecord, disconnectionOf } from '../storage/identity/disconnections.ts'
import { queueMail } from '../storage/mails.ts'
import { newId } from '../storage/new-id.ts'
import { requireAddress } from './customers.ts'

const liveMax = 20

interface NewSetupLink {
  readonly name: string
  readonly address: string
}

/**
 * Sends the set-up page of a directory to somebody of the customer's own IT.
 * @param by who sends it, as the mail says it
 */
export async function createSetupLink(
  database: Database,
  siteId: number,
  directory: Directory,
  wanted: NewSetupLink,
  by: string | null,
  context: AuditContext,
): Promise<SetupLinkRow> {
  requireOfCustomers(directory, 'set-up page')
  const name = requireName('name', wanted.name)
  const address = requireAddress('address', wanted.address)
  const { directoryId } = directory
  const { now, actor } = context
  const expiresAt = setupLinkEnd(now)
  const id = newId(now)
  const made = { id, directoryId, name, address, expiresAt }
  await database.inSite(siteId, async (tx) => {
    await requireFewMails(tx, now)
    const [links, [ended]] = (await tx.readAll([
      setupLinksOf(siteId, directoryId),
      disconnectionOf(siteId, directoryId),
    ])) as [SetupLinkRow[], DisconnectionRecord[]]
    if (ended) throw conflict(`${directory.name} is disconnected: nobody sets it up.`, 'directory')
    const live = links.filter((one) => ['sent', 'open'].includes(setupLinkState(one, now)))
    if (live.some((one) => foldAddress(one.address) === foldAddress(address))) {
      throw conflict(
        `address: ${address} has the set-up page already. Withdraw that link to send another.`,
        'address',
      )
    }
    if (live.length >= liveMax) {
      throw conflict(`${liveMax} people have this set-up page. Withdraw a link that nobody uses.`)
    }
    const staffId = actor.staffId ?? null
    tx.write(insertSetupLink(siteId, { ...made, addressFolded: foldAddress(address), staffId, now }))
    const to = { personId: null, name, address, language: null }
    queueMail(tx, now, to, 'set-up-link', { linkId: id, directory: directory.name, by })
    audit(
      tx,
      { ...context, directoryId },
      {
        action: 'set-up.link-made',
        subjectKind: 'directory',
        subject: keyOf(directoryId),
        details: { linkId: id, expiresAt: expiresAt.toISOString() },
        person: { id, values: { name: { after: name }, address: { after: address } } },
      },
    )
  })
  return { ...made, madeBy: by, createdAt: now, openedAt: null, lastSeenAt: null, withdrawnAt: null }
}

/** Links of a site within a quarter of an hour: they go to any address. */
const mailsMax = 60
const mails = createHash('sha256').update('set-up links').digest()

async function requireFewMails(tx: Transaction, now: Date): Promise<void> {
  const [counted] = await tx.read<AttemptsRow>(
    countAttempts(tx.siteId, [mails], { since: attemptsSince(now), now }),
  )
  if (!counted || counted.attempts <= mailsMax) return
  throw new DoorwardError(
    'too-many-attempts',
    `This site has sent ${mailsMax} set-up pages. Wait a quarter of an hour before the next.`,
  )
}

export async function setupLinks(
  database: Database,
  siteId: number,
  directoryId: number,
): Promise<SetupLinkRow[]> {
  const [rows = []] = await database.readInDirectory(siteId, directoryId, [setupLinksOf(siteId, directoryId)])
  return rows as SetupLinkRow[]
}

/** A link that opens nothing any more; whoever is at the page is out. Withdrawing twice changes nothing. */
export async function withdrawLink(
  database: Database,
  siteId: number,
  directoryId: number,
  linkId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const [link] = await tx.read<SetupLinkRow>(setupLinkForUpdate(siteId, linkId))
    if (link?.directoryId !== directoryId) throw notFound('This link', 'link')
    const before = setupLinkState(link, context.now)
    if (before === 'withdrawn') return
    for (const write of withdrawSetupLink(siteId, directoryId, linkId, context.now)) tx.write(write)
    const proposals = await tx.read<{ id: string }>(
      refuseProposalsOf(siteId, directoryId, linkId, context.now),
    )
    for (const { id: key } of proposals) {
      tx.write(closeCase(siteId, { kind: 'setup-proposal', key, outcome: 'withdrawn', now: context.now }))
    }
    audit(
      tx,
      { ...context, directoryId },
      {
        action: 'set-up.link-withdrawn',
        subjectKind: 'directory',
        subject: keyOf(directoryId),
        details: { linkId, before, after: 'withdrawn' },
      },
    )
  })
}

/**
 * Makes the link of a mail that is about to be sent, so that none is kept anywhere before; of a mail that is tried again the
 * last one works.
 * @returns a sentence when nobody may have it any more
 */
export async function setupLinkForMail(
  tx: Transaction,
  linkId: string,
  siteUrl: string,
  { now }: { readonly now: Date },
): Promise<{ readonly link: { kind: 'set-up'; url: string; expiresAt: Date } } | string> {
  const [link] = await tx.read<SetupLinkRow>(setupLinkForUpdate(tx.siteId, linkId))
  if (!link || link.withdrawnAt !== null) return 'The link was withdrawn before it was sent.'
  // The first attempt has arrived after all.
  if (link.openedAt !== null) return 'The set-up page was opened by an earlier mail.'
  const secret = writeSecret('set-up-link', tx.siteId, randomBytes(32).toString('base64url'))
  const expiresAt = setupLinkEnd(now)
  tx.write(setSetupSecret(tx.siteId, linkId, hashOf(secret), expiresAt))
  return { link: { kind: 'set-up', url: `${siteUrl}/setup/${secret}`, expiresAt } }
}
