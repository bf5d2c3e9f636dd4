/** Schemas as data (RFC 7643 7): what validation, filters, paths, selection and discovery all follow. */
import { foldCase, type ValueType } from '../../model/identity/resource-filter.ts'
import { COMMON_ATTRIBUTES } from './schema-common.ts'
import { GROUP_SCHEMA } from './schema-group.ts'
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from './schema-user.ts'

export type AttributeType = ValueType

export interface Attribute {
  readonly name: string
  readonly type: AttributeType
  readonly multiValued: boolean
  readonly description: string
  readonly required: boolean
  readonly caseExact: boolean
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
  readonly returned: 'always' | 'never' | 'default' | 'request'
  readonly uniqueness: 'none' | 'server' | 'global'
  readonly canonicalValues?: readonly string[]
  readonly referenceTypes?: readonly string[]
  readonly subAttributes?: readonly Attribute[]
}

export interface Schema {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly attributes: readonly Attribute[]
}

/** What an endpoint serves. Extensions are data: a site may add its own, so no code may name the enterprise one. */
export interface ResourceType {
  readonly name: 'User' | 'Group'
  readonly endpoint: '/Users' | '/Groups'
  readonly description: string
  readonly schema: Schema
  readonly extensions: readonly Schema[]
}

export const USER: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'User accounts.',
  schema: USER_SCHEMA,
  extensions: [ENTERPRISE_USER_SCHEMA],
}

export const GROUP: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Groups of users.',
  schema: GROUP_SCHEMA,
  extensions: [],
}

/**
 * The attribute of a schema by its name, in any case. In a core schema the common attributes (id, externalId, meta,
 * schemas) resolve too, though no schema lists them (RFC 7643 3.1).
 */
export function attributeOf(schema: Schema, name: string): Attribute | undefined {
  return find(memo(attributesBySchema, schema, indexAttributes), name)
}

/** The sub-attribute of a complex attribute by its name, in any case. */
export function subAttributeOf(attribute: Attribute, name: string): Attribute | undefined {
  return attribute.subAttributes && find(memo(subAttributes, attribute, indexSubAttributes), name)
}

/** The core schema or an extension of a resource type by its URN, in any case. */
export function schemaOf(type: ResourceType, urn: string): Schema | undefined {
  return find(memo(schemasByType, type, indexSchemas), urn)
}

/** The attributes of a schema that a resource cannot be without, apart from those the server issues itself. */
export function requiredOf(schema: Schema): readonly Attribute[] {
  return memo(requiredBySchema, schema, ({ attributes }) => attributes.filter(({ required }) => required))
}

/** The attributes of a schema that a response shows only on request or never (RFC 7643 7, `returned`). */
export function hiddenOf(schema: Schema): readonly Attribute[] {
  return memo(hiddenBySchema, schema, ({ attributes }) =>
    attributes.filter(({ returned }) => returned === 'never' || returned === 'request'),
  )
}

/** Whether a schema is one of RFC 7643's core schemas, whose attributes stand at the top of a resource without a URN. */
function isCore(schema: Schema): boolean {
  return schema.id.startsWith('urn:ietf:params:scim:schemas:core:2.0:')
}

type Index<T> = ReadonlyMap<string, T>

// Indexes are made when a schema is first asked and live as long as it does, so a site's own schema needs no registration.
const attributesBySchema = new WeakMap<Schema, Index<Attribute>>()
const subAttributes = new WeakMap<Attribute, Index<Attribute>>()
const requiredBySchema = new WeakMap<Schema, readonly Attribute[]>()
const hiddenBySchema = new WeakMap<Schema, readonly Attribute[]>()
const schemasByType = new WeakMap<ResourceType, Index<Schema>>()

function memo<K extends object, V>(known: WeakMap<K, V>, key: K, make: (key: K) => V): V {
  let value = known.get(key)
  if (value === undefined) {
    value = make(key)
    known.set(key, value)
  }
  return value
}

/** Canonical spellings, which nearly everyone sends, are found without folding. */
function find<T>(index: Index<T>, name: string): T | undefined {
  return index.get(name) ?? index.get(foldCase(name))
}

function indexBy<T>(items: readonly T[], nameOf: (item: T) => string): Index<T> {
  return new Map(
    items.flatMap((item) => [
      [nameOf(item), item],
      [foldCase(nameOf(item)), item],
    ]),
  )
}

function indexAttributes(schema: Schema): Index<Attribute> {
  return indexBy(isCore(schema) ? [...COMMON_ATTRIBUTES, ...schema.attributes] : schema.attributes, nameOf)
}

function indexSubAttributes(attribute: Attribute): Index<Attribute> {
  return indexBy(attribute.subAttributes ?? [], nameOf)
}

function indexSchemas(type: ResourceType): Index<Schema> {
  return indexBy([type.schema, ...type.extensions], (schema) => schema.id)
}

function nameOf(attribute: Attribute): string {
  return attribute.name
}
