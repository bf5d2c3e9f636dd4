/** A site's customer detail fields as an extension schema of User. */
import { type DetailField, type DetailType, detailsUrn } from '../../model/identity/detail-field.ts'
import { attribute } from './schema-common.ts'
import { type AttributeType, type ResourceType, type Schema, USER } from './schemas.ts'

const types: Record<DetailType, AttributeType> = {
  text: 'string',
  number: 'decimal',
  boolean: 'boolean',
  date: 'dateTime',
}

function detailsSchema(fields: readonly DetailField[]): Schema {
  return {
    id: detailsUrn,
    name: 'CustomerDetails',
    description: 'What this help desk wants to know of its customers.',
    attributes: fields.map(({ key, label, type, description }) =>
      attribute(key, description === '' ? label : description, { type: types[type] }),
    ),
  }
}

/** Types live as long as their fields stay the same: what is indexed for a schema is found by its identity. */
const known = new Map<string, ResourceType>()
const knownMax = 1_000

/** What `/Users` serves at a site with these fields. */
export function userTypeWith(fields: readonly DetailField[]): ResourceType {
  if (fields.length === 0) return USER
  const key = JSON.stringify(fields)
  let type = known.get(key)
  if (!type) {
    type = { ...USER, extensions: [...USER.extensions, detailsSchema(fields)] }
    if (known.size >= knownMax) known.clear()
    known.set(key, type)
  }
  return type
}
