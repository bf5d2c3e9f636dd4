/** What runs in the background by itself, when, and what its runs mean to people. */

const dayMs = 24 * 60 * 60 * 1000

export interface Schedule {
  /** A crontab pattern in UTC. */
  readonly cron: string
  /** How long a run that was missed, because nothing was running, is made up for. */
  readonly backfillMs: number
  /** Whether it runs for each site by itself, or once for the server. */
  readonly scope: 'site' | 'server'
}

const often = { backfillMs: 0, scope: 'site' } as const
const daily = { backfillMs: dayMs, scope: 'site' } as const

/** Every scheduled task. */
export const schedules = {
  'nightly-backup': { cron: '0 3 * * *', backfillMs: dayMs, scope: 'server' },
  'forget-old-records': { cron: '20 2 * * *', ...daily },
  'forget-mails': { cron: '25 2 * * *', ...daily },
  // Which mailboxes are due is decided by what came of the last look.
  'fetch-mails': { cron: '* * * * *', ...often },
  'forget-arrivals': { cron: '35 2 * * *', ...daily },
  'erase-leavers': { cron: '30 2 * * *', ...daily },
  'check-expiries': { cron: '40 5 * * *', ...daily },
  // Every hour, so that each domain is looked at once a day, and one that is missed more often.
  'check-domains': { cron: '17 * * * *', ...often },
  // Every minute: which proofs are due is decided by their age.
  'look-for-proofs': { cron: '* * * * *', ...often },
  // Every hour, because days end at another time in each time zone.
  'write-usage': { cron: '5 * * * *', ...daily },
  'forget-sign-ins': { cron: '40 * * * *', ...often },
  'forget-repeatable-calls': { cron: '50 * * * *', ...often },
  'finish-replays': { cron: '* * * * *', ...often },
  'purge-deleted-groups': { cron: '* * * * *', ...often },
  'remove-due-sites': { cron: '*/10 * * * *', backfillMs: 0, scope: 'server' },
  'forget-exports': { cron: '30 * * * *', ...often },
  'forget-imports': { cron: '35 * * * *', ...often },
  'forget-attachments': { cron: '55 * * * *', ...often },
  'fold-totals': { cron: '* * * * *', ...often },
  'judge-brakes': { cron: '* * * * *', ...often },
  'forget-losses': { cron: '45 * * * *', ...often },
  // Whom a sign-in made while SCIM brought them: one person within a minute.
  'join-just-in-time': { cron: '* * * * *', ...often },
  'count-customers': { cron: '* * * * *', ...often },
  // A domain that became known can be looked like from the next minute on.
  'keep-look-alikes': { cron: '* * * * *', ...often },
} as const satisfies { readonly [name: string]: Schedule }

export type TaskName = keyof typeof schedules
export const taskNames = Object.keys(schedules) as [TaskName, ...TaskName[]]

/** Whether it runs more often than once an hour: then a missed or failed run is made up for by the next. */
export function isFrequent(name: TaskName): boolean {
  return schedules[name].cron.startsWith('*')
}

/** Under this number stand the runs of the server as a whole; no site has it. */
export const serverId = 0

export interface Failure {
  /** Stable, for a program or a translation. */
  readonly code: string
  /** A sentence for a person; never a secret. */
  readonly sentence: string
}

/** One run of a task, or several in a row that ended the same. */
export interface TaskRun {
  readonly id: string
  readonly task: string
  readonly result: 'running' | 'done' | 'failed'
  readonly times: number
  readonly firstAt: Date
  readonly beganAt: Date
  readonly seenAt: Date
  readonly endedAt: Date | null
  readonly failureCode: string | null
  readonly failure: string | null
  /** JSON. */
  readonly details: string
}

/** A run shows a sign of life this often; of one that showed none for so long the process is gone. */
export const signOfLifeMs = 10_000
const lostAfterMs = 60_000

/** The failure of a run whose process was killed in the middle of it. */
const lost: Failure = {
  code: 'lost',
  sentence: 'The server was ended in the middle of it. It runs again by itself at its next time.',
}

/** What nobody foresaw. Its words may quote values, so they stand in the log alone. */
export const unforeseen: Failure = {
  code: 'unexpected',
  sentence: "Something that nobody foresaw. The server's log says more.",
}

export function isLost({ result, seenAt }: TaskRun, now: Date): boolean {
  return result === 'running' && now.getTime() - seenAt.getTime() > lostAfterMs
}

/** How a run stands now: one whose process is gone has failed. */
export function asOf(run: TaskRun, now: Date): TaskRun {
  if (!isLost(run, now)) return run
  return { ...run, result: 'failed', endedAt: run.seenAt, failureCode: lost.code, failure: lost.sentence }
}

/**
 * Whether a run that has just ended is the same as the last one over again, so that one row stands for both: a failure for
 * the same reason, and a success of what succeeds all day.
 */
export function repeats(last: TaskRun, name: TaskName, failure: Failure | undefined): boolean {
  if (failure) {
    return last.result === 'failed' && last.failureCode === failure.code && last.failure === failure.sentence
  }
  return last.result === 'done' && isFrequent(name)
}

const minuteMs = 60_000

/** When a pattern of minute, hour and day matches next, after a moment. */
export function nextRun(cron: string, after: Date): Date {
  const [minutes = '', hours = ''] = cron.split(' ')
  let at = Math.floor(after.getTime() / minuteMs) * minuteMs + minuteMs
  // Every pattern of ours matches within a day.
  for (const end = at + dayMs; at < end; at += minuteMs) {
    const time = new Date(at)
    if (matches(minutes, time.getUTCMinutes()) && matches(hours, time.getUTCHours())) break
  }
  return new Date(at)
}

function matches(pattern: string, value: number): boolean {
  if (pattern === '*') return true
  if (pattern.startsWith('*/')) return value % Number(pattern.slice(2)) === 0
  return pattern.split(',').some((one) => Number(one) === value)
}

/** So many whole days before a token ends its help desk is told. */
export const tokenExpiryDays = [0, 3, 14] as const
/** The same of a certificate, for which two companies must act. */
export const certificateExpiryDays = [0, 1, 7, 14, 30] as const

/** Which of these days has come; undefined while none has. */
export function expiryThreshold(days: readonly number[], expiresAt: Date, now: Date): number | undefined {
  const daysLeft = Math.floor((expiresAt.getTime() - now.getTime()) / dayMs)
  return days.find((one) => daysLeft <= one)
}
