/** When an export of a site has failed although nobody said so: whoever made it is gone. */

export type ExportState = 'waiting' | 'running' | 'ready' | 'failed'

/** An attempt shows a sign of life this often. */
export const signOfLifeMs = 10_000
/** Of one that showed none for so long the process is gone, or as good as gone. */
const lostAfterMs = 2 * 60_000
/** One waits for the exports of other sites; for longer than this it waits for a task that nobody will run any more. */
const forgottenAfterMs = 60 * 60_000

/** Signs of life before these moments are too old, of an export that is made and of one that waits. */
export function lostBefore(now: Date): { readonly running: Date; readonly waiting: Date } {
  const before = (ms: number) => new Date(now.getTime() - ms)
  return { running: before(lostAfterMs), waiting: before(forgottenAfterMs) }
}

/** How an export stands now: one whose process is gone has failed. */
export function exportStateAt(
  { state, seenAt }: { readonly state: ExportState; readonly seenAt: Date },
  now: Date,
): ExportState {
  if (state !== 'running' && state !== 'waiting') return state
  return seenAt < lostBefore(now)[state] ? 'failed' : state
}
