import { expect, test } from 'vitest'
import { type FormerPerson, judgeSuccession, type SuccessorUser } from './succession.ts'

const ann: FormerPerson = {
  customerId: 'c',
  name: 'Ann Lee',
  address: 'Ann@globex.com',
  isShared: false,
  namesakes: 1,
}
const user = (more: Partial<SuccessorUser> = {}): SuccessorUser => ({
  userId: 'u',
  name: 'Ann Lee',
  address: 'ann@globex.com',
  customerId: null,
  namesakes: 1,
  ...more,
})
const other = (more: Partial<SuccessorUser> = {}) =>
  user({ userId: 'v', address: 'a.lee@globex.eu', ...more })

test.each<[what: string, person: FormerPerson, candidates: SuccessorUser[], byName: boolean, kind: string]>([
  ['the same address, in other letters', ann, [user()], false, 'address'],
  ['the same address goes before the same name', ann, [other(), user({ name: 'A. Lee' })], true, 'address'],
  ['two users with the address', ann, [user(), user({ userId: 'w' })], true, 'several'],
  ['only the name', ann, [other()], false, 'only-name'],
  ['only the name, where that is enough', ann, [other()], true, 'name'],
  ['a name that two users have', ann, [other({ namesakes: 2 })], true, 'nobody'],
  ['a name that two had before', { ...ann, namesakes: 2 }, [other()], true, 'nobody'],
  ['no address, and the name', { ...ann, address: null }, [user()], true, 'name'],
  ['nobody', ann, [], true, 'nobody'],
  ['somebody else', ann, [other({ name: 'Bob' })], true, 'nobody'],
  ['whom another directory has as well', { ...ann, isShared: true }, [user()], true, 'shared'],
])('who is whom in the successor: %s', (_what, person, candidates, byName, kind) => {
  expect(judgeSuccession(person, candidates, byName).kind).toBe(kind)
})
