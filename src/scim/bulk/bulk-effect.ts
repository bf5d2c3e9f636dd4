import type { ScimAnswer } from '../call.ts'
import type { BulkMethod, BulkOperation } from './bulk-request.ts'

const done: Record<BulkMethod, string> = {
  POST: 'created',
  PUT: 'changed',
  PATCH: 'changed',
  DELETE: 'deleted',
}

/** So many different effects are told; the exchange cuts what is longer anyway. */
const TOLD_MAX = 20

/**
 * The effect of a bulk request in words: `3 created, 1 refused. Customer appeared. (3 times) Operations[2]: userName …`.
 * Refusals come first, because someone looks for them.
 * @param answers by the operation's place; empty for those that had no turn
 */
export function describeBulk(
  operations: readonly BulkOperation[],
  answers: readonly (ScimAnswer | undefined)[],
): string {
  const counts = new Map<string, number>()
  const refusals: string[] = []
  const effects = new Map<string, number>()
  const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1)
  for (const [index, { method }] of operations.entries()) {
    const answer = answers[index]
    if (answer === undefined) add(counts, 'not begun')
    else if (answer.status >= 400) {
      add(counts, answer.effect.startsWith('Unknown') ? 'of unknown outcome' : 'refused')
      refusals.push(`Operations[${index}]: ${answer.effect.replace(/^Refused: /, '')}`)
    } else {
      add(counts, done[method])
      add(effects, answer.effect)
    }
  }
  const order = ['created', 'changed', 'deleted', 'refused', 'of unknown outcome', 'not begun']
  const counted = order.flatMap((word) => (counts.has(word) ? [`${counts.get(word)} ${word}`] : []))
  const told = [...effects].map(([effect, times]) => (times === 1 ? effect : `${effect} (${times} times)`))
  return [`${counted.join(', ')}.`, ...[...refusals, ...told].slice(0, TOLD_MAX)].join(' ')
}
