import type { TaskRun } from '../model/work.ts'
import type { Query, Write } from './statement.ts'

const columns = `run_id as id, task, result, times, first_at as "firstAt", began_at as "beganAt", seen_at as "seenAt",
  ended_at as "endedAt", failure_code as "failureCode", failure, details`

/** The latest run of a task, locked, so that two ends of it follow each other. */
export function latestRunForUpdate(siteId: number, task: string): Query {
  return {
    name: 'latest-run-for-update',
    text: `select ${columns} from task_runs where site_id = $1 and task = $2 order by run_id desc limit 1 for update`,
    values: [siteId, task],
  }
}

/** The latest run of each of these tasks, and when it was done last. */
export function latestRuns(siteId: number, tasks: readonly string[]): Query {
  return {
    name: 'latest-runs',
    text: `select r.*, d.done_at as "doneAt" from unnest($2::text[]) t (name)
      cross join lateral (select ${columns} from task_runs
        where site_id = $1 and task = t.name order by run_id desc limit 1) r
      left join lateral (select ended_at as done_at from task_runs
        where site_id = $1 and task = t.name and result = 'done' order by run_id desc limit 1) d on true`,
    values: [siteId, tasks],
  }
}

/** The latest run of a task that was done, with what it had to say. */
export function latestDone(siteId: number, task: string): Query {
  return {
    name: 'latest-done',
    text: `select ${columns} from task_runs
      where site_id = $1 and task = $2 and result = 'done' order by run_id desc limit 1`,
    values: [siteId, task],
  }
}

/** A place in the list of runs. */
export interface RunPlace {
  readonly seenAt: Date
  readonly id: string
}

/** The runs of a site before a place, the newest first. */
export function listRuns(
  siteId: number,
  { before, limit }: { readonly before: RunPlace; readonly limit: number },
): Query {
  return {
    name: 'list-runs',
    text: `select ${columns} from task_runs where site_id = $1 and (seen_at, run_id) < ($2, $3)
      order by seen_at desc, run_id desc limit $4`,
    values: [siteId, before.seenAt, before.id, limit],
  }
}

/** Writes a run; one that was written as running before is replaced. */
export function keepRun(siteId: number, run: TaskRun): Write {
  return {
    name: 'keep-run',
    table: 'task_runs',
    alone: true,
    text: `insert into task_runs (site_id, run_id, task, result, times, first_at, began_at, seen_at, ended_at,
        failure_code, failure, details)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      on conflict (site_id, task, run_id) do update set result = excluded.result, times = excluded.times,
        began_at = excluded.began_at, seen_at = excluded.seen_at, ended_at = excluded.ended_at,
        failure_code = excluded.failure_code, failure = excluded.failure, details = excluded.details`,
    values: [
      siteId,
      run.id,
      run.task,
      run.result,
      run.times,
      run.firstAt,
      run.beganAt,
      run.seenAt,
      run.endedAt,
      run.failureCode,
      run.failure,
      run.details,
    ],
  }
}

/** Forgets runs that ended before a moment. */
export function forgetRuns(siteId: number, before: Date): Write {
  return {
    name: 'forget-runs',
    table: 'task_runs',
    text: 'delete from task_runs where site_id = $1 and seen_at < $2',
    values: [siteId, before],
  }
}
