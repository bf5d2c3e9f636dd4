import { z } from 'zod'
import { type Contract, key, moment, name, resourceId, text } from '../../model/contract.ts'
import { ruleSubjects, ruleWays, unmatchedFates } from '../../model/identity/group-mapping.ts'

const named = z.strictObject({ id: resourceId, name: z.string() })
const unmatched = z.enum(unmatchedFates)

const condition = {
  subject: z
    .enum(ruleSubjects)
    .meta({ description: '`id` is the external id that the identity provider gives, or the id here.' }),
  way: z.enum(ruleWays),
  value: text
    .min(1)
    .max(200)
    .meta({ description: 'In a pattern `*` stands for any text and `?` for one character.' }),
}

/** An organization that exists, or a name: where no organization has it, one is made. */
const target = z.union([z.strictObject({ organizationId: resourceId }), z.strictObject({ name })])

const wanted = {
  rules: z
    .array(z.strictObject({ ...condition, to: z.union([target, z.literal('nothing')]) }))
    .max(100)
    .meta({ description: 'The first rule that takes a group decides.' }),
  unmatched: unmatched.meta({
    description: 'What becomes of a group that no rule takes: an organization of its own, or nothing.',
  }),
  home: target
    .nullable()
    .meta({ description: 'The organization of everybody of the directory, whatever their groups.' }),
}

const mapping = z
  .strictObject({
    rules: z.array(
      z.strictObject({
        ...condition,
        organization: named.nullable(),
        waits: z.boolean().meta({
          description: 'It has no effect until a site administrator confirms its organization.',
        }),
      }),
    ),
    unmatched,
    home: named.nullable(),
    waitingHome: named.nullable(),
  })
  .meta({ id: 'Mapping' })

const people = z.array(z.string())

const preview = z
  .strictObject({
    groups: z.number().int().meta({ description: 'Groups that find another place.' }),
    joins: z.number().int(),
    leaves: z.number().int(),
    organizations: z.array(
      z.strictObject({
        id: resourceId.nullable(),
        name: z.string(),
        nameBefore: z.string().nullable(),
        change: z.enum(['appears', 'goes', 'renamed', 'changes', 'emptied']),
        joins: z.number().int(),
        leaves: z.number().int(),
        firstJoining: people,
        firstLeaving: people,
        needsConfirmation: z.boolean(),
        readable: z
          .number()
          .int()
          .meta({ description: 'Requests of before that who joins could read; at most a thousand.' }),
        firstReadable: z.array(z.strictObject({ id: resourceId, summary: z.string(), createdAt: moment })),
      }),
    ),
    hasMore: z.boolean(),
    clashes: z.array(
      z.strictObject({
        group: named,
        /** Whose name the group has. */
        organization: named,
        name: z.string().meta({ description: "What the group's own organization is called instead." }),
      }),
    ),
  })
  .meta({ id: 'MappingPreview' })

const params = z.strictObject({ directoryId: key })

export const mappingRoutes = {
  getMapping: {
    method: 'GET',
    path: '/api/directories/{directoryId}/mapping',
    tag: 'Mapping',
    summary: "Read by which rules a directory's groups belong to organizations, and its home",
    permission: 'directories.read',
    params,
    answer: mapping,
  },
  previewMapping: {
    method: 'POST',
    path: '/api/directories/{directoryId}/mapping/preview',
    tag: 'Mapping',
    summary: 'Say who would join and leave which organization by other rules; changes nothing',
    permission: 'directories.change',
    alsoNeeds: ['customers.read', 'requests.read'],
    params,
    body: z.strictObject(wanted),
    answer: preview,
  },
  changeMapping: {
    method: 'PATCH',
    path: '/api/directories/{directoryId}/mapping',
    tag: 'Mapping',
    summary: 'Change the rules and the home; groups follow at once, or in the background',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params,
    body: z.strictObject({
      ...wanted,
      confirm: z.array(resourceId).max(101).default([]).meta({
        description:
          'Organizations of others that this directory may feed; what names another one waits for its confirmation.',
      }),
    }),
    answer: mapping,
  },
} as const satisfies Contract
