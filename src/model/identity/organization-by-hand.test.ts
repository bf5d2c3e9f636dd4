import { expect, test } from 'vitest'
import {
  deletionRefusals,
  judgeOrganizationDeletion,
  judgeOrganizationRename,
  sayDeletionRefusal,
} from './organization-by-hand.ts'

const nothing = { directories: [], isInMapping: false, hasRequest: false }

test.each([
  ['what nothing feeds, names or shares', nothing, undefined],
  ['what a directory feeds', { ...nothing, directories: ['Entra'] }, 'fed'],
  ['what a rule names', { ...nothing, isInMapping: true }, 'in-mapping'],
  ['what requests are shared with', { ...nothing, hasRequest: true }, 'has-request'],
  ['the directory is said first', { directories: ['Entra'], isInMapping: true, hasRequest: true }, 'fed'],
])('whether an organization can be deleted: %s', (_what, facts, refusal) => {
  expect(judgeOrganizationDeletion(facts)).toBe(refusal)
})

test('every refusal says the name, and what to do', () => {
  const said = deletionRefusals.map((one) =>
    sayDeletionRefusal(one, { name: 'Globex', directories: ['Entra'] }),
  )
  expect(new Set(said).size).toBe(deletionRefusals.length)
  for (const sentence of said) expect(sentence).toMatch(/Globex.*\.$/)
})

test('the name that a group gives is changed where the group is', () => {
  const facts = { name: 'Sales', directories: ['Entra'] }
  expect(judgeOrganizationRename({ ...facts, isNamedByGroup: false })).toBeUndefined()
  expect(judgeOrganizationRename({ ...facts, isNamedByGroup: true })).toMatch(/^name: Sales .*Entra/)
})
