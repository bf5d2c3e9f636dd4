/** Why a mail was not taken, in words for whoever must do something about it. */
export interface Refusal {
  readonly sentence: string
  /** Trying again would change nothing. */
  readonly isFinal: boolean
}

/** What nodemailer's errors carry. */
interface SmtpError {
  readonly code?: string
  readonly responseCode?: number
  readonly response?: string
  readonly message: string
}

const wordsMax = 500

/** What a mail server said, on one line and without what could turn it around. */
function words(text: string): string {
  const line = text
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
  return line.length > wordsMax ? `${line.slice(0, wordsMax)}…` : line
}

const known: { readonly [code: string]: string } = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no host of this name is known',
  EDNS: 'no host of this name is known',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'it hung up',
  ECONNECTION: 'it hung up',
}

/**
 * Tells what is refused for good (5xx) from what is worth another attempt: 4xx, a server that is not there, a connection
 * that is not safe, and a password that is refused, which is the settings' fault and not the mail's.
 * @param server host and port, as the settings name them
 */
export function refusalOf(error: unknown, server: string): Refusal {
  const { code = '', responseCode = 0, response, message } = error as SmtpError
  const said = words(response ?? message)
  if (code === 'EAUTH') {
    return { isFinal: false, sentence: `${server} refuses SMTP_USER and SMTP_PASSWORD: ${said}` }
  }
  if (code === 'ETLS' || (responseCode === 0 && /certificate|self.signed|tls|ssl/i.test(message))) {
    return {
      isFinal: false,
      sentence: `The connection to ${server} cannot be encrypted safely (SMTP_TLS): ${words(message)}`,
    }
  }
  if (responseCode >= 500) return { isFinal: true, sentence: `${server} refuses this mail: ${said}` }
  if (responseCode >= 400) return { isFinal: false, sentence: `${server} put this mail off: ${said}` }
  const { cause } = error as { cause?: { code?: string } }
  const reason =
    Object.entries(known).find(([one]) => one === cause?.code || message.includes(one))?.[1] ?? known[code]
  return { isFinal: false, sentence: `No connection to ${server}: ${reason ?? said}.` }
}
