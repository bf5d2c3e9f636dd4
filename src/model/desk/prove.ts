/** Asking somebody whether a message is theirs (docs/assurance.md, "Prove it"). Pure. */
import type { AssuranceLevel, Evidence } from './assurance.ts'

/** `warn`: no, and somebody writes in my name. */
export const proofAnswers = ['yes', 'no', 'warn'] as const
export type ProofAnswer = (typeof proofAnswers)[number]

const linkMs = 30 * 60_000
/** Until when a link works that is sent now. */
export const proofEnd = (now: Date) => new Date(now.getTime() + linkMs)
/** A mail that is sent later than this after it was asked for is not sent: nobody waits any more. */
const proofWaitMs = 24 * 60 * 60_000

export type ProofState = 'asked' | 'sent' | 'over' | 'answered'

export function proofState(
  {
    askedAt,
    expiresAt,
    answer,
  }: { readonly askedAt: Date; readonly expiresAt: Date | null; readonly answer: ProofAnswer | null },
  now: Date,
): ProofState {
  if (answer !== null) return 'answered'
  if (expiresAt === null) return now.getTime() - askedAt.getTime() > proofWaitMs ? 'over' : 'asked'
  return expiresAt > now ? 'sent' : 'over'
}

interface Somebody {
  readonly id: string
  readonly name: string
}

/** What becomes of a message by what was answered, or by who opened the link. */
export interface Verdict {
  readonly level: AssuranceLevel
  readonly evidence: Evidence
}

/**
 * Of an answer by whom it was asked for.
 * @param writer the customer in whose name the message stands; null: nobody who is known
 */
export function judgeAnswer(
  { person, answer, at }: { readonly person: Somebody; readonly answer: ProofAnswer; readonly at: Date },
  writer: string | null,
): Verdict {
  const said = { personId: person.id, name: person.name, at: at.toISOString() }
  if (answer !== 'yes')
    return { level: 'suspect', evidence: { code: 'disowned', ...said, warns: answer === 'warn' } }
  // They wrote it, and it stands in somebody else's name.
  if (writer !== null && writer !== person.id)
    return { level: 'suspect', evidence: { code: 'written-by', ...said } }
  return { level: 'proven', evidence: { code: 'confirmed', ...said } }
}

/** Somebody else opened the link, signed in: it came to a mailbox that is not only theirs whom it was asked for. */
export function judgeOther(person: Somebody, at: Date): Verdict {
  const evidence: Evidence = {
    code: 'opened-by-other',
    personId: person.id,
    name: person.name,
    at: at.toISOString(),
  }
  return { level: 'suspect', evidence }
}
