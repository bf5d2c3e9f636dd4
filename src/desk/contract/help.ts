import { z } from 'zod'
import { type Contract, lines, moment, pageOf, pageQuery, resourceId, text } from '../../model/contract.ts'
import { shareDefaults } from '../../model/desk/portal.ts'
import { commentMax, summaryMax } from '../../model/desk/request.ts'
import {
  answered,
  attachment,
  attachmentIds,
  audience,
  fieldAnswers,
  formField,
  historyEntry,
  named,
  personKind,
  portalNamed,
  requestParams,
  role,
  shareBody,
  status,
} from './parts.ts'
import { markdown, richText } from './rich-text.ts'

const tag = 'Help centre'
const portal = z
  .strictObject({
    id: resourceId,
    key: z.string(),
    name: z.string(),
    description: z.string(),
    shareDefault: z.enum(shareDefaults),
    requestTypes: z.array(z.strictObject({ id: resourceId, name: z.string(), description: z.string() })),
  })
  .meta({ id: 'HelpPortal' })

const ownRequest = z
  .strictObject({
    id: resourceId,
    key: z.string(),
    summary: z.string(),
    portal: portalNamed,
    type: z.string(),
    requester: z.strictObject({ name: z.string(), isYou: z.boolean() }),
    status,
    statusName: z
      .string()
      .nullable()
      .meta({ description: 'Of the site’s own status; null: one of the five.' }),
    organizations: z.array(named),
    createdAt: moment,
    updatedAt: moment,
  })
  .meta({ id: 'OwnRequest' })

const comment = z
  .strictObject({
    id: resourceId,
    author: z.strictObject({ name: z.string(), isYou: z.boolean(), isAgent: z.boolean() }),
    markdown: z.string(),
    attachments: z.array(attachment),
    content: richText,
    createdAt: moment,
  })
  .meta({ id: 'OwnComment' })

const wholeRequest = ownRequest
  .extend({
    answers: z.array(answered),
    attachments: z.array(attachment).meta({
      description: 'What came with the request itself; answers that are files name some of them.',
    }),
    openedBy: z.string().nullable().meta({ description: 'The agent who opened it in the requester’s name.' }),
    /** Why the caller sees it. */
    sight: z.enum(['requester', 'participant', 'organization']),
    comments: z
      .array(comment)
      .meta({ description: 'The newest 200, or fewer where they are long, the oldest of them first.' }),
    hasEarlierComments: z.boolean(),
    history: z.array(historyEntry),
    participants: z.array(
      z.strictObject({
        personId: resourceId,
        name: z.string(),
        isYou: z.boolean(),
        viaOrganization: z.string().nullable(),
      }),
    ),
    endedParticipants: z.number().int().meta({
      description: 'How many more took part and see it no longer, because their accounts have ended.',
    }),
    shares: z.array(named.extend({ sharedAt: moment })),
    muted: z.boolean().meta({ description: 'The caller gets no mails about it.' }),
    may: z.strictObject({
      write: z.boolean(),
      solve: z.boolean(),
      reopen: z.boolean(),
      steer: z.boolean().meta({ description: 'Share it, and say who takes part.' }),
      score: z.boolean(),
    }),
    score: z.strictObject({ score: z.number().int(), comment: z.string().nullable(), at: moment }).nullable(),
  })
  .meta({ id: 'OwnWholeRequest' })

const asked = { tag, permission: 'asker', params: requestParams } as const
const onRequest = '/api/help/requests/{requestId}' as const

/** What whoever asks does at the help centre: customers, and the staff as people who ask. */
export const helpRoutes = {
  getAsker: {
    method: 'GET',
    path: '/api/help/me',
    tag,
    summary: 'Say who asks',
    permission: 'asker',
    answer: z.strictObject({
      kind: personKind,
      id: resourceId,
      name: z.string(),
      emailAddress: z.string().nullable(),
      role: role.nullable(),
      answersRequests: z.boolean().meta({ description: 'Has a seat at the console.' }),
      organizations: z.array(named),
    }),
  },
  listHelpPortals: {
    method: 'GET',
    path: '/api/help/portals',
    tag,
    summary: 'List the portals that the caller may see; also for whoever is not signed in',
    permission: 'anyone',
    answer: z.strictObject({ items: z.array(portal) }),
  },
  getHelpForm: {
    method: 'GET',
    path: '/api/help/forms/{requestTypeId}',
    tag,
    summary: 'Read what a kind of request asks for',
    permission: 'anyone',
    params: z.strictObject({ requestTypeId: resourceId }),
    answer: z
      .strictObject({
        id: resourceId,
        name: z.string(),
        description: z.string(),
        portal: portalNamed.extend({ shareDefault: z.enum(shareDefaults) }),
        fields: z.array(formField),
      })
      .meta({ id: 'HelpForm' }),
  },
  getOwnAudience: {
    method: 'GET',
    path: '/api/help/organizations/{organizationId}/audience',
    tag,
    summary: 'Say who would see what is shared with an organization of the caller',
    permission: 'asker',
    params: z.strictObject({ organizationId: resourceId }),
    answer: audience,
  },
  listOwnRequests: {
    method: 'GET',
    path: '/api/help/requests',
    tag,
    summary: 'List the requests that the caller may see as somebody who asks, the newest first',
    permission: 'asker',
    query: pageQuery.extend({
      scope: z.enum(['own', 'organizations', 'participating', 'all']).default('own'),
      state: z.enum(['open', 'over', 'all']).default('all'),
      organizationId: resourceId.optional(),
      query: text.trim().max(200).optional().meta({
        description:
          'Words that stand in the request or in one of its comments, the last one also as a beginning; or a key.',
      }),
    }),
    answer: pageOf(ownRequest),
  },
  askRequest: {
    method: 'POST',
    path: '/api/help/requests',
    tag,
    summary: 'Ask',
    permission: 'asker',
    creates: true,
    body: z.strictObject({
      requestTypeId: resourceId,
      summary: text.trim().min(1).max(summaryMax),
      fields: fieldAnswers.meta({ description: 'Answers by the id of the field.' }),
      organizationIds: z.array(resourceId).max(100).optional().meta({
        description: 'Organizations of the caller to share it with; left out: what the portal begins with.',
      }),
      attachmentIds,
    }),
    answer: z.strictObject({ id: resourceId, key: z.string() }),
  },
  getOwnRequest: {
    method: 'GET',
    path: onRequest,
    ...asked,
    summary: 'Read a request with what was answered, said and done',
    answer: wholeRequest,
  },
  listOwnComments: {
    method: 'GET',
    path: `${onRequest}/comments`,
    ...asked,
    summary: 'List the comments of a request, the newest first',
    query: pageQuery,
    answer: pageOf(comment),
  },
  writeOwnComment: {
    method: 'POST',
    path: `${onRequest}/comments`,
    ...asked,
    summary: 'Write in a request; what was resolved waits for support again',
    creates: true,
    body: z.strictObject({
      markdown: lines.max(commentMax * 2).meta({
        description: `Markdown, at most ${commentMax} characters; it may be empty where files go along.`,
      }),
      attachmentIds,
    }),
    answer: z.strictObject({ id: resourceId }),
  },
  previewMarkdown: {
    method: 'POST',
    path: '/api/help/preview',
    tag,
    summary: 'Read Markdown as others will see it; nothing is kept',
    permission: 'asker',
    body: z.strictObject({ markdown }),
    answer: z.strictObject({ content: richText }),
  },
  solveOwnRequest: {
    method: 'POST',
    path: `${onRequest}/solve`,
    ...asked,
    summary: 'Say that one’s own request is solved',
    body: z.strictObject({}),
  },
  reopenOwnRequest: {
    method: 'POST',
    path: `${onRequest}/reopen`,
    ...asked,
    summary: 'Say that one’s own request is not solved after all',
    body: z.strictObject({}),
  },
  scoreOwnRequest: {
    method: 'POST',
    path: `${onRequest}/score`,
    ...asked,
    summary: 'Say how content one is with what became of one’s own request; again: the last word counts',
    body: z.strictObject({
      score: z.int().min(1).max(5),
      comment: lines.trim().max(2_000).default(''),
    }),
  },
  shareOwnRequest: {
    method: 'POST',
    path: `${onRequest}/shares`,
    ...asked,
    summary: 'Share one’s own request with an organization that one belongs to',
    body: shareBody,
  },
  stopSharingOwnRequest: {
    method: 'DELETE',
    path: `${onRequest}/shares/{organizationId}`,
    ...asked,
    summary: 'Share one’s own request with an organization no longer',
    params: requestParams.extend({ organizationId: resourceId }),
  },
  addOwnParticipant: {
    method: 'POST',
    path: `${onRequest}/participants`,
    ...asked,
    summary: 'Have somebody of one’s organization take part in one’s own request',
    body: z.strictObject({ address: text.trim().min(1).max(320) }),
  },
  removeOwnParticipant: {
    method: 'DELETE',
    path: `${onRequest}/participants/{personId}`,
    ...asked,
    summary: 'Have somebody take part no longer, or leave by oneself',
    params: requestParams.extend({ personId: resourceId }),
  },
} as const satisfies Contract
