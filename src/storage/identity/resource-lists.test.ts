import { describe, expect, test } from 'vitest'
import { parseFilter } from '../../scim/filter/filter.ts'
import { GROUP, USER } from '../../scim/schema/schemas.ts'
import { orderById, type ResourceKind } from './indexed-attributes.ts'
import { resourcePage } from './resource-lists.ts'
import { planFilter } from './scim-filter.ts'

describe('a page shares a round trip', () => {
  test.each<[ResourceKind, string, number, boolean]>([
    ['users', 'userName eq "ann"', 100, true],
    ['groups', 'displayName eq "sales"', 100, true],
    // All may have one name, and each a large resource with many groups.
    ['users', 'displayName eq "ann"', 1_000, false],
    ['users', 'displayName eq "ann" and title eq "x"', 5_001, false],
    ['groups', 'members.value eq "0192f0c4-0000-7000-8000-000000000001"', 100, false],
    ['users', 'userName sw "a"', 100, false],
  ])('of %s: %s, %i at most: %s', (kind, filter, limit, isBrief) => {
    const list = {
      siteId: 1,
      directoryId: 2,
      kind,
      plan: planFilter(parseFilter(filter, kind === 'users' ? USER : GROUP), kind),
    }
    const page = { order: orderById(kind), offset: 0, limit }
    expect(resourcePage(list, page).isBrief).toBe(isBrief)
  })
})
