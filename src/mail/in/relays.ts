// Mail servers of our own that stand before this one, and what they say of whom they speak for (XFORWARD).
import type { SMTPServer, SMTPServerSession } from 'smtp-server'
import { plainAddress } from './settings.ts'

/** Who holds the connection, whatever a relay says of whom it speaks for: that takes the place of the address. */
export const peerOf = ({ remoteAddress, xForward }: SMTPServerSession) =>
  plainAddress(String(xForward?.get('ADDR:DEFAULT') || remoteAddress))

/**
 * Who gave the mail to this company. What a relay says of it (XFORWARD) counts for this mail and no other; where it says nothing, or
 * that it does not know, nobody knows.
 */
export function clientOf(session: SMTPServerSession, relays: ReadonlySet<string>) {
  const { remoteAddress, hostNameAppearsAs, xForward } = session
  if (!relays.has(peerOf(session)))
    return { clientAddress: plainAddress(remoteAddress), helo: hostNameAppearsAs || null }
  const [address, helo] = [xForward?.get('ADDR'), xForward?.get('HELO')]
  for (const said of ['ADDR', 'HELO']) xForward?.delete(said)
  if (!address) return { clientAddress: null, helo: null }
  return { clientAddress: plainAddress(String(address)), helo: helo ? String(helo) : null }
}

/**
 * Of a mail that a Postfix writes itself, such as what a script of that machine sends, nobody knows how its client greeted, and it says
 * `HELO=[UNAVAILABLE]` (https://www.postfix.org/XFORWARD_README.html). smtp-server takes that in place of the relay's own greeting, finds
 * that nobody has greeted, and answers 503 to MAIL (https://github.com/nodemailer/smtp-server/issues/147). The relay has: that stands.
 */
export function keepGreeting(server: SMTPServer, { id }: SMTPServerSession): void {
  const connection = [...server.connections].find((one) => one.id === id)
  if (!connection) return
  const forwarded = connection.handler_XFORWARD.bind(connection)
  connection.handler_XFORWARD = (command, done) => {
    const greeted = connection.hostNameAppearsAs
    forwarded(command, () => {
      connection.hostNameAppearsAs ||= greeted
      done()
    })
  }
}
