// The one-time code that proves a mailbox: six digits, ten minutes, five tries, in the browser that asked for it.

const lifeMs = 10 * 60 * 1000
const triesMax = 5

/** When a code that is asked for now counts no more. */
export function codeEnd(now: Date): Date {
  return new Date(now.getTime() + lifeMs)
}

/** Six digits of 32 random bits; the error of the division is below one in four thousand. */
export function codeOf(randomBits: number): string {
  return String((randomBits >>> 0) % 1_000_000).padStart(6, '0')
}

/** What somebody typed or pasted as the six digits: spaces and hyphens do not count. Undefined when it is something else. */
export function readCode(text: string): string | undefined {
  const digits = text.replaceAll(/[\s-]/g, '')
  return /^\d{6}$/.test(digits) ? digits : undefined
}

/** What is known of the code that a browser was asked for. */
export interface CodeFacts {
  readonly tries: number
  readonly expiresAt: Date
  /** False as well while no code was mailed. */
  readonly isRight: boolean
}

/**
 * Whether a code lets in; `over`: a new one must be asked for.
 * @param facts undefined when this browser has asked for none
 * @returns for a wrong one, how many tries are left
 */
export function judgeCode(
  facts: CodeFacts | undefined,
  now: Date,
): { readonly is: 'right' | 'over' } | { readonly is: 'wrong'; readonly left: number } {
  if (!facts || facts.expiresAt <= now || facts.tries >= triesMax) return { is: 'over' }
  return facts.isRight ? { is: 'right' } : { is: 'wrong', left: triesMax - facts.tries - 1 }
}
