import type { AnswerOf, GivenTo } from '../api-client.ts'
import { newActKey } from '../ui/act-key.ts'

export type RequestType = AnswerOf<'GET /api/portals/{portalId}/request-types/{requestTypeId}'>
type Field = RequestType['fields'][number]
export type Kind = Field['kind']
type Wanted = NonNullable<
  GivenTo<'PATCH /api/portals/{portalId}/request-types/{requestTypeId}'>['body']['fields']
>[number]

export const kinds = [
  'text',
  'paragraph',
  'choice',
  'choices',
  'date',
  'number',
  'checkbox',
  'attachment',
] as const satisfies readonly Kind[]
export const fieldsMax = 50

/** An option as it is being typed; `id` is the server's, `key` tells options apart meanwhile. */
export interface DraftOption {
  readonly key: string
  readonly id?: string
  readonly label: string
}

export interface DraftField {
  readonly key: string
  readonly id?: string
  readonly kind: Kind
  readonly label: string
  readonly help: string
  readonly isRequired: boolean
  readonly options: readonly DraftOption[]
}

export const hasOptions = (kind: Kind) => kind === 'choice' || kind === 'choices'

export const newOption = (): DraftOption => ({ key: newActKey(), label: '' })

export function newField(kind: Kind): DraftField {
  const options = hasOptions(kind) ? [newOption(), newOption()] : []
  return { key: newActKey(), kind, label: '', help: '', isRequired: false, options }
}

/** The same field as another kind, as long as it is new: options come and go with it. */
export function asKind(field: DraftField, kind: Kind): DraftField {
  if (!hasOptions(kind)) return { ...field, kind, options: [] }
  return { ...field, kind, options: field.options.length > 0 ? field.options : [newOption(), newOption()] }
}

export const draftOf = ({ id, kind, label, help, isRequired, options }: Field): DraftField => ({
  ...{ key: id, id, kind, label, help, isRequired },
  options: options.map((one) => ({ key: one.id, ...one })),
})

export const typeFieldsOf = ({ name, description, fields }: RequestType) => ({
  name,
  description,
  fields: fields.map(draftOf) as readonly DraftField[],
})
export type TypeFields = ReturnType<typeof typeFieldsOf>

/** What is sent. */
export function wantedOf({ key: _, options, ...field }: DraftField): Wanted {
  return { ...field, options: options.map(({ key: __, ...option }) => option) }
}
