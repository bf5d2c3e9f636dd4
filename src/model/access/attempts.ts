/**
 * How often somebody may try to sign in before he must wait, and how long: the first tries are free, and each one more waits
 * twice as long as the one before. What is counted is forgotten one by one, and what must wait is not counted: nobody makes
 * another's wait longer by coming too early. A stranger's tries never hold back a browser in which the person came in before.
 */
export interface Limit {
  /** Tries before the first wait. */
  readonly free: number
  /** A wait is never longer. */
  readonly waitMaxSeconds: number
  /** In so many seconds one try is forgotten. */
  readonly forgetSeconds: number
}

/** What is counted, of a password, a passkey or a directory's door as of anything that can be guessed or flooded. */
export const limits = {
  /** An account from one network. */
  pair: { free: 5, waitMaxSeconds: 300, forgetSeconds: 180 },
  /** A network whatever it tries: a whole company may be behind it. */
  network: { free: 50, waitMaxSeconds: 60, forgetSeconds: 18 },
  /** An account from anywhere. */
  account: { free: 30, waitMaxSeconds: 60, forgetSeconds: 30 },
  /** An account in browsers in which its owner came in: strangers have no part in it. */
  known: { free: 5, waitMaxSeconds: 300, forgetSeconds: 180 },
  /** One who is known already, by a password or a session, and shows a code or the password again. */
  proof: { free: 5, waitMaxSeconds: 300, forgetSeconds: 180 },
  /**
   * Codes by mail: asking for one and showing a wrong one count alike, so that neither a mailbox is filled nor a code guessed. An
   * address, whoever asks, gets a dozen mails and then at most one in ten minutes.
   */
  codePair: { free: 6, waitMaxSeconds: 300, forgetSeconds: 180 },
  codeNetwork: { free: 60, waitMaxSeconds: 60, forgetSeconds: 15 },
  codeAddress: { free: 12, waitMaxSeconds: 600, forgetSeconds: 300 },
  codeKnown: { free: 6, waitMaxSeconds: 300, forgetSeconds: 180 },
  /** Whoever opens the sign-in page asks for a challenge. */
  challenges: { free: 300, waitMaxSeconds: 16, forgetSeconds: 3 },
  /** Markdown that a customer has read before sending it: each costs as much as reading the message. Two in a minute, an hour long. */
  previews: { free: 120, waitMaxSeconds: 60, forgetSeconds: 30 },
  /** Trials of a connection from one set-up page: each report may be long. */
  tried: { free: 29, waitMaxSeconds: 60, forgetSeconds: 30 },
  /** What comes back to a directory's door that nobody there asked for, from one network. */
  unasked: { free: 60, waitMaxSeconds: 300, forgetSeconds: 30 },
  /** Sign-ins at a directory's door that came to nothing, from one network: beyond that they are not written down. */
  refused: { free: 300, waitMaxSeconds: 60, forgetSeconds: 10 },
} as const satisfies { readonly [what: string]: Limit }

/** Waits after the tries that are not free, in seconds: 1, 2, 4 … up to the longest, which holds for all that follow. */
export function waitsOf({ waitMaxSeconds }: Pick<Limit, 'waitMaxSeconds'>): number[] {
  const waits: number[] = []
  for (let wait = 1; wait < waitMaxSeconds; wait *= 2) waits.push(wait)
  return [...waits, waitMaxSeconds]
}

/** How long a wait is, in words of a person. */
export function waitInWords(until: Date, now: Date): string {
  const seconds = waitSeconds(until, now)
  if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`
  return `${Math.ceil(seconds / 60)} minutes`
}

/** Whole seconds, at least one, after which a try is looked at again. */
export function waitSeconds(until: Date, now: Date): number {
  return Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000))
}

const windowMs = 15 * 60 * 1000

/** Of what a site may send or ask for in a quarter of an hour: what was before this moment does not count any more. */
export function attemptsSince(now: Date): Date {
  return new Date(now.getTime() - windowMs)
}

const keptMs = 24 * 60 * 60 * 1000

/** What was counted last before this moment is forgotten, whatever it was. */
export function attemptsKeptSince(now: Date): Date {
  return new Date(now.getTime() - keptMs)
}
