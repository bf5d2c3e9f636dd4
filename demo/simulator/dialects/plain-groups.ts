// Groups as RFC 7644 has them, for providers that do nothing else with them, or of which nothing else is known.
import type { SimulatedGroup } from '../company.ts'
import type { GroupDialect, Member } from '../dialect.ts'
import { core } from '../urns.ts'
import { filterOf, firstOf, removalsByPath, valuesOf } from './pieces.ts'

interface Ways {
  readonly leave?: (members: readonly Member[]) => object[]
  readonly bodyOf?: (group: SimulatedGroup) => object
}

export function plainGroups({ leave: leaving = removalsByPath, bodyOf = groupOf }: Ways = {}): GroupDialect {
  const groups: GroupDialect = {
    async push(scim, group, members) {
      const found = await firstOf(scim, `/Groups?${filterOf('displayName', 'eq', group.name)}`)
      if (found !== undefined) {
        await groups.change(scim, found, group, { join: members, leave: [] })
        return found
      }
      const body = { ...bodyOf(group), members: valuesOf(members) }
      return scim.create('/Groups', body)
    },
    async change(scim, id, _group, { join, leave }) {
      const added = join.length > 0 ? [{ op: 'add', path: 'members', value: valuesOf(join) }] : []
      const operations = [...leaving(leave), ...added]
      if (operations.length > 0) await scim.patch(`/Groups/${id}`, ...operations)
    },
    async rename(scim, id, { name }) {
      await scim.patch(`/Groups/${id}`, { op: 'replace', path: 'displayName', value: name })
    },
  }
  return groups
}

const groupOf = ({ name }: SimulatedGroup): object => ({ schemas: [`${core}:Group`], displayName: name })

/** `members` with a list of whom to remove: authentik and JumpCloud, as Entra (Entra 4, P21). */
export const removalByList = (members: readonly Member[]): object[] =>
  members.length > 0 ? [{ op: 'remove', path: 'members', value: valuesOf(members) }] : []
