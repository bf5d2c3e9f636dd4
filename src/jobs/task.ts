/** One piece of background work that has its times. It lives in the folder whose subject it is; background-work.ts has the table. */
export interface Task {
  /** Stable: queued work is found by it. */
  readonly name: string
  /** When it runs, as a crontab pattern in UTC; several processes run it once. */
  readonly cron: string
  /** How long a run that was missed, because nothing was running, is made up for. */
  readonly backfillMs: number
  run(now: Date): Promise<void>
}
