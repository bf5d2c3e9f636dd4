/** Workers of the queue: which are alive, and what the dead ones had in hand. */
import type pg from 'pg'

/** What has been in hand for so long by nobody is taken up again; a worker that just began has said so long before. */
const graceMs = 15_000

/** Says, for as long as the connection lives, that the worker of this id is alive. */
export async function holdWorker(client: pg.ClientBase, workerId: string): Promise<void> {
  await client.query(`select pg_advisory_lock_shared(hashtext('doorward.worker'), hashtext($1))`, [workerId])
}

/**
 * The workers that have tasks in hand and are not alive: their process was killed, or its machine lost power.
 * @param pool its connections hold no worker themselves
 */
export async function deadWorkers(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ workerId: string }>(
    `select worker_id as "workerId" from (
        select distinct locked_by as worker_id from graphile_worker.jobs
        where locked_at < now() - $1 * interval '1 millisecond' offset 0) busy
      where pg_try_advisory_xact_lock(hashtext('doorward.worker'), hashtext(worker_id))`,
    [graceMs],
  )
  return rows.map(({ workerId }) => workerId)
}

/** Whether any of these tasks is still in somebody's hands. */
export async function areInHand(pool: pg.Pool, jobIds: readonly string[]): Promise<boolean> {
  const { rows } = await pool.query(
    'select from graphile_worker.jobs where id = any($1::bigint[]) and locked_at is not null limit 1',
    [jobIds],
  )
  return rows.length > 0
}
