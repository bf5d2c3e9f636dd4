import { z } from 'zod'
import { type Contract, key, moment, pageOf, pageQuery, resourceId, text } from '../../model/contract.ts'
import { taskNames } from '../../model/work.ts'

const task = z.enum(taskNames)

const failure = z
  .strictObject({
    /** Stable, for a program or a translation: an error's code, `lost` or `unexpected`. */
    code: z.string(),
    sentence: z.string(),
  })
  .nullable()

const runFields = {
  result: z.enum(['running', 'done', 'failed']),
  /** How many runs in a row ended like this one, the first of them at `firstAt`. */
  times: z.number().int(),
  firstAt: moment,
  beganAt: moment,
  endedAt: moment.nullable(),
  failure,
}

const run = z.strictObject({ id: resourceId, task, ...runFields }).meta({ id: 'TaskRun' })

const taskFields = {
  name: task,
  last: z.strictObject(runFields).nullable(),
  doneAt: moment.nullable(),
  nextRunAt: moment,
}

const work = z
  .strictObject({
    tasks: z.array(z.strictObject(taskFields)),
    /** Long work that is not done yet. */
    underWay: z.array(
      z.strictObject({
        kind: z.enum(['replay', 'purge']),
        directory: z.strictObject({ id: key, name: z.string() }),
        total: z.number().int(),
        done: z.number().int(),
        beganAt: moment,
        seenAt: moment,
      }),
    ),
    /** What the server does as a whole; null unless its only site's owner asks. */
    server: z
      .strictObject({
        tasks: z.array(z.strictObject(taskFields)),
        /** The last nightly backup that was written; null while there was none. */
        backup: z
          .strictObject({
            at: moment,
            folder: z.string(),
            file: z.string(),
            bytes: z.number().int(),
            kept: z.number().int(),
            machine: z.string(),
            files: z.number().int().meta({ description: 'Attachments in it.' }),
            lostFiles: z.number().int().meta({
              description:
                'Attachments that are missing in it, because the disk does not have them any more.',
            }),
          })
          .nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Work' })

export const workRoutes = {
  getWork: {
    method: 'GET',
    path: '/api/work',
    tag: 'Background work',
    summary: 'Read what runs in the background: when, how it ended last, and how far long work is',
    permission: 'work.read',
    saysMoreFor: ['server.read'],
    answer: work,
  },
  listTaskRuns: {
    method: 'GET',
    path: '/api/work/runs',
    tag: 'Background work',
    summary: 'List how tasks of this site ended, the newest first; runs in a row that ended the same are one',
    permission: 'work.read',
    query: pageQuery,
    answer: pageOf(run),
  },
  runTask: {
    method: 'POST',
    path: '/api/work/tasks/{task}/run',
    tag: 'Background work',
    summary: 'Have a task run now for this site, such as one that failed',
    permission: 'work.change',
    params: z.strictObject({ task: text.max(100) }),
  },
  runServerTask: {
    method: 'POST',
    path: '/api/work/server-tasks/{task}/run',
    tag: 'Background work',
    summary: 'Have a task of the server run now, such as the backup; only on a server with one site',
    permission: 'server.change',
    params: z.strictObject({ task: text.max(100) }),
  },
} as const satisfies Contract
