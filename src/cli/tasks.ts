import type { Command } from 'commander'
import { askForRun, isOnlySite, serverWork, type TaskState, workOf } from '../admin/work.ts'
import { schedules, taskNames } from '../model/work.ts'
import { runCommand } from './context.ts'
import { siteOption } from './options.ts'
import { moment, plain, table } from './table.ts'

/** Whoever has the command line may ask for all; which ones run is up to the servers. */
const known: ReadonlySet<string> = new Set(taskNames)

function taskJson(scope: 'site' | 'server', { name, last, doneAt, nextRunAt }: TaskState) {
  return {
    task: name,
    scope,
    result: last?.result ?? null,
    times: last?.times ?? 0,
    beganAt: last?.beganAt ?? null,
    endedAt: last?.endedAt ?? null,
    doneAt,
    nextRunAt,
    failure: last?.failure ?? null,
  }
}

/** `tasks list|retry` */
export function taskCommands(program: Command): void {
  const tasks = program.command('tasks').description('What runs in the background, and how it went')

  tasks
    .command('list')
    .description('List the scheduled tasks of a site and of the server, with their last runs')
    .option(...siteOption)
    .action(async (options: { site?: string }, command: Command) => {
      await runCommand(command, async ({ database, audit: { now }, site: siteOf }) => {
        const site = await siteOf(options.site)
        const { tasks: ofSite, underWay } = await workOf(database, site.id, known, now)
        const { tasks: ofServer, backup } = await serverWork(database, known, now)
        const all = [
          ...ofServer.map((one) => taskJson('server', one)),
          ...ofSite.map((one) => taskJson('site', one)),
        ]
        const rows = all.map((one) => [
          one.task,
          one.scope,
          one.times > 1 ? `${one.result}, ${one.times} times` : (one.result ?? 'not yet'),
          moment(one.endedAt ?? one.beganAt),
          moment(one.doneAt),
          moment(one.nextRunAt),
        ])
        const failures = all
          .filter(({ failure }) => failure !== null)
          .map(({ task, failure }) => `${task}: ${plain(failure ?? '')} Try again: tasks retry ${task}`)
        const long = underWay.map(
          ({ kind, directoryName, done, total }) =>
            `${kind === 'replay' ? 'Granting what waited' : 'Removing members of a deleted group'} of ${plain(directoryName)}: ${done} of ${total}`,
        )
        const head = ['task', 'of', 'result', 'last run', 'last done', 'next run']
        return {
          json: { tasks: all, underWay, backup },
          text: [table(head, rows, ''), ...failures, ...long].join('\n'),
        }
      })
    })

  tasks
    .command('retry')
    .description('Have a task run now; a running server takes it up within seconds')
    .argument('<task>', 'its name, as list shows it')
    .option(...siteOption)
    .action(async (name: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const task = taskNames.find((one) => one === name)
        const scope = task ? schedules[task].scope : 'site'
        await askForRun(database, site.id, { name, scope }, known, audit)
        const whose = scope === 'site' && !(await isOnlySite(database)) ? ` for the site ${site.slug}` : ''
        return {
          json: { task: name, asked: true },
          text: `${name} runs${whose} as soon as a server does. See how it went: tasks list`,
        }
      })
    })
}
