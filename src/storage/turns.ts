/** Turns of lines in the queue: those that have much to do let the others go first. */
import type pg from 'pg'

/** The highest number that the queue can order by. */
const turnMax = 32_767

/**
 * The numbers with which further tasks of a line wait, so that lines take turns: a line that has nothing waiting comes into the
 * round that is served now, one that has comes behind what it has. Two processes that ask at once may give a number twice.
 * @param pool of the owner, to whom the queue belongs
 * @returns the number of the nth further task, from 0
 */
export async function turnsOf(pool: pg.Pool, kind: string, line: string): Promise<(n: number) => number> {
  const { rows } = await pool.query<{ behind: number | null; round: number | null }>(
    `select max(priority) filter (where queue_name = $2) as behind, min(priority) filter (where run_at <= now()) as round
      from graphile_worker.jobs
      where task_identifier = $1 and locked_at is null and attempts < max_attempts`,
    [kind, line],
  )
  const { behind = null, round = null } = rows[0] ?? {}
  // A line of more than all numbers still lets the first of every other line go before its last.
  const first = Math.max(behind === null ? 0 : behind + 1, Math.min(round ?? 0, turnMax - 1))
  return (n) => Math.min(first + n, turnMax)
}
