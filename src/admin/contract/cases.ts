import { z } from 'zod'
import { actorKinds } from '../../model/audit.ts'
import { type Contract, key, moment, pageOf, pageQuery, resourceId, text } from '../../model/contract.ts'
import { caseKindNames } from '../../model/identity/case.ts'
import { organization } from './people.ts'

const directory = z.strictObject({ id: key, name: z.string() })
const kind = z.enum(caseKindNames)
const decisionName = text.max(50)

const caseFields = {
  id: resourceId,
  kind,
  state: z.enum(['open', 'closed']),
  /** The directory that brought it up. */
  directory: directory.nullable(),
  /** The names of those it is about, as they are now. */
  customer: z.strictObject({ id: resourceId, name: z.string() }).nullable(),
  otherCustomer: z.strictObject({ id: resourceId, name: z.string() }).nullable(),
  organization: z.strictObject({ id: resourceId, name: z.string() }).nullable(),
  openedAt: moment,
  closedAt: moment.nullable(),
  /** The decision, or how it closed by itself. */
  outcome: z.string().nullable(),
  /** Null while nobody has decided, and where it closed by itself. */
  decidedBy: z.strictObject({ kind: z.enum(actorKinds), name: z.string().nullable() }).nullable(),
  /** Until then the decision can be taken back; null: it cannot. */
  undoUntil: moment.nullable(),
}
const listed = z.strictObject(caseFields).meta({ id: 'Case' })

const side = z.strictObject({
  id: resourceId,
  name: z.string(),
  active: z.boolean(),
  /** The managing directory; null for an unmanaged customer. */
  directory: directory.nullable(),
  addresses: z.array(
    z.strictObject({ address: z.string(), standing: z.enum(['held', 'claimed']), since: moment }),
  ),
  formerAddresses: z.array(z.string()),
  createdAt: moment,
  requests: z.number().int(),
  organizations: z.array(z.strictObject({ id: resourceId, name: z.string() })),
})

const organizationSide = z.strictObject({
  ...organization.shape,
  requests: z.number().int().meta({ description: 'Shared with it, counted up to a thousand.' }),
})

const detail = z
  .strictObject({
    ...caseFields,
    /** What the identity provider says now; null when it says nothing any more. */
    user: z
      .strictObject({
        id: resourceId,
        userName: z.string(),
        name: z.string(),
        externalId: z.string().nullable(),
        active: z.boolean(),
        /** The one address that could be this person's. */
        address: z.string().nullable(),
        createdAt: moment,
      })
      .nullable(),
    sides: z.strictObject({ customer: side.nullable(), otherCustomer: side.nullable() }),
    /** The organization it is about, and the one that the directory keeps apart from that. */
    organizations: z.strictObject({ known: organizationSide.nullable(), own: organizationSide.nullable() }),
    /** Which directories speak for the domain of the user's address. */
    authorities: z.array(z.strictObject({ directory, authority: z.enum(['proven', 'declared']) })),
    /** Codes and numbers, by the kind. */
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    decisions: z.array(
      z.strictObject({
        decision: z.string(),
        stands: z
          .boolean()
          .meta({ description: 'The same question with the same facts is not asked again.' }),
        always: z
          .boolean()
          .meta({ description: 'It may be given beforehand for all such cases of a directory.' }),
      }),
    ),
  })
  .meta({ id: 'CaseDetail' })

/** What an act would do: codes, with what fills their sentences. */
export const caseEffects = z.strictObject({
  effects: z.array(
    z.strictObject({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
})

const one = z.strictObject({ caseId: resourceId })

const many = {
  kind,
  directoryId: key.optional().meta({ description: 'Brought up by this directory; without it by any.' }),
  decision: decisionName,
}
const after = resourceId.optional().meta({ description: 'The `next` of the call before: it goes on there.' })
const gone = {
  done: z.number().int(),
  skipped: z.number().int().meta({ description: 'Decided by somebody else, or changed meanwhile.' }),
  next: resourceId.nullable().meta({ description: 'Call again with it as `after`; null when none is left.' }),
}

export const caseRoutes = {
  listCases: {
    method: 'GET',
    path: '/api/cases',
    tag: 'Cases',
    summary:
      'List cases, the newest first; without a kind and a directory leave out floods, which listCaseFloods names',
    permission: 'cases.read',
    alsoNeeds: ['customers.read'],
    query: pageQuery.extend({
      state: z.enum(['open', 'closed']).default('open'),
      kind: kind.optional(),
      directoryId: key.optional().meta({ description: 'Brought up by this directory.' }),
      customerId: resourceId.optional().meta({ description: 'About this customer, on either side.' }),
    }),
    answer: pageOf(listed),
  },
  listCaseFloods: {
    method: 'GET',
    path: '/api/case-floods',
    tag: 'Cases',
    summary: 'Count the open cases, and name each kind and directory with so many that they are shown as one',
    permission: 'cases.read',
    answer: z
      .strictObject({
        /** At most `countedMax`. */
        open: z.number().int(),
        countedMax: z.number().int(),
        floods: z.array(
          z.strictObject({
            kind,
            directory,
            open: z.number().int().meta({ description: 'At most `countedMax`.' }),
            since: moment,
          }),
        ),
      })
      .meta({ id: 'CaseFloods' }),
  },
  getCase: {
    method: 'GET',
    path: '/api/cases/{caseId}',
    tag: 'Cases',
    summary: 'Read a case with the evidence of both sides as it is now, and the decisions it knows',
    permission: 'cases.read',
    alsoNeeds: ['customers.read'],
    params: one,
    answer: detail,
  },
  previewCase: {
    method: 'GET',
    path: '/api/cases/{caseId}/decisions/{decision}/effect',
    tag: 'Cases',
    summary: 'Say what a decision would do',
    permission: 'cases.read',
    params: one.extend({ decision: decisionName }),
    answer: caseEffects,
  },
  decideCase: {
    method: 'PATCH',
    path: '/api/cases/{caseId}',
    tag: 'Cases',
    summary: 'Decide a case; with If-Match only as it was read, evidence included',
    permission: 'cases.decide',
    alsoNeeds: ['customers.read'],
    freshSignIn: 'at-a-browser',
    params: one,
    body: z.strictObject({ decision: decisionName }),
    answer: detail,
  },
  undoCase: {
    method: 'POST',
    path: '/api/cases/{caseId}/undo',
    tag: 'Cases',
    summary: 'Take a decision back within seven days: the case is open again',
    permission: 'cases.decide',
    alsoNeeds: ['customers.read'],
    freshSignIn: 'at-a-browser',
    params: one,
    body: z.strictObject({}),
    answer: detail,
  },
  previewManyCases: {
    method: 'GET',
    path: '/api/case-bulk/preview',
    tag: 'Cases',
    summary: 'Count the open cases of a kind, and say of the first what a decision would do',
    permission: 'cases.read',
    alsoNeeds: ['customers.read'],
    query: z.strictObject(many),
    answer: z.strictObject({
      cases: z.number().int(),
      hasMore: z.boolean().meta({ description: 'There are more than were counted.' }),
      first: z.array(
        z.strictObject({
          id: resourceId,
          /** Whom or what it is about. */
          about: z.array(z.string()),
          effects: caseEffects.shape.effects,
          refusal: z.string().nullable().meta({ description: 'Why it cannot be decided so now.' }),
        }),
      ),
    }),
  },
  decideManyCases: {
    method: 'POST',
    path: '/api/case-bulk/decide',
    tag: 'Cases',
    summary:
      'Decide every open case of a kind, or of a kind and a directory; each can be taken back, and all at once',
    permission: 'cases.decide',
    freshSignIn: 'at-a-browser',
    body: z.strictObject({ ...many, after }),
    answer: z.strictObject({ ...gone, since: moment.meta({ description: 'For taking it back.' }) }),
  },
  undoManyCases: {
    method: 'POST',
    path: '/api/case-bulk/undo',
    tag: 'Cases',
    summary: 'Take back what the caller decided so since a moment, within seven days',
    permission: 'cases.decide',
    freshSignIn: 'at-a-browser',
    body: z.strictObject({ ...many, since: moment, after }),
    answer: z.strictObject(gone),
  },
  listCaseRules: {
    method: 'GET',
    path: '/api/directories/{directoryId}/case-rules',
    tag: 'Cases',
    summary: 'List how cases that a directory brings up are decided without anybody being asked',
    permission: 'cases.read',
    params: z.strictObject({ directoryId: key }),
    answer: z.strictObject({
      items: z.array(z.strictObject({ kind, decision: z.string(), setAt: moment })),
    }),
  },
  setCaseRule: {
    method: 'POST',
    path: '/api/directories/{directoryId}/case-rules',
    tag: 'Cases',
    summary:
      'Have every case of a kind that a directory brings up decided so from now on; open ones stay open',
    permission: 'cases.decide',
    freshSignIn: 'at-a-browser',
    params: z.strictObject({ directoryId: key }),
    body: z.strictObject({ kind, decision: decisionName }),
  },
  removeCaseRule: {
    method: 'DELETE',
    path: '/api/directories/{directoryId}/case-rules/{kind}',
    tag: 'Cases',
    summary: 'Have somebody asked again about cases of a kind',
    permission: 'cases.decide',
    params: z.strictObject({ directoryId: key, kind }),
  },
} as const satisfies Contract
