import { expect, test } from 'vitest'
import { memberCalls } from './full-sync.ts'

test.each([
  ['groups of a few calls', 1000, 10],
  ['groups that do not divide evenly', 1001, 7],
  ['more groups than users', 5, 8],
])('%s: nobody is named twice in a group, a call names a hundred at most', (_name, users, groups) => {
  const members = new Map<number, number[]>()
  for (const { group, from, to } of memberCalls(users, groups)) {
    expect(to - from).toBeGreaterThan(0)
    expect(to - from).toBeLessThanOrEqual(100)
    const ids = Array.from({ length: to - from }, (_, n) => (from + n) % users)
    members.set(group, [...(members.get(group) ?? []), ...ids])
  }
  expect(members.size).toBe(groups)
  for (const ids of members.values()) expect(new Set(ids).size).toBe(ids.length)
  const memberships = [...members.values()].flat()
  for (let user = 0; user < users; user++) expect(memberships).toContain(user)
})
