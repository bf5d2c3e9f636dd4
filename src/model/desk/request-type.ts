/** What a kind of request asks for, and what may be answered. */
import { plainCharacters, plainLines } from '../contract.ts'
import { isDay } from '../day.ts'
import { isResourceId } from '../ids.ts'

export const fieldKinds = [
  'text',
  'paragraph',
  'choice',
  'choices',
  'date',
  'number',
  'checkbox',
  'attachment',
] as const
export type FieldKind = (typeof fieldKinds)[number]

/** What can be chosen. Answers hold the id, which stays when the label changes. */
export interface FieldOption {
  readonly id: string
  readonly label: string
  /** It is chosen no more, and stays for those who did. */
  readonly isArchived?: boolean
}

export interface RequestField {
  readonly id: string
  readonly kind: FieldKind
  readonly label: string
  readonly help: string
  readonly isRequired: boolean
  /** Of `choice` and `choices`; of others none. */
  readonly options: readonly FieldOption[]
}

export const helpMax = 500
/** More than a field offers. */
const chosenMax = 200

/** What may be answered. */
const textMax = 255
const paragraphMax = 32_000
export const attachmentsMax = 20
/** Beyond this a number is none that JavaScript counts with exactly, with a few digits behind the point. */
const numberMax = 1_000_000_000_000

/** Days as `2026-11-28`, choices by the ids of their options, attachments by their own. */
type FieldValue = string | number | boolean | readonly string[]
/** By the field's id; what was not answered is not there. */
export interface FieldValues {
  readonly [fieldId: string]: FieldValue
}

export interface FieldError {
  /** `fields.` and the field's id. */
  readonly field: string
  readonly rule: string
  readonly detail: string
  readonly limit?: number
}

type Fault = Omit<FieldError, 'field'>
type Read = { readonly value: FieldValue | undefined } | Fault

const fault = (rule: string, detail: string, limit?: number): Fault => ({
  rule,
  detail,
  ...(limit !== undefined && { limit }),
})
const required = fault('missing', 'must be answered.')
const isFault = (read: Read): read is Fault => 'rule' in read

/**
 * Reads what somebody answered to a form.
 * @param fields those that are asked now; archived ones are not among them
 * @param given by the id of the field, as it came
 * @returns the answers, or every field at fault with the rule that it breaks
 */
export function readFieldValues(
  fields: readonly RequestField[],
  given: { readonly [fieldId: string]: unknown },
): { readonly values: FieldValues } | { readonly errors: readonly FieldError[] } {
  const answers = new Map(Object.entries(given))
  const known = new Set(fields.map(({ id }) => id))
  const errors: FieldError[] = []
  const values: [string, FieldValue][] = []
  for (const field of fields) {
    const read = readValue(field, answers.get(field.id) ?? null)
    if (isFault(read)) errors.push({ field: `fields.${field.id}`, ...read })
    else if (read.value !== undefined) values.push([field.id, read.value])
  }
  for (const name of answers.keys()) {
    if (known.has(name)) continue
    errors.push({ field: `fields.${name.slice(0, 100)}`, ...fault('unknown', 'is not asked here.') })
  }
  return errors.length > 0 ? { errors } : { values: Object.fromEntries(values) }
}

/** @param given null where nothing was */
function readValue(field: RequestField, given: unknown): Read {
  const read = given === null ? { value: undefined } : readers[field.kind](given, field)
  return field.isRequired && !isFault(read) && read.value === undefined ? required : read
}

const readers: {
  readonly [kind in FieldKind]: (given: unknown, field: RequestField) => Read
} = {
  text: (given) => readText(given, plainCharacters, textMax),
  paragraph: (given) => readText(given, plainLines, paragraphMax),
  choice: (given, field) => {
    if (typeof given !== 'string') return fault('type', 'must be the id of an option.')
    if (given === '') return { value: undefined }
    return canChoose(field, given) ? { value: given } : noSuchOption
  },
  choices: (given, field) => {
    const list = readList(given, chosenMax)
    if (isFault(list)) return list
    return list.value.every((id) => canChoose(field, id)) ? orNothing(list.value) : noSuchOption
  },
  date: (given) => {
    if (given === '') return { value: undefined }
    const isOne = typeof given === 'string' && isDay(given)
    return isOne ? { value: given } : fault('format', 'must be a day such as 2026-11-28.')
  },
  number: (given) => {
    if (typeof given !== 'number' || !Number.isFinite(given)) return fault('type', 'must be a number.')
    if (given > numberMax) return fault('too-big', `must be at most ${numberMax}.`, numberMax)
    return given < -numberMax
      ? fault('too-small', `must be at least ${-numberMax}.`, -numberMax)
      : { value: given }
  },
  checkbox: (given) => {
    if (typeof given !== 'boolean') return fault('type', 'must be true or false.')
    // Whoever does not tick it has said nothing: a box that is required must be ticked.
    return { value: given || undefined }
  },
  attachment: (given) => {
    const list = readList(given, attachmentsMax)
    if (isFault(list)) return list
    return list.value.every(isResourceId)
      ? orNothing(list.value)
      : fault('format', 'must hold ids of attachments.')
  },
}

const noSuchOption = fault('choice', 'must be among the options that are offered.')
const canChoose = ({ options }: RequestField, id: string) =>
  options.some((one) => one.id === id && !one.isArchived)

const orNothing = (list: readonly string[]): Read => ({ value: list.length > 0 ? list : undefined })

function readText(given: unknown, characters: RegExp, max: number): Read {
  if (typeof given !== 'string') return fault('type', 'must be a text.')
  const text = given.replaceAll('\r\n', '\n').trim()
  if (!characters.test(text)) return fault('characters', 'must not hold control characters.')
  if (text.length > max) return fault('too-big', `must be at most ${max} characters long.`, max)
  return { value: text === '' ? undefined : text }
}

function readList(given: unknown, max: number): Fault | { readonly value: readonly string[] } {
  if (!Array.isArray(given) || !given.every((one) => typeof one === 'string'))
    return fault('type', 'must be a list of texts.')
  if (given.length > max) return fault('too-big', `must be at most ${max} elements long.`, max)
  if (new Set(given).size < given.length) return fault('repeated', 'must not name one twice.')
  return { value: given }
}
