import type { cases as english } from '../texts/en-cases.ts'

/** What a decision is called; where one word would mislead, the kind of case has its own. */
export function decisionText(
  { decisions }: Pick<typeof english, 'decisions'>,
  kind: string,
  decision: string,
): string {
  return decisions[`${kind} ${decision}`] ?? decisions[decision] ?? decision
}
