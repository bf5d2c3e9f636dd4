// Mails are fetched from mailboxes elsewhere: what is new is kept like one that a server brings, and only then marked there.
import type { ImapFlow } from 'imapflow'
import type { Logger } from 'pino'
import type { OutboundAllow } from '../../http/outbound-allow.ts'
import { safeAddress, UnsafeAddress } from '../../http/safe-fetch.ts'
import { nextFetch } from '../../model/desk/mail-fetching.ts'
import type { Database } from '../../storage/database.ts'
import {
  dueToFetch,
  type FetchedMailbox,
  fetchedMailbox,
  noteLook,
  noteRead,
} from '../../storage/desk/mail-fetching.ts'
import { leaveTask } from '../../storage/outbox.ts'
import type { Site } from '../../storage/sites.ts'
import { type KeepServices, keepMail } from './keep.ts'
import { headBytesMax, noteLeftMail } from './left.ts'

export interface MailFetcher extends KeepServices {
  readonly outboundAllow: OutboundAllow
  readonly bytesMax: number
  readonly logger: Logger
  /** Tests do not wait as long as people do. */
  readonly silentMs?: number | undefined
}

/** Of one look; the next one goes on behind them. */
const mailsAtOnce = 100
/** A server that says nothing for so long is gone. */
const silenceDefaultMs = 15_000
/** For all of one look, whatever the other server does. */
const lookMaxMs = 5 * 60_000

/** Why a look came to nothing; each has its sentence in the pages' texts. */
type FetchError = 'not-allowed' | 'not-reached' | 'not-encrypted' | 'refused' | 'no-folder' | 'broken'

/** Has every mailbox of a site looked into whose time has come. */
export async function fetchDueMailboxes(database: Database, { id: siteId }: Site, now: Date): Promise<void> {
  const [rows = []] = await database.readInSite(siteId, [dueToFetch(siteId, now)])
  if (rows.length === 0) return
  await database.inSite(siteId, async (tx) => {
    for (const { mailboxId } of rows as { mailboxId: string }[])
      leaveTask(tx, now, 'fetch-mail', { mailboxId })
  })
}

/** Looks into a mailbox, and notes what came of it: a server that is broken is asked later and later. */
export async function fetchMail(
  fetcher: MailFetcher,
  siteId: number,
  mailboxId: string,
  now: Date,
): Promise<void> {
  const { database, logger } = fetcher
  const [[mailbox] = []] = (await database.readInSite(siteId, [fetchedMailbox(siteId, mailboxId)])) as [
    FetchedMailbox[],
  ]
  // Somebody else may have looked meanwhile.
  if (!mailbox || mailbox.nextAt > now) return
  let error: FetchError | null = null
  let hasMore = false
  try {
    hasMore = await look(fetcher, siteId, mailbox)
  } catch (err) {
    error = whyNot(err)
    logger.warn(
      { mailboxId, code: error, err: error === 'broken' ? err : undefined },
      'a mailbox was not read',
    )
  }
  const failures = error === null ? 0 : mailbox.failures + 1
  const nextAt = hasMore ? now : nextFetch(now, failures)
  await database.inSite(siteId, async (tx) => {
    tx.write(noteLook(siteId, mailboxId, { at: now, nextAt, failures, error }))
    if (hasMore) leaveTask(tx, now, 'fetch-mail', { mailboxId })
  })
}

/** @returns whether there is more than one look takes */
async function look(fetcher: MailFetcher, siteId: number, mailbox: FetchedMailbox): Promise<boolean> {
  const client = await connected(fetcher, mailbox)
  const end = setTimeout(() => client.close(), lookMaxMs)
  try {
    const { uidValidity: validity, uidNext } = await client.mailboxOpen('INBOX')
    const uidValidity = String(validity)
    const read = (lastUid: number) =>
      fetcher.database.inSite(siteId, async (tx) => {
        tx.write(noteRead(siteId, mailbox.mailboxId, { uidValidity, lastUid }))
      })
    if (mailbox.uidValidity === null) {
      // What was there before somebody had it fetched was answered elsewhere, or will be.
      await read(uidNext - 1)
      return false
    }
    const isSame = mailbox.uidValidity === uidValidity
    const uids = await newUids(client, isSame ? mailbox.lastUid : undefined)
    const now = uids.slice(0, mailsAtOnce)
    const sizes = await sizesOf(client, now)
    for (const uid of now) {
      const one = { uid, uidValidity, sizeBytes: sizes.get(uid) ?? 0 }
      const isKept = await keepOne(fetcher, client, siteId, mailbox.mailboxId, one)
      // Before it is marked: a folder that is not there keeps no mail from being a request.
      await read(uid)
      if (isKept) await mark(client, uid, mailbox.moveTo)
    }
    return uids.length > mailsAtOnce
  } finally {
    clearTimeout(end)
    await client.logout().catch(() => client.close())
  }
}

/** Where messages were numbered anew, those that nobody has read: what is here already is known again. */
async function newUids(client: ImapFlow, lastUid: number | undefined): Promise<number[]> {
  const wanted = lastUid === undefined ? { seen: false } : { uid: `${lastUid + 1}:*` }
  const found = (await client.search(wanted, { uid: true })) || []
  // `n:*` always names the last one.
  return (Array.isArray(found) ? found : [])
    .filter((uid) => lastUid === undefined || uid > lastUid)
    .sort((a, b) => a - b)
}

/** How large each is, as the server there says. */
async function sizesOf(client: ImapFlow, uids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const sizes = new Map<number, number>()
  if (uids.length === 0) return sizes
  const wanted = client.fetch(uids.join(','), { uid: true, size: true }, { uid: true })
  for await (const { uid, size = 0 } of wanted) sizes.set(uid, size)
  return sizes
}

/** @returns whether it was kept; what is too large is listed and stays, and what has gone is gone */
async function keepOne(
  fetcher: MailFetcher,
  client: ImapFlow,
  siteId: number,
  mailboxId: string,
  {
    uid,
    uidValidity,
    sizeBytes,
  }: { readonly uid: number; readonly uidValidity: string; readonly sizeBytes: number },
): Promise<boolean> {
  const { database, bytesMax } = fetcher
  const isLarge = sizeBytes > bytesMax
  const maxLength = isLarge ? headBytesMax : bytesMax + 1
  const found = await client.fetchOne(String(uid), { source: { maxLength } }, { uid: true })
  const source = found === false ? undefined : found.source
  if (source === undefined) return false
  const knownAs = `${mailboxId} ${uidValidity} ${uid}`
  // A server may say less than it sends.
  if (isLarge || source.length > bytesMax) {
    const size = Math.max(sizeBytes, source.length)
    const left = { siteId, mailboxId, beginning: source.subarray(0, headBytesMax), sizeBytes: size, knownAs }
    await noteLeftMail(database, left, fetcher.now())
    return false
  }
  const envelope = { via: 'imap', envelopeFrom: null, clientAddress: null, helo: null } as const
  const content = (async function* () {
    yield source
  })()
  const addressed = { siteId, mailboxId, isActive: true, recipients: [] }
  await keepMail(fetcher, envelope, [addressed], content, () => true, knownAs)
  return true
}

async function mark(client: ImapFlow, uid: number, moveTo: string | null): Promise<void> {
  if (moveTo === null) await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
  else if ((await client.messageMove(String(uid), moveTo, { uid: true })) === false) throw new NoFolder()
}

class NoFolder extends Error {}

/** Signs in where the settings say, and nowhere that this server must not reach. */
async function connected(
  { outboundAllow, silentMs = silenceDefaultMs }: MailFetcher,
  { host, port, tls, user, password }: FetchedMailbox,
): Promise<ImapFlow> {
  if (tls === 'off' && !outboundAllow.names(host, port)) throw new UnsafeAddress(`${host}, unencrypted,`)
  const address = await safeAddress(host, port, outboundAllow)
  const { ImapFlow: Client } = await import('imapflow')
  const client = new Client({
    // The very address that was looked at: a name may change its mind.
    ...{ host: address, servername: host, port },
    secure: tls === 'implicit',
    ...(tls !== 'implicit' && { doSTARTTLS: tls === 'required' }),
    tls: { minVersion: 'TLSv1.2', servername: host },
    auth: { user, pass: password },
    disableAutoIdle: true,
    disableCompression: true,
    logger: false,
    connectionTimeout: silentMs,
    greetingTimeout: silentMs,
    socketTimeout: silentMs,
  })
  client.on('error', () => {})
  await client.connect()
  return client
}

function whyNot(error: unknown): FetchError {
  const {
    authenticationFailed,
    code,
    responseStatus,
    message = '',
  } = error as {
    authenticationFailed?: boolean
    code?: string
    responseStatus?: string
    message?: string
  }
  if (error instanceof UnsafeAddress) return 'not-allowed'
  if (error instanceof NoFolder) return 'no-folder'
  if (authenticationFailed) return 'refused'
  if (/STARTTLS|certificate|TLS|SSL/i.test(`${code} ${message}`)) return 'not-encrypted'
  if (code !== undefined && /^(E[A-Z]+|NoConnection|CONNECT_TIMEOUT|GREETING_TIMEOUT)/.test(code))
    return 'not-reached'
  return responseStatus === 'NO' ? 'no-folder' : 'broken'
}
