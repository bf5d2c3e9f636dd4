/** The attributes every resource has (RFC 7643 3 and 3.1), and the builder of all attribute tables. */
import type { Attribute, AttributeType } from './schemas.ts'

type Characteristics = Partial<Omit<Attribute, 'name' | 'description'>>

/** Binary values and references are case-exact whatever their schema says (RFC 7643 2.3.6 and 2.3.7). */
const caseExactTypes: ReadonlySet<AttributeType> = new Set(['binary', 'reference'])

/** An attribute with RFC 7643 2.2's defaults (an optional, readWrite string) where nothing else is given. */
export function attribute(name: string, description: string, given: Characteristics = {}): Attribute {
  const type = given.type ?? (given.subAttributes ? 'complex' : 'string')
  return {
    name,
    type,
    multiValued: false,
    description,
    required: false,
    caseExact: caseExactTypes.has(type),
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...given,
  }
}

/** `schemas` is listed here as read-only because the server derives it from the extensions a resource has (RFC 7643 3.3). */
export const COMMON_ATTRIBUTES: readonly Attribute[] = [
  attribute('schemas', 'The URNs of the schemas the resource follows.', {
    type: 'reference',
    multiValued: true,
    required: true,
    caseExact: false, // URNs compare without regard to case (RFC 8141 3.1, RFC 7643 2.1)
    mutability: 'readOnly',
    returned: 'always',
    referenceTypes: ['uri'],
  }),
  attribute('id', 'The identifier the server issued; it never changes.', {
    required: true,
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  attribute('externalId', "The identity provider's own identifier of the resource.", { caseExact: true }),
  attribute('meta', 'What the server records about the resource.', {
    mutability: 'readOnly',
    subAttributes: [
      attribute('resourceType', 'The name of the resource type.', {
        caseExact: true,
        mutability: 'readOnly',
      }),
      attribute('created', 'When the resource was created.', { type: 'dateTime', mutability: 'readOnly' }),
      attribute('lastModified', 'When the resource was last changed.', {
        type: 'dateTime',
        mutability: 'readOnly',
      }),
      attribute('location', 'The URL of the resource.', {
        type: 'reference',
        mutability: 'readOnly',
        referenceTypes: ['uri'],
      }),
      attribute('version', 'The version of the resource; the same text as its ETag.', {
        caseExact: true,
        mutability: 'readOnly',
      }),
    ],
  }),
]
