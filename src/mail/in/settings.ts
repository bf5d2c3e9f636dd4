import ipaddr from 'ipaddr.js'

/** Where mails are taken from other servers. */
export interface MailInSettings {
  readonly host: string
  readonly port: number
  /** A mail may have so many bytes. */
  readonly bytesMax: number
  /**
   * Mail servers of our own that stand before this one: of what they bring, who gave it to them is not known unless they say so
   * (XFORWARD), and then nothing is concluded from where it came.
   */
  readonly relays: readonly string[]
}

export const mailMbDefault = 25
export const mailMbMax = 100

/**
 * Reads `0.0.0.0:25`, `[::]:25` or `localhost:2525`.
 * @throws Error, a sentence that says what it must be
 */
export function readListenAt(text: string): { host: string; port: number } {
  const [, six, name, digits = ''] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text.trim()) ?? []
  const host = six ?? name
  const port = Number(digits)
  if (host === undefined || port > 65_535 || (six !== undefined && !ipaddr.IPv6.isValid(six))) {
    throw new Error('must be an address and a port, such as 0.0.0.0:25 or [::]:25')
  }
  return { host, port }
}

/** @throws Error, a sentence that names the entry at fault */
export function readRelays(text: string): string[] {
  const entries = text.split(',').map((entry) => entry.trim())
  const wrong = entries.find((entry) => !ipaddr.isValid(entry))
  if (wrong !== undefined) {
    throw new Error(
      `"${wrong}" is no address; give those of your mail servers, separated by commas, such as 10.0.0.5`,
    )
  }
  return entries.map((entry) => ipaddr.process(entry).toString())
}

/** An address as it is compared: IPv4 that is written as IPv6 is IPv4. */
export const plainAddress = (address: string): string =>
  ipaddr.isValid(address) ? ipaddr.process(address).toString() : address
