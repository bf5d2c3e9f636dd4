import { invalid } from '../errors.ts'
import { isObject, type Json } from './resource-filter.ts'

/**
 * A customer detail field: something a site wants to know of its customers beyond name and address, such as a contract
 * number. Directories fill it by SCIM; its key is the attribute's name in the extension schema.
 */
export interface DetailField {
  /** Letters, digits and `_`; unique at the site without regard to case; never changed. */
  readonly key: string
  /** What people read beside the value. */
  readonly label: string
  readonly type: DetailType
  /** What the field is for; identity providers show it to those who map it. May be empty. */
  readonly description: string
}

export const detailTypes = ['text', 'number', 'boolean', 'date'] as const
export type DetailType = (typeof detailTypes)[number]

export type DetailValue = string | number | boolean

/** The values a directory gave for its site's fields, by key. */
export interface Details {
  readonly [key: string]: DetailValue
}

/**
 * The extension schema that holds them. Entra takes custom attributes only under URNs of this form (Microsoft Learn,
 * "Customize user provisioning attribute-mappings", "Custom attributes").
 */
export const detailsUrn = 'urn:ietf:params:scim:schemas:extension:doorward:2.0:User'

/** As many fields as one form can hold. */
export const detailFieldsMax = 50

const keyPattern = /^[A-Za-z][A-Za-z0-9_]{0,62}$/
const textMax = { label: 100, description: 500 }

/**
 * A field as somebody described it.
 * @throws DoorwardError naming the option and the rule it breaks
 */
export function readDetailField(given: {
  key: string
  label: string
  type: string
  description: string
}): DetailField {
  if (!keyPattern.test(given.key)) {
    throw invalid(
      'key',
      'must be 1 to 63 letters, digits and _, beginning with a letter, such as contractNumber.',
    )
  }
  const type = detailTypes.find((known) => known === given.type)
  if (!type) throw invalid('type', `must be one of ${detailTypes.join(', ')}.`)
  const label = given.label.trim()
  const description = given.description.trim()
  if (label === '') throw invalid('label', 'must not be empty.')
  for (const [name, text] of Object.entries({ label, description })) {
    const max = textMax[name as keyof typeof textMax]
    if (text.length > max || /\p{Cc}/u.test(text)) {
      throw invalid(name, `must be at most ${max} characters, without control characters.`)
    }
  }
  return { key: given.key, label, type, description }
}

/**
 * The same field under another label or description; key and type are what directories write to, and stay.
 * @throws DoorwardError naming the option and the rule it breaks
 */
export function changedDetailField(
  field: DetailField,
  { label = field.label, description = field.description }: DetailFieldChange,
): DetailField {
  return readDetailField({ ...field, label, description })
}

export interface DetailFieldChange {
  readonly label?: string | undefined
  readonly description?: string | undefined
}

/** What a directory user's resource says about its site's fields, in the order of their keys. */
export function detailsOf(extension: Json | undefined): Details {
  if (extension === undefined || !isObject(extension)) return {}
  const given = Object.entries(extension).filter((entry): entry is [string, DetailValue] =>
    ['string', 'number', 'boolean'].includes(typeof entry[1]),
  )
  return Object.fromEntries(given.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The fields whose values differ, each with both. */
export function changedDetails(
  before: Details,
  after: Details,
): { key: string; before: DetailValue | undefined; after: DetailValue | undefined }[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys
    .filter((key) => before[key] !== after[key])
    .map((key) => ({ key, before: before[key], after: after[key] }))
}
