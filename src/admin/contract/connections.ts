import { z } from 'zod'
import {
  clientAuthentications,
  connectionModes,
  matchAttributes,
  protocols,
  signedParts,
} from '../../model/access/connection.ts'
import { connectionNeeds } from '../../model/access/connection-rules.ts'
import { signInMethods, signInOutcomes } from '../../model/access/customer-sign-in.ts'
import { secondFactorsOf } from '../../model/access/second-step.ts'
import {
  type Contract,
  key,
  lines,
  moment,
  name,
  pageOf,
  pageQuery,
  resourceId,
  text,
} from '../../model/contract.ts'

const params = z.strictObject({ directoryId: key })
const url = text.trim().min(1).max(2_000)
const claimName = text.trim().max(300).nullable()

const certificate = z
  .strictObject({
    id: resourceId,
    fingerprint: z.string().meta({ description: 'SHA-256, as providers show it.' }),
    notBefore: moment,
    notAfter: moment,
    addedAt: moment,
    pem: z.string(),
  })
  .meta({ id: 'ConnectionCertificate' })

const ownKey = z
  .strictObject({
    certificate: z.string().meta({ description: 'PEM, for the provider.' }),
    fingerprint: z.string(),
    notAfter: moment,
    createdAt: moment,
  })
  .meta({ id: 'ConnectionKey' })

/** What the provider needs of us. */
const ours = z.strictObject({
  signInUrl: z.string().meta({ description: 'Where a sign-in begins: a link for a portal of the provider.' }),
  entityId: z.string().meta({ description: 'SAML: our name, and where our metadata is.' }),
  acsUrl: z.string().meta({ description: 'SAML: where responses go (HTTP-POST).' }),
  redirectUri: z.string().meta({ description: 'OIDC: where people come back.' }),
  logoutUri: z.string().meta({ description: 'OIDC: where the provider says that a session is over.' }),
  keysUri: z
    .string()
    .meta({ description: 'OIDC: our own key, where we show the provider who we are by it.' }),
})

const connection = z
  .strictObject({
    protocol: z.enum(protocols),
    mode: z.enum(connectionModes),
    issuer: z.string(),
    matchBy: z.enum(matchAttributes),
    matchClaim: z.string().nullable(),
    addressClaim: z.string().nullable(),
    nameClaim: z.string().nullable(),
    groupsClaim: z.string().nullable(),
    justInTime: z.boolean(),
    secondFactor: z.enum(secondFactorsOf),
    saml: z
      .strictObject({
        ssoUrl: z.string(),
        signed: z.enum(signedParts),
        signsRequests: z.boolean(),
        encrypted: z.boolean(),
        idpInitiated: z.boolean(),
        certificates: z.array(certificate),
      })
      .nullable(),
    oidc: z
      .strictObject({
        clientId: z.string(),
        authentication: z.enum(clientAuthentications),
        hasSecret: z.boolean(),
        tenantId: z.string().nullable(),
        scopes: z.array(z.string()),
      })
      .nullable(),
    ownKey: ownKey.nullable(),
    needs: z
      .array(z.enum(connectionNeeds))
      .meta({ description: 'What is missing before it can be tried out or switched on.' }),
    createdAt: moment,
    updatedAt: moment,
  })
  .meta({ id: 'Connection' })

const answer = z.strictObject({ ours, connection: connection.nullable() })

const sharedWith = name.optional().meta({
  description:
    'The name of another directory with the same provider and key: confirms that its people could come in here.',
})

const settings = {
  issuer: url.optional().meta({ description: "SAML: the provider's entity id. OIDC: its issuer." }),
  matchBy: z
    .enum(matchAttributes)
    .optional()
    .meta({ description: 'Which attribute of a directory user names who signs in.' }),
  matchClaim: claimName
    .optional()
    .meta({ description: 'The claim that has its value; null: NameID, or `sub`.' }),
  addressClaim: claimName.optional(),
  nameClaim: claimName.optional(),
  groupsClaim: claimName.optional().meta({
    description:
      'The claim whose groups go through the rules of mapping at every sign-in, for people whom SCIM has not brought; null: none do.',
  }),
  justInTime: z.boolean().optional().meta({
    description: 'Whether somebody whom the directory has not brought yet is made by signing in.',
  }),
  secondFactor: z.enum(secondFactorsOf).optional().meta({
    description:
      'A directory of staff: who shows the second factor that they have here as well. `admins`: owners and admins. `owners`: owners alone, who always do.',
  }),
  ssoUrl: url.optional().meta({ description: 'SAML: where people are sent.' }),
  signed: z.enum(signedParts).optional(),
  signsRequests: z.boolean().optional(),
  encrypted: z.boolean().optional(),
  idpInitiated: z.boolean().optional().meta({
    description: 'Whether a response that nobody asked for begins a sign-in; it is discarded in any case.',
  }),
  clientId: text.trim().min(1).max(500).optional(),
  clientSecret: lines
    .max(4_000)
    .nullable()
    .optional()
    .meta({ description: 'Never shown again; null takes it away.' }),
  authentication: z.enum(clientAuthentications).optional(),
  tenantId: text
    .trim()
    .max(100)
    .nullable()
    .optional()
    .meta({ description: 'Entra: as the issuer names it.' }),
  scopes: z.array(text.trim().min(1).max(200)).max(20).optional(),
}

const described = z.strictObject({
  entityId: z.string(),
  ssoUrl: z.string(),
  binding: z.enum(['redirect', 'post']),
  wantsSignedRequests: z.boolean(),
  nameIdFormats: z.array(z.string()),
  certificates: z.array(
    z.strictObject({
      pem: z.string(),
      fingerprint: z.string(),
      notBefore: moment,
      notAfter: moment,
      /** Why it cannot be taken, in a sentence; null: it can. */
      refusal: z.string().nullable(),
      isKnown: z.boolean().meta({ description: 'The connection has it already.' }),
    }),
  ),
  /** What it would change of the connection that is there; null where there is none. */
  changes: z.strictObject({ issuer: z.boolean(), ssoUrl: z.boolean(), gone: z.array(z.string()) }).nullable(),
})

const signIn = z
  .strictObject({
    id: resourceId,
    at: moment,
    method: z.enum(signInMethods),
    /** A test signs nobody in. */
    purpose: z.enum(['sign-in', 'test']),
    outcome: z.enum(signInOutcomes),
    why: z
      .string()
      .nullable()
      .meta({ description: 'The first check that failed, in words, and what to do.' }),
    said: z.string().nullable().meta({ description: 'As the provider named the person.' }),
    customer: z.strictObject({ id: resourceId, name: z.string() }).nullable(),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .meta({ id: 'SignIn' })

export const connectionRoutes = {
  getConnection: {
    method: 'GET',
    path: '/api/directories/{directoryId}/connection',
    tag: 'Sign-in connections',
    summary: "Read how a directory's people sign in, and what its provider needs of us",
    permission: 'directories.read',
    params,
    answer,
    tagged: ['connection'],
  },
  createConnection: {
    method: 'POST',
    path: '/api/directories/{directoryId}/connection',
    tag: 'Sign-in connections',
    summary: 'Connect a directory by SAML or OIDC; nobody signs in by it until its mode says so',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params,
    body: z.strictObject({
      protocol: z.enum(protocols),
      ...settings,
      certificates: z.array(lines.max(20_000)).max(8).default([]).meta({ description: 'SAML: PEM.' }),
      sharedWith,
    }),
    answer,
    creates: true,
  },
  changeConnection: {
    method: 'PATCH',
    path: '/api/directories/{directoryId}/connection',
    tag: 'Sign-in connections',
    summary: "Change a connection; another issuer, or switching it off, ends its people's sessions",
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params,
    body: z.strictObject({
      ...settings,
      mode: z.enum(connectionModes).optional(),
      affected: z.number().int().min(0).optional().meta({
        description: 'With the mode `required`: how many people have another door, as `affected` says.',
      }),
      sharedWith,
    }),
    answer,
  },
  removeConnection: {
    method: 'DELETE',
    path: '/api/directories/{directoryId}/connection',
    tag: 'Sign-in connections',
    summary: 'Remove a connection; whoever signed in by it is signed out',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params,
  },
  readMetadata: {
    method: 'POST',
    path: '/api/directories/{directoryId}/connection/metadata',
    tag: 'Sign-in connections',
    summary: "Read a SAML provider's metadata, from its address or as text; nothing is saved",
    permission: 'directories.change',
    params,
    body: z.strictObject({
      url: url.optional(),
      document: z.string().max(1_100_000).optional().meta({ description: 'At most a MiB.' }),
      entityId: url.optional().meta({ description: 'Which one, where several are described.' }),
    }),
    bodyMax: 2 * 1024 * 1024,
    answer: described,
  },
  addCertificate: {
    method: 'POST',
    path: '/api/directories/{directoryId}/connection/certificates',
    tag: 'Sign-in connections',
    summary: "Add a certificate of the provider's; nobody is signed out",
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params,
    body: z.strictObject({ certificate: lines.max(20_000), sharedWith }),
    answer: certificate,
    creates: true,
  },
  removeCertificate: {
    method: 'DELETE',
    path: '/api/directories/{directoryId}/connection/certificates/{certificateId}',
    tag: 'Sign-in connections',
    summary: "Remove a certificate of the provider's; whoever signed in by the connection is signed out",
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params: z.strictObject({ directoryId: key, certificateId: resourceId }),
  },
  makeConnectionKey: {
    method: 'POST',
    path: '/api/directories/{directoryId}/connection/key',
    tag: 'Sign-in connections',
    summary: 'Make our own key towards the provider; the one of before is used no more',
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    params,
    answer: ownKey,
    creates: true,
  },
  getAffected: {
    method: 'GET',
    path: '/api/directories/{directoryId}/connection/affected',
    tag: 'Sign-in connections',
    summary: 'List whom it concerns when a directory’s people sign in by its connection alone',
    permission: 'directories.read',
    alsoNeeds: ['customers.read'],
    params,
    query: pageQuery,
    answer: pageOf(
      z.strictObject({
        id: resourceId,
        name: z.string(),
        address: z.string().nullable(),
        managed: z.boolean().meta({
          description:
            'Whether the directory manages the person. If not, nobody does: the address is in a domain that the directory has proven, and its sign-in is the only door there.',
        }),
        doors: z.array(z.enum(['code', 'password', 'passkey', 'invitation'])),
        lastUsedAt: moment.nullable(),
      }),
    ).extend({
      people: z.number().int().meta({ description: 'All active people of the directory.' }),
      affected: z.number().int().meta({ description: 'Those who have another door, which closes.' }),
      unmanaged: z.number().int().meta({ description: 'Of those, whom no directory manages.' }),
      neverThrough: z.number().int().meta({ description: 'Who has not come in by the connection yet.' }),
    }),
  },
  listSignIns: {
    method: 'GET',
    path: '/api/directories/{directoryId}/sign-ins',
    tag: 'Sign-in connections',
    summary: "List sign-ins through a directory's connection, good and bad, the newest first",
    permission: 'exchanges.read',
    alsoNeeds: ['customers.read'],
    params,
    query: pageQuery.extend({
      outcome: z.enum(['in', 'refused', 'test']).optional(),
      query: text.trim().min(1).max(200).optional().meta({
        description:
          'Part of how the provider named the person, of the name, or of the reason. Each page looks through 2,000: it may be short, or empty, and go on.',
      }),
    }),
    answer: pageOf(signIn),
  },
} as const satisfies Contract
