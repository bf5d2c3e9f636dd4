import { z } from 'zod'
import {
  type Contract,
  key,
  moment,
  name,
  pageOf,
  pageQuery,
  resourceId,
  text,
} from '../../model/contract.ts'
import { audiences } from '../../model/identity/audience.ts'
import { type Preset, presetNames, settingNames } from '../../model/identity/dialect-settings.ts'
import { exchangeOperations, exchangeOutcomes } from '../../model/identity/exchange.ts'

const preset = z.enum(presetNames as readonly [Preset, ...Preset[]])
const setting = z.enum(settingNames as [(typeof settingNames)[number], ...typeof settingNames])

const directoryFields = {
  id: key,
  name: z.string(),
  audience: z.enum(audiences).meta({ description: 'Whom it brings; this never changes.' }),
  state: z.enum(['rehearsal', 'live', 'paused']),
  scimBaseUrl: z.string(),
  liveSince: moment.nullable(),
  createdAt: moment,
  preset,
  /** The identity provider by its traffic; null until it is recognised. */
  client: z
    .strictObject({
      name: z.string(),
      title: z.string(),
      firstSeenAt: moment.nullable(),
      lastSeenAt: moment.nullable(),
    })
    .nullable(),
}

const directory = z.strictObject(directoryFields).meta({ id: 'Directory' })

const calls = z.strictObject({
  exchanges: z.number().int(),
  effects: z.number().int().meta({ description: 'Calls that changed anything.' }),
  refused: z.number().int(),
  failed: z.number().int(),
})

const listedDirectory = z
  .strictObject({
    ...directoryFields,
    users: z.number().int(),
    activeUsers: z.number().int(),
    groups: z.number().int(),
    liveTokens: z.number().int(),
    /** The live token that ends next; null when none ever does. */
    nextExpiry: z.strictObject({ label: z.string(), at: moment }).nullable(),
    lastExchangeAt: moment.nullable(),
    lastDay: calls,
    failing: z
      .boolean()
      .meta({ description: 'Of the calls of the last hour or two at least half were not done.' }),
  })
  .meta({ id: 'ListedDirectory' })

const directoryStatus = z
  .strictObject({
    ...directoryFields,
    users: z.number().int(),
    activeUsers: z.number().int(),
    groups: z.number().int(),
    domains: z.array(z.strictObject({ domain: z.string(), authority: z.enum(['declared', 'proven']) })),
    /** Since when it speaks for every address that nobody else holds or has proven; null: it does not. */
    guestsSince: moment.nullable(),
    liveTokens: z.number().int(),
    lastExchangeAt: moment.nullable(),
  })
  .meta({ id: 'DirectoryStatus' })

const peopleMax = z.number().int().min(1).max(10_000_000).nullable().meta({
  description: 'How many people the directory may bring; null: as many as it likes. Whom it has it keeps.',
})

const codeDoor = z.boolean().meta({
  description:
    'Whether its people may sign in by a mailed code as well, while signing in through it is not required.',
})

const settings = z
  .strictObject({
    preset,
    /** Which settings differ from the preset's. */
    overrides: z.partialRecord(setting, z.string()),
    peopleMax,
    codeDoor,
    /** All settings in force, with what they decide and which values they have. */
    settings: z.array(
      z.strictObject({ name: setting, value: z.string(), says: z.string(), values: z.array(z.string()) }),
    ),
  })
  .meta({ id: 'DirectorySettings' })

export const token = z
  .strictObject({
    id: resourceId,
    label: z.string(),
    state: z.enum(['live', 'expired', 'revoked']),
    createdAt: moment,
    expiresAt: moment.nullable(),
    lastUsedAt: moment.nullable(),
    revokedAt: moment.nullable(),
  })
  .meta({ id: 'DirectoryToken' })

const exchangeFields = {
  id: resourceId,
  at: moment,
  method: z.string(),
  path: z.string(),
  status: z.number().int(),
  durationMs: z.number(),
  client: z.string().nullable(),
  effect: z.string(),
  repairs: z.array(z.string()),
  requestId: z.string(),
}
const exchange = z.strictObject(exchangeFields).meta({ id: 'Exchange' })
const exchangeDetail = z
  .strictObject({
    ...exchangeFields,
    /** JSON as text; cut when it was long, null when there was none. Secrets are never kept. */
    requestBody: z.string().nullable(),
    responseBody: z.string().nullable(),
    /** The directory user or group that the call was about; its name is null when it is gone. */
    subject: z
      .strictObject({
        kind: z.enum(['user', 'group']),
        id: resourceId,
        name: z.string().nullable(),
        customer: z.strictObject({ id: resourceId, name: z.string() }).nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'ExchangeDetail' })

/** What a list of exchanges may be narrowed down by. */
const exchangeFilter = {
  outcome: z
    .enum(exchangeOutcomes)
    .optional()
    .meta({ description: '`done` below 400, `refused` 4xx, `failed` 5xx.' }),
  operation: z.enum(exchangeOperations).optional(),
  query: text.trim().min(1).max(200).optional().meta({
    description:
      'Part of the path, the effect or the client. Each page looks through some thousands of exchanges: it may be short, or empty, and go on.',
  }),
}

const params = z.strictObject({ directoryId: key })
/** How much of what had waited is brought up to date now. */
const updated = z.strictObject({
  users: z.number().int(),
  groups: z.number().int(),
  isFinished: z.boolean().meta({ description: 'When not, the rest goes on in the background.' }),
})

export const directoryRoutes = {
  listDirectories: {
    method: 'GET',
    path: '/api/directories',
    tag: 'Directories',
    summary: 'List directories by name, with what is in them and how they go',
    permission: 'directories.read',
    query: pageQuery,
    answer: pageOf(listedDirectory),
  },
  createDirectory: {
    method: 'POST',
    path: '/api/directories',
    tag: 'Directories',
    summary: 'Connect an identity provider: makes a SCIM base URL and a first token, which is shown once',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    creates: true,
    body: z.strictObject({
      name,
      audience: z.enum(audiences).default('customers').meta({
        description: 'Your customers, or your own employees: this never changes.',
      }),
      rehearsal: z.boolean().default(false),
      home: name
        .optional()
        .meta({ description: 'A new organization that everybody of this directory belongs to.' }),
      domains: z.array(text.max(253)).max(100).default([]),
      preset: preset.default('auto'),
    }),
    answer: z.strictObject({ directory, token: z.string() }),
  },
  getDirectory: {
    method: 'GET',
    path: '/api/directories/{directoryId}',
    tag: 'Directories',
    summary: 'Read a directory: state, counts, domains, last exchange',
    permission: 'directories.read',
    params,
    answer: directoryStatus,
  },
  pauseDirectory: {
    method: 'POST',
    path: '/api/directories/{directoryId}/pause',
    tag: 'Directories',
    summary: 'Grant nothing new for now; deactivations still apply at once',
    permission: 'directories.change',
    params,
    answer: directory,
  },
  resumeDirectory: {
    method: 'POST',
    path: '/api/directories/{directoryId}/resume',
    tag: 'Directories',
    summary: 'End a pause and grant what arrived meanwhile',
    permission: 'directories.change',
    params,
    answer: z.strictObject({ directory, updated }),
  },
  takeDirectoryLive: {
    method: 'POST',
    path: '/api/directories/{directoryId}/go-live',
    tag: 'Directories',
    summary: 'End a rehearsal: people and organizations appear',
    permission: 'directories.change',
    params,
    answer: z.strictObject({ directory, updated }),
  },
  getDirectorySettings: {
    method: 'GET',
    path: '/api/directories/{directoryId}/settings',
    tag: 'Directories',
    summary: 'Read what a directory gives its identity provider',
    permission: 'directories.read',
    params,
    answer: settings,
  },
  changeDirectorySettings: {
    method: 'PATCH',
    path: '/api/directories/{directoryId}/settings',
    tag: 'Directories',
    summary: 'Change what a directory gives its identity provider; calls follow within half a second',
    permission: 'directories.change',
    params,
    body: z.strictObject({
      preset: preset.optional(),
      set: z.partialRecord(setting, text.max(100)).default({}),
      unset: z.array(setting).max(settingNames.length).default([]),
      peopleMax: peopleMax.optional(),
      codeDoor: codeDoor.optional(),
    }),
    answer: settings,
  },
  listTokens: {
    method: 'GET',
    path: '/api/directories/{directoryId}/tokens',
    tag: 'Directories',
    summary: "List a directory's tokens, the newest first; the secrets themselves are not kept",
    permission: 'directories.read',
    params,
    query: pageQuery,
    answer: pageOf(token),
  },
  createToken: {
    method: 'POST',
    path: '/api/directories/{directoryId}/tokens',
    tag: 'Directories',
    summary: 'Make another token; the others stay valid, so that a rotation has no gap. It is shown once',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    creates: true,
    params,
    body: z.strictObject({ label: name, expiresAt: moment.nullable().default(null) }),
    answer: z.strictObject({ id: resourceId, label: z.string(), token: z.string() }),
  },
  revokeToken: {
    method: 'DELETE',
    path: '/api/directories/{directoryId}/tokens/{tokenId}',
    tag: 'Directories',
    summary: 'Refuse a token from now on, in every process within half a second',
    permission: 'directories.change',
    params: z.strictObject({ directoryId: key, tokenId: resourceId }),
  },
  listExchanges: {
    method: 'GET',
    path: '/api/directories/{directoryId}/exchanges',
    tag: 'Directories',
    summary: "List a directory's newest exchanges: what was sent, answered, and what that did",
    permission: 'exchanges.read',
    params,
    query: pageQuery.extend(exchangeFilter),
    answer: pageOf(exchange),
  },
  getExchange: {
    method: 'GET',
    path: '/api/directories/{directoryId}/exchanges/{exchangeId}',
    tag: 'Directories',
    summary: 'Read an exchange with both bodies',
    permission: 'exchanges.read',
    params: z.strictObject({ directoryId: key, exchangeId: resourceId }),
    answer: exchangeDetail,
  },
} as const satisfies Contract
