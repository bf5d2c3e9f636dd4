/** How the fields of a kind of request are changed: as one list, which says what is asked from now on. */
import type { FieldError, FieldKind, FieldOption, RequestField } from './request-type.ts'

/** How many fields a form asks, and how many are kept with those that are asked no more. */
export const fieldsMax = 50
const fieldsKeptMax = 300
/** The same of the options of a field. */
export const optionsMax = 100
const optionsKeptMax = 300

const hasOptions = (kind: FieldKind) => kind === 'choice' || kind === 'choices'

/** A field as somebody wants it. Without an id it is a new one, and so is an option. */
export interface WantedField {
  readonly id?: string | undefined
  readonly kind: FieldKind
  readonly label: string
  readonly help: string
  readonly isRequired: boolean
  readonly options: readonly { readonly id?: string | undefined; readonly label: string }[]
}

/**
 * What is to be kept of the fields: those that are wanted, in order, each with the options of before that are offered no more,
 * as far as somebody may have chosen them.
 * @param before every field of the kind of request, archived ones too
 * @param wanted those that are asked from now on; naming an archived one asks it again
 * @param given.mayBeAnswered whether a request may hold an answer
 * @returns the fields, or what is wrong by its place in the list
 */
export function planFields(
  before: readonly RequestField[],
  wanted: readonly WantedField[],
  { newId, mayBeAnswered }: { readonly newId: () => string; readonly mayBeAnswered: boolean },
): { readonly fields: readonly RequestField[] } | { readonly errors: readonly FieldError[] } {
  const known = new Map(before.map((field) => [field.id, field]))
  const errors: FieldError[] = []
  const named = new Set<string>()
  const fields = wanted.map((field, n): RequestField => {
    const { id, kind, label, help, isRequired } = field
    const earlier = id === undefined ? undefined : known.get(id)
    const at = `fields.${n}`
    if (id !== undefined && !earlier)
      errors.push(fault(`${at}.id`, 'unknown', 'is no field of this kind of request.'))
    if (id !== undefined && named.has(id)) errors.push(fault(`${at}.id`, 'repeated', 'is named twice.'))
    if (earlier && earlier.kind !== kind) {
      errors.push(
        fault(
          `${at}.kind`,
          'stays',
          `stays ${earlier.kind}: what was answered would mean something else. Add a new field.`,
        ),
      )
    }
    named.add(id ?? '')
    named.delete('')
    const { options, errors: more } = planOptions(at, field, earlier?.options ?? [], { newId, mayBeAnswered })
    errors.push(...more)
    return { id: id ?? newId(), kind, label, help, isRequired, options }
  })
  const kept = mayBeAnswered ? new Set([...known.keys(), ...fields.map(({ id }) => id)]).size : 0
  if (kept > fieldsKeptMax) errors.push(tooMany('fields', fieldsKeptMax))
  return errors.length > 0 ? { errors } : { fields }
}

const fault = (field: string, rule: string, detail: string): FieldError => ({ field, rule, detail })
const tooMany = (field: string, limit: number): FieldError => ({
  ...fault(field, 'too-big', `must be at most ${limit}, with those that are archived.`),
  limit,
})

function planOptions(
  at: string,
  { kind, options: wanted }: WantedField,
  before: readonly FieldOption[],
  { newId, mayBeAnswered }: { readonly newId: () => string; readonly mayBeAnswered: boolean },
): { readonly options: readonly FieldOption[]; readonly errors: readonly FieldError[] } {
  const place = `${at}.options`
  if (!hasOptions(kind)) {
    const errors = wanted.length > 0 ? [fault(place, 'beyond', 'are for choices only.')] : []
    return { options: [], errors }
  }
  const errors: FieldError[] = wanted.length > 0 ? [] : [fault(place, 'empty', 'must not be empty.')]
  const known = new Set(before.map(({ id }) => id))
  const labels = new Set<string>()
  const named = new Set<string>()
  const offered = wanted.map(({ id, label }, n): FieldOption => {
    if (id !== undefined && !known.has(id))
      errors.push(fault(`${place}.${n}.id`, 'unknown', 'is no option of this field.'))
    if (id !== undefined && named.has(id))
      errors.push(fault(`${place}.${n}.id`, 'repeated', 'is named twice.'))
    if (labels.has(label)) errors.push(fault(`${place}.${n}.label`, 'repeated', 'is there already.'))
    labels.add(label)
    const option = { id: id ?? newId(), label }
    named.add(option.id)
    return option
  })
  const left = mayBeAnswered ? before.filter(({ id }) => !named.has(id)) : []
  const options = [...offered, ...left.map(({ id, label }) => ({ id, label, isArchived: true }))]
  if (options.length > optionsKeptMax) errors.push(tooMany(place, optionsKeptMax))
  return { options, errors }
}
