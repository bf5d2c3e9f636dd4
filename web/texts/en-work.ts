import { pluralIn } from './plural.ts'
import type { Words } from './words.ts'

const plural = pluralIn('en')

/** What runs in the background, in English. */
export const work = {
  title: 'Background work',
  sub: 'What Doorward does by itself for this site, and how it went.',
  underWay: 'Under way',
  replay: (directory: string) => `Granting what waited in ${directory}`,
  purge: (directory: string) => `Removing the members of a deleted group of ${directory}`,
  progress: (done: string, total: string) => `${done} of ${total}`,
  stalled: 'It waits for the server to go on with it. That happens by itself within a minute.',
  began: 'Begun {when}',
  tasks: 'Scheduled tasks',
  task: 'Task',
  lastRun: 'Last run',
  took: (seconds: string) => `took ${seconds} s`,
  next: 'Next run',
  state: 'Result',
  act: 'Act',
  never: 'Not yet',
  results: { running: 'Running', done: 'Done', failed: 'Failed' },
  times: (n: number) => plural(n, { one: 'once', other: '{n} times in a row' }),
  lastDone: 'Last done {when}',
  neverDone: 'It was never done.',
  retry: 'Try again',
  run: 'Run now',
  runTask: (task: string) => `Run now: ${task}`,
  retryTask: (task: string) => `Try again: ${task}`,
  asked: 'It runs within seconds.',
  names: {
    'nightly-backup': 'Backup of everything',
    'forget-old-records': 'Forget exchanges that are older than the site keeps them',
    'forget-mails': 'Forget mails that are older than the site keeps them',
    'check-expiries': 'Look for tokens that end soon',
    'write-usage': 'Write down the usage of the day that is over',
    'forget-sign-ins': 'Forget sessions and links that are over',
    'forget-repeatable-calls': 'Forget answers kept for repeated calls',
    'finish-replays': 'Finish granting what waited',
    'purge-deleted-groups': 'Remove the members of deleted groups',
    'fold-totals': 'Fold counters',
    'count-customers': 'Count customers',
  } as Words,
  failures: {
    lost: 'The server was ended in the middle of it. It runs again by itself at its next time.',
    unexpected:
      'Something that nobody foresaw. Whoever runs the server finds the reason in its log. Nothing is lost: trying again does no harm.',
    unavailable: undefined,
  } as Words,
  server: 'The server',
  serverWhy: 'You see this because your site is the only one of this server.',
  backup: 'Nightly backup',
  noBackup: 'No backup was written yet',
  noBackupWhy: 'The server writes the first one in the night, at 03:00 UTC, or now.',
  noBackups: 'The server makes no backups',
  noBackupsWhy:
    'It was started with {variable} set to 0. Without a copy of the database a broken disk takes everything.',
  written: 'Written',
  size: 'Size',
  where: 'Where',
  kept: 'Kept',
  keptBackups: (n: number) => plural(n, { one: 'This one alone', other: 'The newest {n}' }),
  copyElsewhere: 'It lies on the machine of the server. Copy it elsewhere: a disk that fails takes both.',
  backUpNow: 'Back up now',
  failed: (n: number) =>
    plural(n, { one: '1 task in the background failed', other: '{n} tasks in the background failed' }),
  backupFailed: 'The last backup failed',
  seeWork: 'See background work',
  isUnderWay: (n: number) =>
    plural(n, { one: 'Something long is under way', other: '{n} long things are under way' }),
}
