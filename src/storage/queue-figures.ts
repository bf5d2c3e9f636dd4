import type pg from 'pg'

/** What waits in the queue of background work, over all sites and processes. */
export interface QueueFigures {
  /** One row for each kind of task of which anything is there. */
  readonly tasks: readonly { readonly task: string; readonly waiting: number; readonly failed: number }[]
  /** For how long the oldest task that is due has waited; 0 where none does. */
  readonly oldestSeconds: number
}

/** Who asks for figures waits no longer: a queue of millions is said to be unreadable, which is a figure as well. */
const timeMaxMs = 5_000

/**
 * Reads the figures, as the owner of the queue.
 * @throws what PostgreSQL or the network says
 */
export async function queueFigures(pool: pg.Pool): Promise<QueueFigures> {
  const client = await pool.connect()
  try {
    await client.query(`set statement_timeout = ${timeMaxMs}`)
    const { rows } = await client.query<{
      task: string
      waiting: number
      failed: number
      oldestSeconds: number
    }>(`
      select task, count(*) filter (where not failed and since <= now())::int as waiting,
        count(*) filter (where failed)::int as failed,
        coalesce(extract(epoch from now() - min(since) filter (where not failed and not in_hand and since <= now())), 0)::float
          as "oldestSeconds"
      from (select task_identifier as task, run_at as since, locked_at is not null as in_hand,
              attempts >= max_attempts and locked_at is null as failed
            from graphile_worker.jobs) job
      group by task order by task`)
    return { tasks: rows, oldestSeconds: Math.max(0, ...rows.map(({ oldestSeconds }) => oldestSeconds)) }
  } finally {
    client.release()
  }
}
