import { Checkbox, Input, NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import c from './request-form.module.css'

type FieldKind =
  AnswerOf<'GET /api/portals/{portalId}/request-types/{requestTypeId}'>['fields'][number]['kind']

/** Answers by the field's id: days as `2026-11-28`, choices by the ids of their options; what is not answered is not there. */
export interface FieldValues {
  readonly [fieldId: string]: string | number | boolean | readonly string[]
}

/** A field of a form, as the API says it. */
interface FormField {
  readonly id: string
  readonly kind: FieldKind
  readonly label: string
  readonly help: string
  readonly isRequired: boolean
  readonly options: readonly { readonly id: string; readonly label: string }[]
}

type Value = FieldValues[string] | undefined

interface Props {
  readonly fields: readonly FormField[]
  /** What is answered so far, by the field's id. */
  readonly values: FieldValues
  /** What is wrong, as sentences, by the field's id. */
  readonly errors?: { readonly [fieldId: string]: string | undefined }
  /** @param value undefined: not answered any more */
  onChange(fieldId: string, value: Value): void
  /** How files are added to a field of attachments. */
  readonly renderAttachments?: (field: FormField) => ReactNode
  /** Large where people ask, small where the form is only looked at. */
  readonly size?: 'sm' | 'md'
}

/** The fields that a kind of request asks for, to be filled in. Which answers are right, the server says. */
export function RequestFormFields({ fields, values, errors = {}, size = 'md', ...acts }: Props) {
  return (
    <div className={c.fields}>
      {fields.map((field) => (
        <Field
          key={field.id}
          field={field}
          value={values[field.id]}
          error={errors[field.id]}
          size={size}
          {...acts}
        />
      ))}
    </div>
  )
}

interface FieldProps extends Pick<Props, 'onChange' | 'renderAttachments'> {
  readonly field: FormField
  readonly value: Value
  readonly error: string | undefined
  readonly size: 'sm' | 'md'
}

/** Longest answers, as the server takes them. */
const textMax = 255
const paragraphMax = 32_000

function Field({ field, value, error, size, onChange, renderAttachments }: FieldProps) {
  const { requestForm: words } = useTexts()
  const { id, kind, label, help, isRequired, options } = field
  const shared = {
    ...{ label, size, error },
    ...(help !== '' && { description: <span className={c.help}>{help}</span> }),
    withAsterisk: isRequired,
  }
  const input = { ...shared, 'aria-required': isRequired }
  const text = typeof value === 'string' ? value : ''
  const chosen = Array.isArray(value) ? [...value] : []
  const say = (given: string) => onChange(id, given === '' ? undefined : given)
  switch (kind) {
    case 'text':
      return (
        <TextInput
          {...input}
          maxLength={textMax}
          value={text}
          onChange={(event) => say(event.currentTarget.value)}
        />
      )
    case 'paragraph':
      return (
        <Textarea
          {...input}
          autosize
          minRows={4}
          maxRows={20}
          maxLength={paragraphMax}
          value={text}
          onChange={(event) => say(event.currentTarget.value)}
        />
      )
    case 'date':
      return (
        <TextInput
          {...input}
          type="date"
          className={c.short}
          value={text}
          onChange={(event) => say(event.currentTarget.value)}
        />
      )
    case 'number':
      return (
        <TextInput
          {...input}
          type="number"
          step="any"
          inputMode="decimal"
          className={c.short}
          value={typeof value === 'number' ? value : ''}
          onChange={({ currentTarget: { valueAsNumber } }) =>
            onChange(id, Number.isFinite(valueAsNumber) ? valueAsNumber : undefined)
          }
        />
      )
    case 'choice':
      return (
        <NativeSelect
          {...input}
          value={text}
          onChange={(event) => say(event.currentTarget.value)}
          data={[
            { value: '', label: isRequired ? words.choose : words.noAnswer },
            ...options.map((one) => ({ value: one.id, label: one.label })),
          ]}
        />
      )
    case 'choices':
      return (
        <Checkbox.Group
          {...shared}
          value={chosen}
          onChange={(ids) => onChange(id, ids.length > 0 ? ids : undefined)}
        >
          <div className={c.options}>
            {options.map((one) => (
              <Checkbox key={one.id} size={size} value={one.id} label={one.label} />
            ))}
          </div>
        </Checkbox.Group>
      )
    case 'checkbox':
      return (
        <Checkbox
          size={size}
          error={error}
          label={
            <>
              {label}
              {isRequired && (
                <span className={c.asterisk} aria-hidden>
                  {' *'}
                </span>
              )}
            </>
          }
          {...(help !== '' && { description: <span className={c.help}>{help}</span> })}
          aria-required={isRequired}
          checked={value === true}
          onChange={(event) => onChange(id, event.currentTarget.checked || undefined)}
        />
      )
    case 'attachment':
      return (
        <fieldset className={c.files}>
          <Input.Wrapper {...shared} labelElement="div">
            {renderAttachments?.(field) ?? <p className="quiet">{words.filesHere}</p>}
          </Input.Wrapper>
        </fieldset>
      )
  }
}
