/**
 * How often somebody may try to sign in before he must wait. Nobody is locked out by others: what many networks together
 * do to one account holds back only browsers in which that person never signed in.
 */
const windowMs = 15 * 60 * 1000
const mostOf = { pair: 10, network: 50, account: 100 } as const

/** What attempts are counted by: an account from one network, a network whatever it tries, an account from anywhere. */
export type AttemptSubject = keyof typeof mostOf
export const attemptSubjects = Object.keys(mostOf) as AttemptSubject[]

/** One who is known already, by a password or a session, and shows a code or the password again, may slip as often. */
export const proofsMax = 10

/**
 * Codes by mail: asking for one and showing a wrong one count alike. So an address, whoever asks, sees at most thirty guesses of
 * a million in a quarter of an hour.
 */
const codesMost = { pair: 12, network: 60, account: 30 } as const

/** @param counts attempts of each subject within the window, this one included */
export function isCodeTooMany(counts: Readonly<Record<AttemptSubject, number>>): boolean {
  return attemptSubjects.some((subject) => counts[subject] > codesMost[subject])
}

/** Whoever opens the sign-in page asks for a challenge: so many of one network within the window. */
export const challengesMax = 300

/** Attempts before this moment do not count any more. */
export function attemptsSince(now: Date): Date {
  return new Date(now.getTime() - windowMs)
}

/** @param counts attempts of each subject within the window, this one included */
export function isAttemptTooMany(
  counts: Readonly<Record<AttemptSubject, number>>,
  { isKnownDevice }: { isKnownDevice: boolean },
): boolean {
  return attemptSubjects.some(
    (subject) => counts[subject] > mostOf[subject] && !(subject === 'account' && isKnownDevice),
  )
}
