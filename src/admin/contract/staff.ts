import { z } from 'zod'
import { actorKinds } from '../../model/audit.ts'
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
import {
  type Permission,
  type ProgramPermission,
  permissions,
  programPermissions,
  roles,
} from '../../model/permissions.ts'
import { languages } from '../../model/site-settings.ts'

const role = z.enum(roles)
const permission = z.enum(permissions as [Permission, ...Permission[]])

const programPermission = z.enum(programPermissions as [ProgramPermission, ...ProgramPermission[]])

const staffMember = z
  .strictObject({
    id: resourceId,
    name: z.string(),
    address: z.string(),
    role,
    /** `invited`: the link was not used yet, and no password chosen. */
    state: z.enum(['invited', 'active', 'disabled']),
    secondFactor: z.boolean().meta({ description: 'A code or a passkey is asked for besides the password.' }),
    createdAt: moment,
    updatedAt: moment,
    lastSignInAt: moment.nullable(),
    /** The directory of staff that manages the person: name, address and whether they come in are its word. */
    directory: z.strictObject({ id: key, name: z.string() }).nullable(),
    roleByRule: role
      .nullable()
      .meta({ description: "What the directory's rules give; a person may give more, and not less." }),
  })
  .meta({ id: 'StaffMember' })

/** Whom a person gets the link from: it is shown once, and works once. */
const link = z.strictObject({ url: z.string(), expiresAt: moment })

const params = z.strictObject({ staffId: resourceId })

const apiKey = z
  .strictObject({
    id: resourceId,
    label: z.string(),
    owner: z.strictObject({ id: resourceId, name: z.string() }),
    scope: z.array(permission),
    createdAt: moment,
    expiresAt: moment.nullable(),
    lastUsedAt: moment.nullable(),
  })
  .meta({ id: 'ApiKey' })

const auditEvent = z
  .strictObject({
    id: resourceId,
    at: moment,
    actor: z.strictObject({
      kind: z.enum(actorKinds),
      name: z.string().nullable().meta({
        description: "The person, a directory's token by its label, or the operating system's user.",
      }),
      apiKey: z
        .string()
        .nullable()
        .meta({ description: 'The label of the API key through which the person acted.' }),
      /** Who of the staff acted, also through an API key. */
      staffId: resourceId.nullable(),
    }),
    action: z.string(),
    subjectKind: z.string(),
    subject: z.string(),
    directory: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
    requestId: z.string().nullable(),
    details: z.record(z.string(), z.json()),
    /** Personal values before and after; null when there are none, or after erasure. */
    values: z.record(z.string(), z.json()).nullable(),
  })
  .meta({ id: 'AuditEvent' })

export const staffRoutes = {
  listStaff: {
    method: 'GET',
    path: '/api/staff',
    tag: 'Staff',
    summary: 'List staff in the order in which they came',
    permission: 'staff.read',
    query: pageQuery.extend({
      directoryId: key.optional().meta({ description: 'Only those whom this directory manages.' }),
    }),
    answer: pageOf(staffMember),
  },
  createStaff: {
    method: 'POST',
    path: '/api/staff',
    tag: 'Staff',
    summary: 'Add a person; answers the link with which they choose a password, or sends it to them',
    permission: 'staff.change',
    sessionOnly: true,
    freshSignIn: true,
    creates: true,
    body: z.strictObject({
      name,
      address: text.trim().max(320),
      role,
      byMail: z.boolean().default(false).meta({
        description: 'The link goes to the person by mail, and is not answered.',
      }),
      language: z.enum(languages).optional().meta({ description: 'Of mails to them, until they sign in.' }),
    }),
    answer: z.strictObject({ staff: staffMember, link: link.nullable(), mailId: resourceId.nullable() }),
  },
  getStaff: {
    method: 'GET',
    path: '/api/staff/{staffId}',
    tag: 'Staff',
    summary: 'Read a person of the staff',
    permission: 'staff.read',
    params,
    // The rest is what the person does: signs in, accepts an invitation, protects the account.
    tagged: ['id', 'name', 'address', 'role', 'directory', 'roleByRule'],
    answer: staffMember,
  },
  getStaffAccess: {
    method: 'GET',
    path: '/api/staff/{staffId}/access',
    tag: 'Staff',
    summary: 'Count by what a person comes in, before it is taken away',
    permission: 'staff.change',
    sessionOnly: true,
    params,
    answer: z.strictObject({
      sessions: z.number().int(),
      apiKeys: z.number().int(),
      passkeys: z.number().int(),
      totp: z.boolean(),
      recoveryCodes: z.number().int(),
    }),
  },
  changeStaff: {
    method: 'PATCH',
    path: '/api/staff/{staffId}',
    tag: 'Staff',
    summary: 'Change name or role; another role ends every session of that person',
    permission: 'staff.change',
    sessionOnly: true,
    freshSignIn: true,
    params,
    body: z.strictObject({ name: name.optional(), role: role.optional() }),
    answer: staffMember,
  },
  disableStaff: {
    method: 'POST',
    path: '/api/staff/{staffId}/disable',
    tag: 'Staff',
    summary: 'Refuse a person from now on: sessions, API keys and links end at once',
    permission: 'staff.change',
    sessionOnly: true,
    params,
    answer: staffMember,
  },
  enableStaff: {
    method: 'POST',
    path: '/api/staff/{staffId}/enable',
    tag: 'Staff',
    summary: 'Let a person in again, with the password, passkeys and API keys of before',
    permission: 'staff.change',
    sessionOnly: true,
    freshSignIn: true,
    params,
    answer: staffMember,
  },
  removeSecondFactor: {
    method: 'POST',
    path: '/api/staff/{staffId}/remove-second-factor',
    tag: 'Staff',
    summary: 'Take generator, passkeys and recovery codes of a person who lost them; their sessions end',
    permission: 'staff.change',
    sessionOnly: true,
    freshSignIn: true,
    params,
    answer: staffMember,
  },
  resetStaff: {
    method: 'POST',
    path: '/api/staff/{staffId}/reset',
    tag: 'Staff',
    summary:
      'Make a link by which a person chooses a new password, which ends their passkeys; earlier links end',
    permission: 'staff.change',
    sessionOnly: true,
    freshSignIn: true,
    params,
    answer: link,
  },
  mailStaffLink: {
    method: 'POST',
    path: '/api/staff/{staffId}/mail-link',
    tag: 'Staff',
    summary: 'Send a person the link with which they choose a password; it is made when the mail is sent',
    permission: 'staff.change',
    sessionOnly: true,
    freshSignIn: true,
    params,
    answer: z.strictObject({ mailId: resourceId }),
  },
  listApiKeys: {
    method: 'GET',
    path: '/api/api-keys',
    tag: 'API keys',
    summary: 'List your API keys, or all of the site with the permission for it',
    permission: 'api-keys.use',
    sessionOnly: true,
    query: pageQuery,
    answer: pageOf(apiKey),
  },
  createApiKey: {
    method: 'POST',
    path: '/api/api-keys',
    tag: 'API keys',
    summary: 'Make an API key of yours; it may do what is in its scope and you may do. It is shown once',
    permission: 'api-keys.use',
    sessionOnly: true,
    freshSignIn: true,
    creates: true,
    body: z.strictObject({
      label: name,
      scope: z.array(programPermission).min(1).meta({
        description: 'What only a person at a browser can do is no part of it.',
      }),
      expiresAt: moment.nullable().default(null),
    }),
    answer: z.strictObject({ apiKey, secret: z.string() }),
  },
  revokeApiKey: {
    method: 'DELETE',
    path: '/api/api-keys/{apiKeyId}',
    tag: 'API keys',
    summary: 'Refuse an API key from now on',
    permission: 'api-keys.use',
    sessionOnly: true,
    params: z.strictObject({ apiKeyId: resourceId }),
  },
  listAudit: {
    method: 'GET',
    path: '/api/audit',
    tag: 'Audit',
    summary: 'List who did what to what, the newest first; or what happened to one subject',
    permission: 'audit.read',
    query: pageQuery.extend({ subject: text.max(64).optional() }),
    answer: pageOf(auditEvent),
  },
} as const satisfies Contract
