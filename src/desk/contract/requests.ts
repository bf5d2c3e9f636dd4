import { z } from 'zod'
import { signInMethods } from '../../model/access/customer-sign-in.ts'
import {
  type Contract,
  lines,
  moment,
  name,
  pageOf,
  pageQuery,
  resourceId,
  text,
} from '../../model/contract.ts'
import { proofAnswers } from '../../model/desk/prove.ts'
import { commentMax, summaryMax } from '../../model/desk/request.ts'
import {
  addressStanding,
  answered,
  assurance,
  attachment,
  attachmentIds,
  audience,
  emailAddress,
  fieldAnswers,
  historyEntry,
  named,
  personKind,
  portalNamed,
  priority,
  requestParams,
  shareBody,
  status,
  writerKind,
} from './parts.ts'
import { richText } from './rich-text.ts'

const tag = 'Requests'
const read = { tag, permission: 'requests.read', alsoNeeds: ['customers.read'] } as const
const change = { tag, permission: 'requests.change', alsoNeeds: ['customers.read'] } as const
const onRequest = '/api/requests/{requestId}' as const

export const request = z
  .strictObject({
    id: resourceId,
    key: z.string(),
    summary: z.string(),
    portal: portalNamed,
    type: named,
    requester: z.strictObject({
      kind: writerKind,
      id: resourceId,
      name: z.string(),
      emailAddress,
      addressStanding,
      active: z.boolean(),
    }),
    status,
    ownStatus: named.nullable().meta({ description: 'The site’s own status; null: one of the five.' }),
    priority,
    assignee: named.nullable(),
    organizations: z.array(named).meta({ description: 'With whom the requester shares it.' }),
    assurance,
    doubt: z
      .strictObject({ level: z.enum(['unknown', 'suspect']), since: moment })
      .nullable()
      .meta({ description: 'Somebody should look at who wrote, and acknowledge it; null: there is none.' }),
    acknowledged: z
      .strictObject({ by: named, at: moment })
      .nullable()
      .meta({ description: 'Who of the agents did so last.' }),
    handedOverFrom: named.nullable().meta({ description: 'Who left, and whose it was before.' }),
    waitingSince: moment.meta({ description: 'Since when the side that must act has had to.' }),
    createdAt: moment,
    updatedAt: moment,
    version: z.number().int(),
  })
  .meta({ id: 'Request' })

const comment = z
  .strictObject({
    id: resourceId,
    author: z.strictObject({
      kind: writerKind,
      id: resourceId,
      name: z.string(),
      emailAddress,
      isAgent: z.boolean(),
    }),
    isInternal: z.boolean(),
    markdown: z.string(),
    quoted: richText.nullable().meta({ description: 'What of a mail was quoted.' }),
    attachments: z.array(attachment),
    content: richText,
    createdAt: moment,
    assurance: assurance.nullable().meta({ description: 'Of who asks; null of agents.' }),
  })
  .meta({ id: 'Comment' })

const wholeRequest = request
  .extend({
    lastSignIn: z
      .strictObject({ at: moment, method: z.enum(signInMethods), directory: z.string().nullable() })
      .nullable()
      .meta({ description: 'Of the requester at the help centre; null: never, or one of the staff.' }),
    answers: z.array(answered),
    attachments: z.array(attachment).meta({
      description: 'What came with the request itself; answers that are files name some of them.',
    }),
    openedBy: named.nullable().meta({ description: 'The agent who opened it in the requester’s name.' }),
    comments: z
      .array(comment)
      .meta({ description: 'The newest 200, or fewer where they are long, the oldest of them first.' }),
    hasEarlierComments: z.boolean(),
    history: z.array(historyEntry),
    participants: z.array(
      z.strictObject({
        kind: personKind,
        personId: resourceId,
        name: z.string(),
        emailAddress,
        active: z.boolean(),
        viaOrganization: named.nullable().meta({
          description: 'They take part as somebody of it, and no longer than they belong to it.',
        }),
      }),
    ),
    addressees: z.array(z.strictObject({ name: z.string(), emailAddress: z.string() })).meta({
      description:
        'Who else stood in To and Cc of the mail that opened it; nobody takes part by that. The first 50.',
    }),
    shares: z.array(named.extend({ sharedAt: moment })),
    score: z.strictObject({ score: z.number().int(), comment: z.string().nullable(), at: moment }).nullable(),
    proofs: z
      .array(
        z.strictObject({
          id: resourceId,
          commentId: resourceId.nullable().meta({ description: 'Null: the request itself is meant.' }),
          writtenAt: moment.meta({ description: 'When the message was written that is meant.' }),
          customer: named,
          emailAddress: z.string().meta({ description: 'That they held when they were asked.' }),
          askedBy: named,
          askedAt: moment,
          expiresAt: moment.nullable().meta({ description: 'Of the link; null until its mail is sent.' }),
          answer: z.enum(proofAnswers).nullable(),
          answeredAt: moment.nullable(),
          receipt: z.string().nullable().meta({ description: 'The answer as a JWS, see /api/receipt-keys.' }),
          openedByOther: named.nullable().meta({
            description: 'Somebody else who opened the link, signed in: it works no more.',
          }),
        }),
      )
      .meta({ description: 'Whom agents asked whether a message is theirs, the newest first.' }),
    muted: z.boolean().meta({ description: 'The caller gets no mails about it.' }),
  })
  .meta({ id: 'WholeRequest' })

const ownStatus = z
  .strictObject({ id: resourceId, category: status, name: z.string(), archivedAt: moment.nullable() })
  .meta({ id: 'OwnStatus' })

/** What agents do with what people ask. */
export const requestRoutes = {
  listRequests: {
    method: 'GET',
    path: '/api/requests',
    ...read,
    summary: 'List requests, the newest first',
    query: pageQuery.extend({
      seenBy: resourceId.optional().meta({
        description:
          'Only those that this customer may see: their own, those in which they take part, and those of their organizations from joining on, or of before where the organization shows these.',
      }),
    }),
    answer: pageOf(request),
  },
  openRequest: {
    method: 'POST',
    path: '/api/requests',
    tag,
    permission: 'requests.change',
    summary: "Open a request in a customer's name, shared with organizations of theirs or with nobody",
    creates: true,
    body: z.strictObject({
      customerId: resourceId,
      requestTypeId: resourceId.optional().meta({ description: 'Left out: the first of the first portal.' }),
      summary: text.trim().min(1).max(summaryMax),
      fields: fieldAnswers.meta({
        description: 'Answers by the id of the field; an agent need not give any.',
      }),
      organizationIds: z.array(resourceId).max(100).default([]),
      attachmentIds,
    }),
    answer: z.strictObject({ id: resourceId, key: z.string() }),
  },
  getRequest: {
    method: 'GET',
    path: onRequest,
    ...read,
    params: requestParams,
    summary: 'Read a request with what was answered, said and done',
    answer: wholeRequest,
    tagged: ['version'],
  },
  changeRequest: {
    method: 'PATCH',
    path: onRequest,
    ...change,
    params: requestParams,
    summary: 'Change where a request stands, whose it is and how much it hurries; what is not given stays',
    body: z.strictObject({
      status: status.optional(),
      statusId: resourceId.optional().meta({ description: 'A status of the site’s own.' }),
      assigneeId: resourceId.nullable().optional(),
      priority: priority.optional(),
    }),
    answer: wholeRequest,
  },
  acknowledgeRequest: {
    method: 'POST',
    path: `${onRequest}/acknowledgements`,
    ...change,
    params: requestParams,
    summary: 'Say, by name, that one has read why the requester is unknown or suspect',
    body: z.strictObject({
      since: moment.meta({ description: 'Of the doubt that was read: refused when there is another one.' }),
    }),
  },
  listComments: {
    method: 'GET',
    path: `${onRequest}/comments`,
    ...read,
    params: requestParams,
    summary: 'List the comments of a request, internal ones too, the newest first',
    query: pageQuery,
    answer: pageOf(comment),
  },
  writeComment: {
    method: 'POST',
    path: `${onRequest}/comments`,
    ...change,
    params: requestParams,
    summary: 'Answer a request, or leave a note for other agents',
    creates: true,
    body: z.strictObject({
      markdown: lines.max(commentMax * 2).meta({
        description: `Markdown, at most ${commentMax} characters; it may be empty where files go along.`,
      }),
      attachmentIds,
      internal: z.boolean().default(false),
      status: status.optional().meta({
        description:
          'Where it stands then. Left out: an answer waits for the customer, a note changes nothing.',
      }),
      seen: resourceId.nullable().optional().meta({
        description:
          'The last comment that the agent has read, null for none: refused when somebody else wrote since.',
      }),
    }),
    answer: z.strictObject({ id: resourceId }),
  },
  shareRequest: {
    method: 'POST',
    path: `${onRequest}/shares`,
    ...change,
    params: requestParams,
    summary: 'Share a request with an organization of its requester',
    body: shareBody,
  },
  stopSharingRequest: {
    method: 'DELETE',
    path: `${onRequest}/shares/{organizationId}`,
    ...change,
    summary: 'Share a request with an organization no longer',
    params: requestParams.extend({ organizationId: resourceId }),
  },
  addParticipant: {
    method: 'POST',
    path: `${onRequest}/participants`,
    ...change,
    params: requestParams,
    summary: 'Have somebody take part in a request by name',
    body: z.strictObject({ address: text.trim().min(1).max(320) }),
  },
  removeParticipant: {
    method: 'DELETE',
    path: `${onRequest}/participants/{personId}`,
    ...change,
    summary: 'Have somebody take part in a request no longer',
    params: requestParams.extend({ personId: resourceId }),
  },
  getAudience: {
    method: 'GET',
    path: '/api/organizations/{organizationId}/audience',
    tag,
    permission: 'requests.read',
    alsoNeeds: ['customers.read', 'organizations.read'],
    params: z.strictObject({ organizationId: resourceId }),
    summary: 'Say who would see what is shared with an organization',
    answer: audience,
  },
  listStatuses: {
    method: 'GET',
    path: '/api/request-statuses',
    tag,
    permission: 'requests.read',
    summary: 'List the statuses that the site adds to the five, in their order, archived ones too',
    answer: z.strictObject({ items: z.array(ownStatus) }),
  },
  addStatus: {
    method: 'POST',
    path: '/api/request-statuses',
    tag,
    permission: 'requests.change',
    summary: 'Add a status of the site’s own; the five stay',
    creates: true,
    body: z.strictObject({ name, category: status }),
    answer: ownStatus,
  },
  getStatus: {
    method: 'GET',
    path: '/api/request-statuses/{statusId}',
    tag,
    permission: 'requests.read',
    params: z.strictObject({ statusId: resourceId }),
    summary: 'Read a status of the site’s own',
    answer: ownStatus,
  },
  changeStatus: {
    method: 'PATCH',
    path: '/api/request-statuses/{statusId}',
    tag,
    permission: 'requests.change',
    params: z.strictObject({ statusId: resourceId }),
    summary: 'Rename a status, archive it, or bring it back; requests that have it keep it',
    body: z.strictObject({ name: name.optional(), archived: z.boolean().optional() }),
    answer: ownStatus,
  },
} as const satisfies Contract
