// How somebody of a customer's own IT comes to the set-up page: by the link once, and from then on by a code to the same mailbox.
import { randomBytes } from 'node:crypto'
import { countTry, TooManyTries, trySubject } from '../../http/attempts.ts'
import type { Call } from '../../http/contract-call.ts'
import { codeHash } from '../../http/mailed-code.ts'
import { networkOf } from '../../http/network.ts'
import { clearCookie, hashOf, readCookie, writeCookie } from '../../http/session-cookie.ts'
import { callerBySetupSession } from '../../http/setup-caller.ts'
import { maskedAddress, setupSessionEnd } from '../../model/access/setup.ts'
import { codeEnd, judgeCode, readCode } from '../../model/access/sign-in-code.ts'
import { conflict, DoorwardError, FieldErrors } from '../../model/errors.ts'
import { keyOf, siteOfSecret, writeSecret } from '../../model/ids.ts'
import { languageIn } from '../../model/mail.ts'
import {
  endSetupSession,
  type FoundSetupLink,
  insertSetupSession,
  noteSetupVisit,
  setupLinkBySecret,
} from '../../storage/access/setup-links.ts'
import {
  type CodeRow,
  codeOfBrowser,
  insertCode,
  noteTry,
  removeCode,
} from '../../storage/access/sign-in-codes.ts'
import { audit } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import { queueMail } from '../../storage/mails.ts'
import { newId } from '../../storage/new-id.ts'
import type { setupApi } from '../contract.ts'

type Api = typeof setupApi
type AtDoor = Pick<Call<Api['openSetup']>, 'params' | 'site' | 'now' | 'request' | 'reply' | 'isSecure'>
type Arriving = Omit<AtDoor, 'params'>

/** Whatever is wrong with a link, the sentence is the same. */
const noSuchLink = () =>
  new DoorwardError(
    'not-found',
    'This link opens nothing, or not any more. Ask whoever sent it for another one.',
  )

const fresh = (kind: 'set-up' | 'code', siteId: number) =>
  writeSecret(kind, siteId, randomBytes(32).toString('base64url'))

function secretOf({ params, site }: Pick<AtDoor, 'params' | 'site'>): Buffer {
  if (siteOfSecret('set-up-link', params.link) !== site.id) throw noSuchLink()
  return hashOf(params.link)
}

/** The link of a call, which was opened before or can be opened still. */
async function linkIn(tx: Transaction, call: AtDoor, lock: 'lock' | 'look'): Promise<FoundSetupLink> {
  const [link] = await tx.read<FoundSetupLink>(setupLinkBySecret(tx.siteId, secretOf(call), lock))
  if (!link || (link.openedAt === null && link.expiresAt <= call.now)) throw noSuchLink()
  return link
}

const userAgentMax = 300

/** Opens a visit in the caller's transaction; `secret` was made before, because a transaction may run twice. */
function openVisit(
  tx: Transaction,
  { id: linkId, directoryId, directory }: FoundSetupLink,
  secret: string,
  by: 'link' | 'code',
  { now, request }: Arriving,
): void {
  tx.write(noteSetupVisit(tx.siteId, linkId, now))
  tx.write(
    insertSetupSession(tx.siteId, {
      id: newId(now),
      directoryId,
      linkId,
      secretHash: hashOf(secret),
      now,
      expiresAt: setupSessionEnd(now),
      ip: request.ip,
      userAgent: request.headers['user-agent']?.slice(0, userAgentMax) ?? null,
    }),
  )
  audit(
    tx,
    { actor: { kind: 'set-up', name: directory }, now, requestId: request.id, directoryId },
    {
      action: 'set-up.opened',
      subjectKind: 'directory',
      subject: keyOf(directoryId),
      details: { linkId, by },
    },
  )
}

const showIn = (secret: string, { reply, isSecure, now }: Arriving) =>
  writeCookie(reply, 'set-up', secret, { isSecure, expiresAt: setupSessionEnd(now) })

/** Of one link, of one network, and of both. @returns until when the attempt must wait */
function countCode(tx: Transaction, linkId: string, { request, now }: Arriving): Promise<Date | undefined> {
  const [account, network] = [`set-up ${linkId}`, networkOf(request.ip)]
  const subjects = [
    trySubject('codePair', account, network),
    trySubject('codeNetwork', network),
    trySubject('codeAddress', account),
  ]
  return countTry(tx, subjects, now)
}

const codeIsOver = () =>
  new DoorwardError(
    'not-signed-in',
    'The code is over, or was asked for in another browser. Ask for a new one.',
  )

export const setupDoorHandlers = {
  async getSetupLink(call: Call<Api['getSetupLink']>) {
    const { database, site, request, isSecure, now } = call
    const link = await database.inSite(site.id, (tx) => linkIn(tx, call, 'look'))
    const caller = await callerBySetupSession(database, site.id, readCookie(request, 'set-up', isSecure), now)
    return {
      siteName: site.name,
      directory: link.directory,
      address: maskedAddress(link.address),
      isOpened: link.openedAt !== null,
      isIn: caller?.linkId === link.id,
      expiresAt: link.openedAt === null ? link.expiresAt.toISOString() : null,
    }
  },

  /** By a button and not by following the link: programs that look into mails follow links. */
  async openSetup(call: Call<Api['openSetup']>) {
    const { database, site } = call
    const secret = fresh('set-up', site.id)
    await database.inSite(site.id, async (tx) => {
      const link = await linkIn(tx, call, 'lock')
      if (link.openedAt !== null) {
        throw conflict('This link was opened before. Have a code sent to the address that it was made for.')
      }
      openVisit(tx, link, secret, 'link', call)
    })
    showIn(secret, call)
    return undefined
  },

  async askForSetupCode(call: Call<Api['askForSetupCode']>) {
    const { database, site, request, reply, isSecure, now } = call
    const browser = fresh('code', site.id)
    const expiresAt = codeEnd(now)
    const codeId = newId(now)
    const waitsUntil = await database.inSite(site.id, async (tx) => {
      const { id, name, address, addressFolded } = await linkIn(tx, call, 'look')
      const until = await countCode(tx, id, call)
      if (until) return until
      const code = { id: codeId, browserHash: hashOf(browser), address, addressFolded, now, expiresAt }
      tx.write(insertCode(site.id, { ...code, purpose: 'set-up', customerId: null }))
      const language = languageIn(request.headers['accept-language'])
      const to = { personId: null, name, address, language }
      queueMail(tx, now, to, 'sign-in-code', { codeId, page: 'set-up' })
      return undefined
    })
    if (waitsUntil) throw new TooManyTries(waitsUntil, now)
    writeCookie(reply, 'code', browser, { isSecure, expiresAt })
    return undefined
  },

  async showSetupCode(call: Call<Api['showSetupCode']>) {
    const { database, site, request, reply, isSecure } = call
    const browser = readCookie(request, 'code', isSecure)
    const secret = fresh('set-up', site.id)
    // A wrong try is written down: the transaction answers the refusal, and does not end by it.
    const refusal = await database.inSite(site.id, (tx) => takeCode(tx, call, browser, secret))
    if (refusal) throw refusal
    clearCookie(reply, 'code', isSecure)
    showIn(secret, call)
    return undefined
  },

  async leaveSetup(call: Call<Api['leaveSetup']>) {
    const { database, site, setup, reply, isSecure } = call
    await database.inSite(site.id, async (tx) =>
      tx.write(endSetupSession(site.id, setup.directoryId, setup.sessionId)),
    )
    clearCookie(reply, 'set-up', isSecure)
    return undefined
  },
}

async function takeCode(
  tx: Transaction,
  call: Call<Api['showSetupCode']>,
  browser: string | undefined,
  secret: string,
): Promise<Error | undefined> {
  const link = await linkIn(tx, call, 'lock')
  const [row] = browser === undefined ? [] : await tx.read<CodeRow>(codeOfBrowser(tx.siteId, hashOf(browser)))
  // It proves the mailbox; a code for another page, or another person's, proves nothing here.
  if (row?.purpose !== 'set-up' || row.addressFolded !== link.addressFolded) return codeIsOver()
  const digits = readCode(call.body.code)
  const isRight =
    digits !== undefined && row.codeHash !== null && codeHash(digits, row.browserHash).equals(row.codeHash)
  const verdict = judgeCode({ tries: row.tries, expiresAt: row.expiresAt, isRight }, call.now)
  if (verdict.is === 'over') return codeIsOver()
  if (verdict.is === 'wrong') {
    // However many were counted: a try that is looked at uses up one of the code's five.
    tx.write(noteTry(tx.siteId, row.id))
    await countCode(tx, link.id, call)
    const detail = `is not the code of the mail. Tries left: ${verdict.left}.`
    return new FieldErrors([{ field: 'code', rule: 'tries-left', limit: verdict.left, detail }])
  }
  tx.write(removeCode(tx.siteId, row.id))
  openVisit(tx, link, secret, 'code', call)
  return undefined
}
