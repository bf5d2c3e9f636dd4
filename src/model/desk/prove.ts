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

/** The message as it stands when it is answered for. */
interface Doubted {
  /** In whose name; null: in no customer's. */
  readonly customerId: string | null
  /** Where it came from when that is nobody's; null: it is somebody's. */
  readonly senderAddress: string | null
  readonly level: AssuranceLevel
}

/** Of an answer by whom it was asked for. Only a message in their own name is proven: to any other one, answers go to somewhere else. */
export function judgeAnswer(
  { person, answer, at }: { readonly person: Somebody; readonly answer: ProofAnswer; readonly at: Date },
  { customerId, senderAddress, level }: Doubted,
): Verdict {
  const said = { personId: person.id, name: person.name, at: at.toISOString() }
  if (answer !== 'yes')
    return { level: 'suspect', evidence: { code: 'disowned', ...said, warns: answer === 'warn' } }
  if (customerId === person.id) return { level: 'proven', evidence: { code: 'confirmed', ...said } }
  // The address is as much nobody's as before, whoever says that it is theirs, and the doubt stays.
  if (senderAddress !== null)
    return {
      level: level === 'unknown' ? 'unknown' : 'suspect',
      evidence: { code: 'written-elsewhere', ...said, address: senderAddress },
    }
  // They wrote it, and it stands in the name of another customer, or of one of the staff.
  return { level: 'suspect', evidence: { code: 'written-by', ...said } }
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
