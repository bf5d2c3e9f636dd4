/** Addresses to which people write. */
import { domainOf, foldAddress, isAddress, isDomain, withPlainDomain } from '../identity/email-address.ts'

/** More than anybody looks through. */
export const mailboxesMax = 200

/** The address of a mailbox as it is kept; undefined when it can be none. A tag belongs to a mail, and not to its mailbox. */
export function readMailboxAddress(given: string): string | undefined {
  const address = foldAddress(withPlainDomain(given.trim()))
  return isAddress(address) && isDomain(domainOf(address)) && !address.includes('+') ? address : undefined
}

/**
 * The mailbox that a recipient means: `Help+r4nd0m@Acme.example` is `help@acme.example` (RFC 5233). Whatever is no address is
 * nobody's.
 */
export function mailboxOfRecipient(recipient: string): string | undefined {
  const [, local, domain] = /^([^+@]+)(?:\+[^@]*)?@([^@]+)$/.exec(recipient) ?? []
  return local === undefined ? undefined : readMailboxAddress(`${local}@${domain}`)
}
