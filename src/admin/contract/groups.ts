import { z } from 'zod'
import { type Contract, key, moment, pageOf, pageQuery, resourceId } from '../../model/contract.ts'

const named = z.strictObject({ id: resourceId, name: z.string() })

const groupFields = {
  id: resourceId,
  name: z.string(),
  externalId: z.string().nullable(),
  members: z.number().int().meta({ description: 'Users in it; those of nested groups are not counted.' }),
  /** What the group feeds: usually the one organization that it made. */
  organizations: z.array(named),
  waits: z.boolean().meta({ description: 'Its organization waits until the directory grants again.' }),
  createdAt: moment,
  updatedAt: moment,
}
const group = z.strictObject(groupFields).meta({ id: 'DirectoryGroup' })

const assertedGroup = z
  .strictObject({
    id: resourceId,
    /** As the provider writes it: a name, or an id. */
    name: z.string(),
    people: z.number().int().meta({
      description: 'Whom the last sign-in said to be in it. No more than 1,000 are counted.',
    }),
    organizations: z.array(named),
    waits: z
      .boolean()
      .meta({ description: 'Where it leads is decided within a minute, or when the directory grants.' }),
    createdAt: moment,
  })
  .meta({ id: 'AssertedGroup' })

const groupDetail = z
  .strictObject({
    ...groupFields,
    /** Groups directly inside it, and those that it is directly inside of; at most 200 of each. */
    inner: z.array(named),
    outer: z.array(named),
  })
  .meta({ id: 'DirectoryGroupDetail' })

const member = z
  .strictObject({
    id: resourceId,
    userName: z.string(),
    displayName: z.string().nullable(),
    active: z.boolean(),
    since: moment,
    /** Null while the directory grants nothing. */
    customer: named.nullable(),
  })
  .meta({ id: 'DirectoryGroupMember' })

const inGroup = z.strictObject({ directoryId: key, groupId: resourceId })
const beginning = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'must hold no control characters')

/** What a list of groups may be narrowed down by. */
const groupFilter = {
  query: beginning.optional().meta({ description: 'Whose name begins with this.' }),
}

export const groupRoutes = {
  listGroups: {
    method: 'GET',
    path: '/api/directories/{directoryId}/groups',
    tag: 'Groups',
    summary: "List a directory's groups by name, with the organizations that they feed",
    permission: 'directories.read',
    params: z.strictObject({ directoryId: key }),
    query: pageQuery.extend(groupFilter),
    answer: pageOf(group),
  },
  listAssertedGroups: {
    method: 'GET',
    path: '/api/directories/{directoryId}/asserted-groups',
    tag: 'Groups',
    summary: 'List the groups that only sign-ins of a directory name, with the organizations that they feed',
    permission: 'directories.read',
    params: z.strictObject({ directoryId: key }),
    query: pageQuery.extend(groupFilter),
    answer: pageOf(assertedGroup),
  },
  getGroup: {
    method: 'GET',
    path: '/api/directories/{directoryId}/groups/{groupId}',
    tag: 'Groups',
    summary: 'Read a group, with the groups inside it and around it',
    permission: 'directories.read',
    params: inGroup,
    answer: groupDetail,
  },
  listGroupMembers: {
    method: 'GET',
    path: '/api/directories/{directoryId}/groups/{groupId}/members',
    tag: 'Groups',
    summary: "List a group's users, with the customers they stand for",
    permission: 'customers.read',
    params: inGroup,
    query: pageQuery,
    answer: pageOf(member),
  },
} as const satisfies Contract
