import { z } from 'zod'
import { type Contract, lines, name, pageOf, pageQuery, resourceId, text } from '../../model/contract.ts'
import { queueSorts, queueStates, queueTurns, queueViews } from '../../model/desk/queue.ts'
import { commentMax } from '../../model/desk/request.ts'
import { priority, requestParams, status } from './parts.ts'
import { request } from './requests.ts'

const tag = 'Requests'
const read = { tag, permission: 'requests.read', alsoNeeds: ['customers.read'] } as const

/** What the queue may be narrowed down by. */
const filter = z.strictObject({
  state: z.enum(queueStates).optional().meta({ description: 'Left out: open ones.' }),
  turn: z.enum(queueTurns).optional().meta({ description: 'For whom it waits.' }),
  status: status.optional(),
  statusId: resourceId.optional().meta({ description: 'A status of the site’s own.' }),
  assignee: z
    .union([z.enum(['me', 'nobody']), resourceId])
    .optional()
    .meta({ description: 'Whoever asks, nobody, or the id of an agent.' }),
  portalId: resourceId.optional(),
  priority: priority.optional(),
  organizationId: resourceId.optional().meta({ description: 'With which it is shared.' }),
  requesterId: resourceId.optional().meta({ description: 'A customer.' }),
  senderId: resourceId.optional().meta({ description: 'An address that wrote and is no customer.' }),
  sort: z.enum(queueSorts).optional().meta({
    description:
      'By how long they wait, the longest first: the default, and possible for open ones alone. Or the newest first.',
  }),
})

/** The same for one look, which is not kept. */
const listed = filter.extend({
  query: text.trim().max(200).optional().meta({
    description:
      'Words that stand in the request or in a comment, the last one also as a beginning; a key; or the name or an address of who asked. At most some two hundred are found, the newest first, on one page.',
  }),
})

const saved = z
  .strictObject({
    id: resourceId,
    name: z.string(),
    owner: z.strictObject({ id: resourceId, name: z.string() }),
    shared: z.boolean(),
    filter,
  })
  .meta({ id: 'SavedFilter' })

const cannedAnswer = z
  .strictObject({
    id: resourceId,
    title: z.string(),
    markdown: z.string(),
  })
  .meta({ id: 'CannedAnswer' })
const cannedText = lines.trim().min(1).max(commentMax).meta({ description: 'Markdown.' })

const viewers = z.strictObject({
  items: z.array(
    z.strictObject({ id: resourceId, name: z.string(), writing: z.boolean() }).meta({ id: 'RequestViewer' }),
  ),
})
const page = text.max(36).default('').meta({
  description: 'Which of the caller’s pages says so, where there are several: each is closed by itself.',
})
const onFilter = {
  path: '/api/request-filters/{filterId}',
  tag,
  params: z.strictObject({ filterId: resourceId }),
} as const
const onAnswer = {
  path: '/api/canned-answers/{answerId}',
  tag,
  params: z.strictObject({ answerId: resourceId }),
} as const
const onViewers = { path: '/api/requests/{requestId}/viewers', tag, params: requestParams } as const

/** The console's queue, and what agents keep for it. */
export const queueRoutes = {
  listQueue: {
    method: 'GET',
    path: '/api/queue',
    ...read,
    summary: 'List requests by what they are narrowed down by; a page may be short although more follow',
    query: pageQuery.extend(listed.shape),
    answer: pageOf(request),
  },
  countQueue: {
    method: 'GET',
    path: '/api/queue/counts',
    tag,
    permission: 'requests.read',
    summary: 'Count the requests of each view and each kept filter, up to a bound',
    answer: z.strictObject({
      views: z.record(z.enum(queueViews), z.number().int()),
      filters: z.array(z.strictObject({ id: resourceId, count: z.number().int() })),
      countedMax: z.number().int().meta({ description: 'As many or more are counted as so many.' }),
    }),
  },
  changeRequests: {
    method: 'POST',
    path: '/api/requests/changes',
    tag,
    permission: 'requests.change',
    summary: 'Change where many requests stand, whose they are or how much they hurry; each by itself',
    body: z.strictObject({
      requestIds: z.array(resourceId).min(1).max(200),
      status: status.optional(),
      statusId: resourceId.optional().meta({ description: 'A status of the site’s own.' }),
      assigneeId: resourceId.nullable().optional(),
      priority: priority.optional(),
    }),
    answer: z.strictObject({
      items: z.array(
        z.strictObject({
          requestId: resourceId,
          outcome: z.enum(['changed', 'same', 'gone', 'refused']),
          detail: z.string().nullable(),
        }),
      ),
    }),
  },
  exportQueue: {
    method: 'GET',
    path: '/api/exports/requests',
    tag: 'Files',
    permission: 'requests.read',
    alsoNeeds: ['customers.read'],
    summary: 'Download the requests of the queue, with address and assurance',
    query: listed,
    answer: z.string().meta({
      description:
        'Comma-separated values (RFC 4180) in UTF-8 with a byte order mark. Where a text begins like a formula, an apostrophe stands in front.',
    }),
    media: 'text/csv',
    streams: true,
  },
  listFilters: {
    method: 'GET',
    path: '/api/request-filters',
    tag,
    permission: 'requests.read',
    summary: 'List the filters that the caller keeps, and those that others share',
    answer: z.strictObject({ items: z.array(saved) }),
  },
  addFilter: {
    method: 'POST',
    path: '/api/request-filters',
    tag,
    permission: 'requests.change',
    summary: 'Keep a filter of the queue',
    creates: true,
    body: z.strictObject({ name, shared: z.boolean().default(false), filter }),
    answer: saved,
  },
  getFilter: {
    method: 'GET',
    ...onFilter,
    permission: 'requests.read',
    summary: 'Read a kept filter',
    answer: saved,
  },
  changeFilter: {
    method: 'PATCH',
    ...onFilter,
    permission: 'requests.change',
    summary: 'Change a kept filter; what others share only an administrator changes',
    body: z.strictObject({
      name: name.optional(),
      shared: z.boolean().optional(),
      filter: filter.optional(),
    }),
    answer: saved,
  },
  removeFilter: {
    method: 'DELETE',
    ...onFilter,
    permission: 'requests.change',
    summary: 'Keep a filter no longer',
  },
  listCannedAnswers: {
    method: 'GET',
    path: '/api/canned-answers',
    tag,
    permission: 'requests.read',
    summary: 'List the texts that agents answer with again and again',
    answer: z.strictObject({ items: z.array(cannedAnswer) }),
  },
  addCannedAnswer: {
    method: 'POST',
    path: '/api/canned-answers',
    tag,
    permission: 'requests.change',
    summary: 'Add a canned answer',
    creates: true,
    body: z.strictObject({ title: name, markdown: cannedText }),
    answer: cannedAnswer,
  },
  getCannedAnswer: {
    method: 'GET',
    ...onAnswer,
    permission: 'requests.read',
    summary: 'Read a canned answer',
    answer: cannedAnswer,
  },
  changeCannedAnswer: {
    method: 'PATCH',
    ...onAnswer,
    permission: 'requests.change',
    summary: 'Change a canned answer; what was answered with it stays',
    body: z.strictObject({ title: name.optional(), markdown: cannedText.optional() }),
    answer: cannedAnswer,
  },
  removeCannedAnswer: {
    method: 'DELETE',
    ...onAnswer,
    permission: 'requests.change',
    summary: 'Remove a canned answer',
  },
  listAgents: {
    method: 'GET',
    path: '/api/agents',
    tag,
    permission: 'requests.read',
    alsoNeeds: ['staff.read'],
    summary: 'List everybody to whom a request can be assigned, by name',
    answer: z.strictObject({ items: z.array(z.strictObject({ id: resourceId, name: z.string() })) }),
  },
  listViewers: {
    method: 'GET',
    ...onViewers,
    permission: 'requests.read',
    summary: 'Say who has a request open just now, and who writes in it',
    answer: viewers,
  },
  viewRequest: {
    method: 'POST',
    ...onViewers,
    permission: 'requests.change',
    summary: 'Say that one has a request open; good for 45 seconds. Answers who else has',
    body: z.strictObject({ writing: z.boolean().default(false), page }),
    answer: viewers,
  },
  leaveRequest: {
    method: 'DELETE',
    ...onViewers,
    permission: 'requests.change',
    summary: 'Say that one has a request open no longer',
    query: z.strictObject({ page }),
  },
} as const satisfies Contract

export type QueueWish = z.output<typeof filter>
