import { z } from 'zod'
import { moment, resourceId, text } from '../../model/contract.ts'
import { assuranceLevels } from '../../model/desk/assurance.ts'
import { attachmentsPerMessageMax } from '../../model/desk/attachment.ts'
import { historyKinds } from '../../model/desk/history.ts'
import { priorities, statuses } from '../../model/desk/request.ts'
import { fieldKinds } from '../../model/desk/request-type.ts'
import { roles } from '../../model/permissions.ts'

/** The id of a request, or its key such as `SUP-123`. */
export const requestParams = z.strictObject({
  requestId: text.min(1).max(36).meta({ description: 'The id of a request, or its key such as SUP-123.' }),
})

export const named = z.strictObject({ id: resourceId, name: z.string() })
export const portalNamed = named.extend({ key: z.string() })
export const status = z.enum(statuses)
export const priority = z.enum(priorities)
export const personKind = z.enum(['customer', 'staff'])
export const writerKind = z
  .enum(['customer', 'staff', 'sender'])
  .meta({ description: 'A sender is an address that wrote and is no customer.' })

const evidence = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('signed-in-through'), directory: z.string(), at: moment }),
  z.strictObject({
    code: z.literal('signed-in-by'),
    method: z.enum(['code', 'password', 'passkey', 'invitation', 'unnamed']),
    at: moment,
  }),
  z.strictObject({ code: z.literal('address-held'), address: z.string() }),
  z.strictObject({ code: z.literal('address-claimed'), address: z.string() }),
  z.strictObject({ code: z.literal('no-address') }),
  z.strictObject({ code: z.literal('opened-by'), name: z.string() }),
  z.strictObject({ code: z.literal('opened-at-command-line') }),
  z.strictObject({ code: z.literal('employee') }),
  z.strictObject({
    code: z.enum(['mail-passed', 'mail-failed', 'mail-unproven', 'mail-unchecked']),
    domain: z.string(),
  }),
  z.strictObject({ code: z.literal('address-new'), address: z.string() }),
  z.strictObject({
    code: z.literal('address-former'),
    personId: resourceId.nullable(),
    name: z.string(),
    until: moment,
  }),
  z.strictObject({ code: z.literal('deactivated'), personId: resourceId.nullable(), name: z.string() }),
  z.strictObject({
    code: z.literal('address-foreign'),
    address: z.string(),
    directory: z.string().nullable(),
  }),
  z
    .strictObject({
      code: z.enum(['name-like', 'name-in-address', 'address-like']),
      personId: resourceId,
      person: personKind,
      name: z.string(),
      of: z.string().nullable(),
      isSame: z.boolean(),
      isColleague: z.boolean(),
    })
    .meta({ description: 'Somebody whom the name, the spelling of the address, or the address looks like.' }),
  z.strictObject({
    code: z.literal('name-says'),
    shown: z.string(),
    address: z.string(),
    personId: resourceId.nullable(),
  }),
  z.strictObject({
    code: z.literal('domain-like'),
    domain: z.string(),
    known: z.string(),
    how: z.enum(['confusable', 'edit', 'inside', 'same-label']),
  }),
  z.strictObject({
    code: z.enum(['confirmed', 'written-by', 'opened-by-other']),
    personId: resourceId,
    name: z.string(),
    at: moment,
  }),
  z.strictObject({
    code: z.literal('written-elsewhere'),
    personId: resourceId,
    name: z.string(),
    at: moment,
    address: z.string(),
  }),
  z.strictObject({
    code: z.literal('disowned'),
    personId: resourceId,
    name: z.string(),
    at: moment,
    warns: z.boolean(),
  }),
  z.strictObject({ code: z.literal('reply-elsewhere'), address: z.string(), fromKnown: z.boolean() }),
])

/** How sure we are that whoever wrote is who they say, as it arrived, and why. */
export const assurance = z
  .strictObject({ level: z.enum(assuranceLevels), evidence: z.array(evidence) })
  .meta({ id: 'Assurance' })

export const emailAddress = z.string().meta({
  description: 'The present one, or else the last that was known; empty only where there never was one.',
})
export const addressStanding = z.enum(['held', 'claimed', 'former', 'none'])

/** An answer to a field, as it is read: choices by their labels. */
export const answered = z
  .strictObject({
    fieldId: resourceId,
    label: z.string(),
    kind: z.enum(fieldKinds),
    value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
  })
  .meta({ id: 'Answered' })

/** A file of a message. */
export const attachment = z
  .strictObject({
    id: resourceId,
    name: z.string(),
    sizeBytes: z.number().int(),
    mediaType: z.string().nullable().meta({ description: 'By its bytes, whatever it is called.' }),
    isImage: z.boolean().meta({ description: 'Its content may be shown where it stands, with `?inline`.' }),
  })
  .meta({ id: 'Attachment' })

/** Files that go with a message. */
export const attachmentIds = z.array(resourceId).max(attachmentsPerMessageMax).default([]).meta({
  description:
    'Files that the caller brought before (docs/operating.md, Attachments), and that belong to no other message.',
})

/** A field of a form. */
export const formField = z
  .strictObject({
    id: resourceId,
    kind: z.enum(fieldKinds),
    label: z.string(),
    help: z.string(),
    required: z.boolean(),
    options: z.array(z.strictObject({ id: z.string(), label: z.string() })),
  })
  .meta({ id: 'FormField' })

export const historyEntry = z
  .strictObject({
    id: resourceId,
    at: moment,
    kind: z.enum(historyKinds),
    actor: z.string().nullable().meta({ description: 'Who did it; null: the server, by a rule.' }),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'HistoryEntry' })

/** Who would see what is shared with an organization. */
export const audience = z
  .strictObject({
    organization: named,
    /** The first of them. */
    people: z.array(
      z.strictObject({ id: resourceId, name: z.string(), emailAddress: z.string().nullable() }),
    ),
    total: z.number().int().meta({ description: 'Counted up to a thousand.' }),
    hasMore: z.boolean(),
    showsEarlier: z.boolean().meta({ description: 'Whoever joins later sees it, too.' }),
    fingerprint: z.string().meta({
      description: 'Stands for exactly these people: give it when sharing, to share with nobody else.',
    }),
  })
  .meta({ id: 'Audience' })

export const shareBody = z.strictObject({
  organizationId: resourceId,
  fingerprint: text.min(1).max(100).optional(),
})

export const role = z.enum(roles)
/** Answers of a form by the id of the field; what a field takes stands in its kind. */
export const fieldAnswers = z.record(z.string(), z.unknown()).default({})
