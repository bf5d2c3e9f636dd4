import { z } from 'zod'
import { type Contract, key, lines, moment, name, resourceId } from '../../model/contract.ts'
import { fieldsMax, optionsMax } from '../../model/desk/field-change.ts'
import {
  descriptionMax,
  namedMax,
  portalAudiences,
  portalKeyPattern,
  portalsMax,
  requestTypesMax,
  shareDefaults,
} from '../../model/desk/portal.ts'
import { fieldKinds, helpMax } from '../../model/desk/request-type.ts'

const description = lines.trim().max(descriptionMax)
const portalKey = z
  .string()
  .regex(portalKeyPattern, 'must be 2 to 10 capital letters and digits, beginning with a letter, such as SUP')
  .meta({
    description: 'What its requests are called by, such as SUP for SUP-123. It never changes.',
  })
const audience = z.enum(portalAudiences).meta({
  description:
    '`anyone`: also who is not signed in; `signed-in`: customers and staff; `named`: the organizations and directories that are named, and members where `forMembers` says so. Agents see every portal.',
})
const forMembers = z.boolean().meta({ description: 'Whether members of the staff are among the named.' })
const shareDefault = z.enum(shareDefaults).meta({
  description:
    'What a new request begins with: seen by its requester alone, or shared with their organization.',
})

const named = {
  organizationIds: z.array(resourceId).max(namedMax).optional(),
  directoryIds: z.array(key).max(namedMax).optional(),
}
/** Whom a portal is for. What is not given stays. */
const sight = { audience: audience.optional(), forMembers: forMembers.optional(), ...named }

const portal = z
  .strictObject({
    id: resourceId,
    key: portalKey,
    name: z.string(),
    description: z.string(),
    audience,
    forMembers,
    organizations: z.array(z.strictObject({ id: resourceId, name: z.string() })),
    directories: z.array(z.strictObject({ id: key, name: z.string() })),
    /** Only agents see it: it is for those whom it names, and names nobody. */
    isSeenByNobody: z.boolean(),
    shareDefault,
    /** How many kinds of requests can be asked for there, and how many are archived. */
    requestTypes: z.number().int(),
    archivedRequestTypes: z.number().int(),
    /** The number of its last request. */
    lastNumber: z.number().int(),
    createdAt: moment,
    archivedAt: moment.nullable(),
  })
  .meta({ id: 'Portal' })

const option = z.strictObject({ id: resourceId, label: z.string() })
const field = z
  .strictObject({
    id: resourceId,
    kind: z.enum(fieldKinds),
    label: z.string(),
    help: z.string(),
    isRequired: z.boolean(),
    /** Of a choice. */
    options: z.array(option),
    /** Those that are offered no more, and stay for the requests that chose them. */
    archivedOptions: z.array(option),
  })
  .meta({ id: 'RequestField' })

const requestType = z
  .strictObject({
    id: resourceId,
    portalId: resourceId,
    name: z.string(),
    description: z.string(),
    fields: z.array(field),
    /** Those that are asked no more, and stay for the requests that answered them. */
    archivedFields: z.array(field),
    createdAt: moment,
    archivedAt: moment.nullable(),
  })
  .meta({ id: 'RequestType' })

const wantedField = z.strictObject({
  id: resourceId.optional().meta({ description: 'Of a field that is there; without one it is new.' }),
  kind: z.enum(fieldKinds),
  label: name,
  help: lines.trim().max(helpMax).default(''),
  isRequired: z.boolean().default(false),
  options: z
    .array(z.strictObject({ id: resourceId.optional(), label: name }))
    .max(optionsMax)
    .default([]),
})
const fields = z.array(wantedField).max(fieldsMax).meta({
  description:
    'Everything that is asked, in order. A field that is left out is archived where requests may have answered it, and deleted otherwise; naming an archived one asks it again. The same holds for the options of a choice.',
})

const params = z.strictObject({ portalId: resourceId })
const typeParams = params.extend({ requestTypeId: resourceId })

/** The entrances of the help centre. */
export const portalRoutes = {
  listPortals: {
    method: 'GET',
    path: '/api/portals',
    tag: 'Portals',
    summary: 'List the portals of the help centre in their order, archived ones too',
    permission: 'portals.read',
    answer: z.strictObject({ items: z.array(portal) }),
  },
  addPortal: {
    method: 'POST',
    path: '/api/portals',
    tag: 'Portals',
    summary: 'Add a portal; it stands last, and asks for nothing yet',
    permission: 'portals.change',
    alsoNeeds: ['portals.read'],
    creates: true,
    body: z.strictObject({
      key: portalKey,
      name,
      description: description.default(''),
      ...sight,
      shareDefault: shareDefault.default('private'),
    }),
    answer: portal,
  },
  orderPortals: {
    method: 'POST',
    path: '/api/portals/order',
    tag: 'Portals',
    summary: 'Put the portals into another order: every one of them is named once',
    permission: 'portals.change',
    alsoNeeds: ['portals.read'],
    body: z.strictObject({ portalIds: z.array(resourceId).max(portalsMax) }),
    answer: z.strictObject({ items: z.array(portal) }),
  },
  getPortal: {
    method: 'GET',
    path: '/api/portals/{portalId}',
    tag: 'Portals',
    summary: 'Read a portal',
    permission: 'portals.read',
    params,
    answer: portal,
    // Requests count on while somebody edits, and its kinds of requests are changed on their own.
    tagged: [
      'name',
      'description',
      'audience',
      'forMembers',
      'organizations',
      'directories',
      'shareDefault',
      'archivedAt',
    ],
  },
  changePortal: {
    method: 'PATCH',
    path: '/api/portals/{portalId}',
    tag: 'Portals',
    summary: 'Change a portal, or whom it is for; what is not given stays',
    permission: 'portals.change',
    alsoNeeds: ['portals.read'],
    params,
    body: z.strictObject({
      name: name.optional(),
      description: description.optional(),
      ...sight,
      shareDefault: shareDefault.optional(),
    }),
    answer: portal,
  },
  previewPortalSight: {
    method: 'POST',
    path: '/api/portals/{portalId}/sight',
    tag: 'Portals',
    summary:
      'Say how many customers would see a portal who do not now, and the other way round; it changes nothing',
    permission: 'portals.read',
    alsoNeeds: ['customers.read'],
    params,
    body: z.strictObject(sight),
    answer: z.strictObject({
      /** Active customers who see it now, and who would. */
      before: z.number().int(),
      after: z.number().int(),
      gain: z.number().int(),
      lose: z.number().int(),
      /** The same of members of the staff, who all do or none. */
      members: z.strictObject({ before: z.boolean(), after: z.boolean() }),
      /** Whether everybody on the Internet may see it. */
      anyone: z.strictObject({ before: z.boolean(), after: z.boolean() }),
    }),
  },
  archivePortal: {
    method: 'POST',
    path: '/api/portals/{portalId}/archive',
    tag: 'Portals',
    summary: 'Archive a portal: nobody finds it at the help centre, and its requests stay',
    permission: 'portals.change',
    alsoNeeds: ['portals.read'],
    params,
    answer: portal,
  },
  restorePortal: {
    method: 'POST',
    path: '/api/portals/{portalId}/restore',
    tag: 'Portals',
    summary: 'Bring an archived portal back, for those it was for',
    permission: 'portals.change',
    alsoNeeds: ['portals.read'],
    params,
    answer: portal,
  },
  listRequestTypes: {
    method: 'GET',
    path: '/api/portals/{portalId}/request-types',
    tag: 'Portals',
    summary: 'List what can be asked for at a portal, in order, archived kinds of requests too',
    permission: 'portals.read',
    params,
    answer: z.strictObject({ items: z.array(requestType) }),
  },
  addRequestType: {
    method: 'POST',
    path: '/api/portals/{portalId}/request-types',
    tag: 'Portals',
    summary: 'Add a kind of request to a portal, with what it asks for',
    permission: 'portals.change',
    alsoNeeds: ['portals.read'],
    creates: true,
    params,
    body: z.strictObject({ name, description: description.default(''), fields: fields.default([]) }),
    answer: requestType,
  },
  orderRequestTypes: {
    method: 'POST',
    path: '/api/portals/{portalId}/request-types/order',
    tag: 'Portals',
    summary: "Put a portal's kinds of requests into another order: every one of them is named once",
    permission: 'portals.change',
    alsoNeeds: ['portals.read'],
    params,
    body: z.strictObject({ requestTypeIds: z.array(resourceId).max(requestTypesMax) }),
    answer: z.strictObject({ items: z.array(requestType) }),
  },
  getRequestType: {
    method: 'GET',
    path: '/api/portals/{portalId}/request-types/{requestTypeId}',
    tag: 'Portals',
    summary: 'Read a kind of request with its fields',
    permission: 'portals.read',
    params: typeParams,
    answer: requestType,
  },
  changeRequestType: {
    method: 'PATCH',
    path: '/api/portals/{portalId}/request-types/{requestTypeId}',
    tag: 'Portals',
    summary: 'Change a kind of request, or everything that it asks for; what is not given stays',
    permission: 'portals.change',
    alsoNeeds: ['portals.read'],
    params: typeParams,
    body: z.strictObject({
      name: name.optional(),
      description: description.optional(),
      fields: fields.optional(),
    }),
    answer: requestType,
  },
  archiveRequestType: {
    method: 'POST',
    path: '/api/portals/{portalId}/request-types/{requestTypeId}/archive',
    tag: 'Portals',
    summary: 'Archive a kind of request: it can be asked for no more, and its requests stay',
    permission: 'portals.change',
    alsoNeeds: ['portals.read'],
    params: typeParams,
    answer: requestType,
  },
  restoreRequestType: {
    method: 'POST',
    path: '/api/portals/{portalId}/request-types/{requestTypeId}/restore',
    tag: 'Portals',
    summary: 'Bring an archived kind of request back',
    permission: 'portals.change',
    alsoNeeds: ['portals.read'],
    params: typeParams,
    answer: requestType,
  },
} as const satisfies Contract
