/** Mailboxes elsewhere, from which mails are fetched (IMAP). */

/** `implicit`: the connection begins with TLS; `required`: it changes to TLS before anything is said; `off`: nothing is encrypted. */
export const fetchTlsModes = ['implicit', 'required', 'off'] as const
type FetchTls = (typeof fetchTlsModes)[number]

export interface FetchSettings {
  readonly host: string
  readonly port: number
  readonly tls: FetchTls
  readonly user: string
  /** The folder into which what was taken is moved; null: it is marked as read. */
  readonly moveTo: string | null
  /** By which name the mail server says what it has checked (RFC 8601); null: nothing that it says counts. */
  readonly authserv: string | null
}

const fetchEveryMs = 60_000
const delayMaxMs = 60 * 60 * 1000

/** When a mailbox is looked into again: after a minute, and after failures in a row later and later, up to an hour. */
export function nextFetch(now: Date, failures: number): Date {
  const delay = Math.min(fetchEveryMs * 2 ** Math.min(failures, 10), delayMaxMs)
  return new Date(now.getTime() + delay)
}

/**
 * Whether settings lead elsewhere than those for which a secret was given: then it must be given again, or whoever changes the
 * host would be told it.
 */
export const needsSecretAgain = (before: FetchSettings | undefined, after: FetchSettings): boolean =>
  before === undefined ||
  before.host !== after.host ||
  before.port !== after.port ||
  before.user !== after.user ||
  // Unencrypted it could be heard on the way.
  (after.tls !== before.tls && after.tls !== 'implicit')

const resultOf = /^dmarc\s*=\s*([a-z]+)\b/i
const fromOf = /\bheader\.from\s*=\s*"?([\w.-]+)"?/i

/**
 * What a mail server that is believed says of DMARC, in the Authentication-Results header at the very top (RFC 8601). Beneath it
 * anybody may have written what he likes, also under that server's name.
 * @param topmost the text of the first such header
 * @returns undefined where it says nothing of this domain
 */
export function dmarcSaid(
  topmost: string,
  authserv: string,
  fromDomain: string,
): 'pass' | 'fail' | 'none' | 'unknown' | undefined {
  const plain = withoutComments(topmost)
  const [said = '', ...results] = plain.split(';')
  const [name] = said.trim().split(/\s+/)
  if (name?.toLowerCase() !== authserv.toLowerCase()) return undefined
  const verdicts = results.flatMap((one) => {
    const verdict = resultOf.exec(one.trim())?.[1]?.toLowerCase()
    return verdict && fromOf.exec(one)?.[1]?.toLowerCase() === fromDomain ? [verdict] : []
  })
  // Of two that say different things neither is believed.
  const [verdict] = verdicts
  if (verdict === undefined || verdicts.length > 1) return undefined
  if (verdict === 'pass' || verdict === 'fail' || verdict === 'none') return verdict
  return verdict === 'temperror' ? 'unknown' : 'fail'
}

/** Comments in parentheses may hold anything, also semicolons. */
function withoutComments(text: string): string {
  let depth = 0
  let plain = ''
  for (const character of text) {
    if (character === '(') depth++
    else if (character === ')') depth = Math.max(0, depth - 1)
    else if (depth === 0) plain += character
  }
  return plain
}
