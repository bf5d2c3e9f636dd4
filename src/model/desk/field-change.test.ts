import { describe, expect, test } from 'vitest'
import { planFields, type WantedField } from './field-change.ts'
import type { RequestField } from './request-type.ts'

const asked: RequestField = {
  id: 'f1',
  kind: 'text',
  label: 'Where?',
  help: '',
  isRequired: true,
  options: [],
}
const chosen: RequestField = {
  ...{ id: 'f2', kind: 'choice', label: 'Which?', help: '', isRequired: false },
  options: [
    { id: 'o1', label: 'One' },
    { id: 'o2', label: 'Two' },
    { id: 'o3', label: 'Three', isArchived: true },
  ],
}
const before = [asked, chosen]
const wants = (change: Partial<WantedField>): WantedField => ({
  ...{ kind: 'text', label: 'New', help: '', isRequired: false, options: [] },
  ...change,
})
const again = (
  { id, kind, label, help, isRequired, options }: RequestField,
  change: Partial<WantedField> = {},
) => ({
  ...{ id, kind, label, help, isRequired },
  options: options.filter((one) => !one.isArchived),
  ...change,
})

function plan(wanted: readonly WantedField[], mayBeAnswered = true) {
  let made = 0
  return planFields(before, wanted, { newId: () => `new${++made}`, mayBeAnswered })
}

describe('what is kept', () => {
  test('ids stay when labels change, and what is new gets one', () => {
    const options = [{ id: 'o2', label: 'Second' }, { label: 'Fourth' }, { id: 'o1', label: 'One' }]
    expect(plan([again(chosen, { label: 'Which one?', options }), wants({})])).toEqual({
      fields: [
        {
          ...{ id: 'f2', kind: 'choice', label: 'Which one?', help: '', isRequired: false },
          options: [
            { id: 'o2', label: 'Second' },
            { id: 'new1', label: 'Fourth' },
            { id: 'o1', label: 'One' },
            { id: 'o3', label: 'Three', isArchived: true },
          ],
        },
        { ...{ id: 'new2', kind: 'text', label: 'New', help: '', isRequired: false }, options: [] },
      ],
    })
  })

  test('an option that is left out is archived, and one that is named again is offered again', () => {
    const options = [{ id: 'o3', label: 'Three' }]
    expect(plan([again(chosen, { options })])).toMatchObject({
      fields: [
        {
          options: [
            { id: 'o3', label: 'Three' },
            { id: 'o1', label: 'One', isArchived: true },
            { id: 'o2', label: 'Two', isArchived: true },
          ],
        },
      ],
    })
  })

  test('where nobody can have chosen it, it goes', () => {
    const options = [{ id: 'o2', label: 'Two' }]
    expect(plan([again(chosen, { options })], false)).toMatchObject({ fields: [{ options }] })
  })
})

describe('what is refused, by its place', () => {
  test.each<[string, readonly WantedField[], string, string]>([
    ['a field that is not there', [wants({ id: 'f9' })], 'fields.0.id', 'unknown'],
    ['one field twice', [again(asked), again(asked)], 'fields.1.id', 'repeated'],
    ['another kind', [again(asked, { kind: 'paragraph' })], 'fields.0.kind', 'stays'],
    ['a choice of nothing', [wants({}), wants({ kind: 'choices' })], 'fields.1.options', 'empty'],
    ['options of a text', [wants({ options: [{ label: 'A' }] })], 'fields.0.options', 'beyond'],
    [
      'an option of another field',
      [wants({ kind: 'choice', options: [{ id: 'o1', label: 'One' }] })],
      'fields.0.options.0.id',
      'unknown',
    ],
    [
      'one option twice',
      [
        again(chosen, {
          options: [
            { id: 'o1', label: 'A' },
            { id: 'o1', label: 'B' },
          ],
        }),
      ],
      'fields.0.options.1.id',
      'repeated',
    ],
    [
      'two options of one name',
      [wants({ kind: 'choice', options: [{ label: 'A' }, { label: 'A' }] })],
      'fields.0.options.1.label',
      'repeated',
    ],
    [
      'more options than are kept',
      [again(chosen, { options: Array.from({ length: 298 }, (_, n) => ({ label: `${n}` })) })],
      'fields.0.options',
      'too-big',
    ],
  ])('%s', (_what, wanted, field, rule) => {
    expect(plan(wanted)).toMatchObject({ errors: [{ field, rule, detail: expect.stringMatching(/\.$/) }] })
  })

  test('more fields than are kept, with those that are archived', () => {
    const many = Array.from({ length: 299 }, () => wants({}))
    expect(plan(many)).toMatchObject({ errors: [{ field: 'fields', rule: 'too-big', limit: 300 }] })
    expect(plan(many, false)).toMatchObject({ fields: { length: 299 } })
  })
})
