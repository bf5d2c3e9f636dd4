import { z } from 'zod'
import { type Contract, key, moment, resourceId } from '../../model/contract.ts'
import { disconnectWays } from '../../model/identity/disconnection.ts'

const params = z.strictObject({ directoryId: key })
const byName = z.boolean().meta({
  description:
    'Whether a name that only one person has on either side is enough. The address is in any case.',
})
const named = z.strictObject({ id: key, name: z.string() })

const succession = z
  .strictObject({
    successor: named,
    byName: z.boolean(),
    begunAt: moment,
    /** How many people are the successor's now. */
    moved: z.number().int(),
    isFinished: z.boolean(),
    undoUntil: moment,
    undoneAt: moment.nullable(),
  })
  .meta({ id: 'Succession' })

const disconnection = z
  .strictObject({
    people: z.enum(disconnectWays),
    keepsOrganizations: z.boolean(),
    begunAt: moment,
    /** How many people were looked at. */
    done: z.number().int(),
    isFinished: z.boolean(),
  })
  .meta({ id: 'Disconnection' })

/** One directory as the successor of another, and the end of one. */
export const successionRoutes = {
  previewSuccession: {
    method: 'GET',
    path: '/api/directories/{directoryId}/succession/preview',
    tag: 'Directories',
    summary: "Count which of a directory's people would be its successor's, and by what",
    permission: 'directories.read',
    saysMoreFor: ['customers.read'],
    params,
    query: z.strictObject({
      successorId: key,
      byName: z.enum(['true', 'false']).default('false').meta({
        description: 'Whether a name that only one person has on either side is enough.',
      }),
    }),
    answer: z.strictObject({
      byAddress: z.number().int(),
      byName: z.number().int(),
      onlyName: z
        .number()
        .int()
        .meta({ description: 'Whose name alone is equal; they stay unless byName says otherwise.' }),
      staying: z.number().int(),
      hasMore: z.boolean().meta({ description: 'There are more than were counted.' }),
      successorGrants: z
        .boolean()
        .meta({ description: 'Whether it can be done now: a rehearsal must go live first.' }),
      portals: z
        .array(z.string())
        .meta({ description: 'Portals that name the directory: they would name the successor as well.' }),
      first: z
        .array(
          z.strictObject({
            id: resourceId,
            name: z.string(),
            address: z.string().nullable(),
            as: z.enum(['address', 'name', 'only-name', 'several', 'shared', 'nobody']),
          }),
        )
        .meta({ description: 'Some of each; none for whoever may not read customers.' }),
    }),
  },
  getSuccession: {
    method: 'GET',
    path: '/api/directories/{directoryId}/succession',
    tag: 'Directories',
    summary: "Read a directory's last succession, and how far it is",
    permission: 'directories.read',
    params,
    answer: z.strictObject({ last: succession.nullable() }),
  },
  beginSuccession: {
    method: 'POST',
    path: '/api/directories/{directoryId}/succession',
    tag: 'Directories',
    summary:
      'Name a successor: the directory is paused, and its people become the other one’s; undone within seven days',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params,
    body: z.strictObject({ successorId: key, byName: byName.default(false) }),
    answer: succession,
  },
  undoSuccession: {
    method: 'POST',
    path: '/api/directories/{directoryId}/succession/undo',
    tag: 'Directories',
    summary: 'Give the people back to the directory of before; it stays paused',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params,
    answer: succession,
  },
  previewDisconnection: {
    method: 'GET',
    path: '/api/directories/{directoryId}/disconnection/preview',
    tag: 'Directories',
    summary: 'Count whom disconnecting a directory would concern',
    permission: 'directories.read',
    params,
    answer: z.strictObject({
      active: z.number().int().meta({ description: 'People whom it manages and who are active.' }),
      shared: z
        .number()
        .int()
        .meta({ description: 'Of those, whom another directory has too; they stay what that one says.' }),
      held: z
        .number()
        .int()
        .meta({ description: 'Of those, who hold their address, and keep it when they are released.' }),
      tokens: z.number().int(),
      organizations: z.array(z.string()).meta({ description: 'Which it feeds, the first of them.' }),
      portals: z.array(z.string()).meta({ description: 'Portals that name it, for its people.' }),
      hasMore: z.boolean().meta({ description: 'There are more people than were counted.' }),
    }),
  },
  getDisconnection: {
    method: 'GET',
    path: '/api/directories/{directoryId}/disconnection',
    tag: 'Directories',
    summary: 'Read whether a directory is disconnected, and how far its people are',
    permission: 'directories.read',
    params,
    answer: z.strictObject({ last: disconnection.nullable() }),
  },
  disconnectDirectory: {
    method: 'POST',
    path: '/api/directories/{directoryId}/disconnection',
    tag: 'Directories',
    summary:
      'End every token of a directory, and deactivate its people or have nobody manage them from now on',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params,
    body: z.strictObject({
      people: z.enum(disconnectWays),
      keepsOrganizations: z.boolean().default(false).meta({
        description: 'Whoever is released stays in their organizations, by hand.',
      }),
    }),
    answer: disconnection,
  },
} as const satisfies Contract
