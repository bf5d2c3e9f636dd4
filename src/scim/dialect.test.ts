import { describe, expect, test } from 'vitest'
import { isEntraTombstone, withoutEntraTombstone } from './dialect.ts'

const id = '283405f5c0de4a2b9e1f00112233aac2'

describe('the name of a user Entra has soft-deleted (P11)', () => {
  test.each([
    {
      name: '32 hexadecimal digits before the old name',
      old: 'ralf@a.example',
      now: `${id}ralf@a.example`,
      expected: true,
    },
    { name: 'names have no case', old: 'Ralf@a.example', now: `${id}ralf@A.example`, expected: true },
    {
      name: 'another name after the digits is a new name',
      old: 'ralf@a.example',
      now: `${id}max@a.example`,
      expected: false,
    },
    {
      name: 'one digit less is a name',
      old: 'ralf@a.example',
      now: `${id.slice(1)}ralf@a.example`,
      expected: false,
    },
    { name: 'a name that is no address is a name', old: 'ralf', now: `${id}ralf`, expected: false },
    { name: 'nothing changed', old: 'ralf@a.example', now: 'ralf@a.example', expected: false },
    { name: 'already soft-deleted', old: `${id}ralf@a.example`, now: `${id}ralf@a.example`, expected: false },
  ])('$name', ({ old, now, expected }) => {
    expect(isEntraTombstone(old, now)).toBe(expected)
  })

  test('the digits go, any other name stays', () => {
    expect(withoutEntraTombstone(`${id}ralf@a.example`)).toBe('ralf@a.example')
    expect(withoutEntraTombstone('ralf@a.example')).toBe('ralf@a.example')
  })
})
