// Other mail servers bring mails here. Never a relay: whoever is no mailbox of a site is nobody.
import type { AddressInfo, Server } from 'node:net'
import type { Logger } from 'pino'
import {
  SMTPServer,
  type SMTPServerAddress,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server'
import { mailboxOfRecipient } from '../../model/desk/mailbox.ts'
import { conflict } from '../../model/errors.ts'
import { type AddressedMailbox, mailboxOf } from '../../storage/desk/mailboxes.ts'
import { type Addressed, type KeepServices, keepMail } from './keep.ts'
import { clientOf, keepGreeting, peerOf } from './relays.ts'
import { type MailInSettings, plainAddress } from './settings.ts'

/** So many connections in all, and of one address. */
const connectionsMax = 200
const connectionsEachMax = 20
/** Of one mail. A server with more brings the mail several times (RFC 5321 4.5.3.1.10). */
const recipientsMax = 100
/** Whoever guesses so many addresses in vain on one connection comes again later. */
const unknownMax = 10
/** A server that says nothing for so long is gone. */
const silenceMaxMs = 60_000
const closeMaxMs = 5_000

export interface MailListenerOptions extends KeepServices {
  readonly settings: MailInSettings
  /** With these it speaks TLS, to whoever asks for it. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined
  /** As which it greets. */
  readonly name: () => string
  /** Told with which answer something was refused. */
  readonly onRefused: ((code: number) => void) | undefined
  readonly logger: Logger
}

export interface MailListener {
  /** @throws DoorwardError with what to do when it cannot listen there */
  listen(): Promise<void>
  /** Where it really listens: the port may be left open. */
  readonly port: number
  /** Takes what is being brought just now, and no more. */
  close(): Promise<void>
}

/** What is known of a mail that is being addressed. */
interface Bringing {
  readonly mailboxes: Map<string, Addressed>
  /** How often somebody was named for it, in vain or not. */
  named: number
  unknown: number
}

const answer = (responseCode: number, sentence: string) =>
  Object.assign(new Error(sentence), { responseCode })
const tooMany = (what: string) => answer(421, `4.7.0 Too many ${what}, come back later`)
const noMailbox = () => answer(550, '5.1.1 There is no such mailbox here, look whether the address is right')
const notNow = () => answer(451, '4.3.0 Not now, come back later')

export function mailListener(options: MailListenerOptions): MailListener {
  const { settings, tls, logger: parent } = options
  const logger = parent.child({ part: 'mail-in' })
  const relays = new Set(settings.relays)
  const mb = Math.floor(settings.bytesMax / 1024 / 1024)
  const perAddress = new Map<string, number>()
  const counted = new Map<string, string>()
  const bringing = new Map<string, Bringing>()

  const server = new SMTPServer({
    ...(tls && { ...tls, minVersion: 'TLSv1.2' as const }),
    name: options.name(),
    banner: 'Doorward',
    // Nobody has an account here: what is taken is for our mailboxes alone.
    disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    size: settings.bytesMax,
    rejectOversized: true,
    maxClients: connectionsMax,
    socketTimeout: silenceMaxMs,
    closeTimeout: closeMaxMs,
    useXForward: [...relays],

    onConnect(session, done) {
      const from = plainAddress(session.remoteAddress)
      const open = perAddress.get(from) ?? 0
      if (open >= connectionsEachMax && !relays.has(from)) return refuse(done)(tooMany('connections'))
      perAddress.set(from, open + 1)
      counted.set(session.id, from)
      if (relays.has(from)) keepGreeting(server, session)
      done()
    },

    onClose({ id }) {
      bringing.delete(id)
      const from = counted.get(id)
      if (from === undefined) return
      counted.delete(id)
      const open = (perAddress.get(from) ?? 1) - 1
      if (open > 0) perAddress.set(from, open)
      else perAddress.delete(from)
    },

    onMailFrom(_address, { id }, done) {
      bringing.set(id, { mailboxes: new Map(), named: 0, unknown: bringing.get(id)?.unknown ?? 0 })
      done()
    },

    onRcptTo(recipient, session, done) {
      void addressed(recipient, session).then(() => done(), refuse(done))
    },

    onData(stream, session, done) {
      void taken(stream, session).then((message) => done(null, message), refuse(done))
    },
  })
  server.on('error', (err) => logger.debug({ err }, 'a mail server went away'))

  const refuse = (done: (error: Error) => void) => (error: Error) => {
    options.onRefused?.((error as { responseCode?: number }).responseCode ?? 451)
    done(error)
  }

  async function addressed({ address }: SMTPServerAddress, session: SMTPServerSession): Promise<void> {
    const one = bringing.get(session.id)
    if (!one) throw notNow()
    // A relay brings what others write, and is no guesser.
    if (one.unknown >= unknownMax && !relays.has(peerOf(session))) throw tooMany('unknown recipients')
    if (++one.named > recipientsMax)
      throw answer(452, `4.5.3 Too many recipients, bring those beyond ${recipientsMax} by themselves`)
    const mailbox = mailboxOfRecipient(address)
    const found = mailbox === undefined ? undefined : await whose(mailbox)
    if (!found?.isActive) {
      one.unknown++
      throw noMailbox()
    }
    const named = one.mailboxes.get(found.mailboxId)?.recipients ?? []
    // The same again is the same.
    if (!named.includes(address))
      one.mailboxes.set(found.mailboxId, { ...found, recipients: [...named, address] })
  }

  async function whose(mailbox: string): Promise<AddressedMailbox | undefined> {
    try {
      const [found] = await options.database.readSites<AddressedMailbox>(mailboxOf(mailbox))
      return found
    } catch (err) {
      logger.warn({ err }, 'a recipient could not be looked up')
      throw notNow()
    }
  }

  async function taken(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const mailboxes = [...(bringing.get(session.id)?.mailboxes.values() ?? [])]
    try {
      if (mailboxes.length === 0) throw noMailbox()
      if (!(await options.files.hasRoom(settings.bytesMax)))
        throw answer(452, '4.3.1 No room just now, come back later')
      const content = stream as AsyncIterable<Buffer>
      const isWhole = await keepMail(
        options,
        { via: 'smtp', envelopeFrom: senderOf(session), ...clientOf(session, relays) },
        mailboxes,
        content,
        () => !stream.sizeExceeded,
      )
      if (!isWhole) throw answer(552, `5.3.4 The mail is too large, ${mb} MB is the most`)
      return '2.0.0 It is kept'
    } catch (error) {
      // What still comes must be read, or the answer would never be.
      stream.resume()
      if ((error as { responseCode?: number }).responseCode !== undefined) throw error
      logger.error({ err: error }, 'a mail was not taken')
      throw notNow()
    }
  }

  return {
    listen: () => listenAt(server.server, settings),
    get port() {
      return (server.server.address() as AddressInfo).port
    },
    close: () => new Promise((done) => server.close(() => done())),
  }
}

const senderOf = ({ envelope: { mailFrom } }: SMTPServerSession) =>
  mailFrom && mailFrom.address !== '' ? mailFrom.address : null

async function listenAt(server: Server, { host, port }: MailInSettings): Promise<void> {
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen({ host, port }, () => {
      server.off('error', failed)
      done()
    })
  }).catch((error: NodeJS.ErrnoException) => {
    const reasons: { readonly [code: string]: string } = {
      EADDRINUSE: `${port} on ${host} is taken by another program. Stop it, or name another port.`,
      EACCES: `this user may not listen on ${port}. Name a port of 1024 or more, and lead port 25 to it.`,
    }
    const reason =
      reasons[error.code ?? ''] ??
      `${host} is not an address of this machine. Name one that is, or 0.0.0.0 for all of them.`
    throw conflict(`SMTP_IN: ${reason}`, 'SMTP_IN')
  })
}
