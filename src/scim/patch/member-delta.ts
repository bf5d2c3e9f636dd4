/** Collects changes of a group's members and gives the shortest list of changes with the same effect. */
import type { Filter } from '../../model/identity/resource-filter.ts'
import type { GroupMember } from '../schema/group-members.ts'

/** A member as a change names it. */
export type MemberReference = GroupMember

export type MemberChange =
  | { readonly kind: 'add'; readonly members: MemberReference[] }
  | { readonly kind: 'remove'; readonly values: string[] }
  /** All members go, these come. */
  | { readonly kind: 'replace'; readonly members: MemberReference[] }
  /** Only for filters that are more than a list of ids. */
  | { readonly kind: 'removeMatching'; readonly filter: Filter }

/**
 * What is known of a stretch between two filters: for each id whether it ends as a member (the reference) or not (null). A
 * stretch that begins with a replacement knows all ids, so nothing needs to be said of those that are not members.
 */
interface Stretch {
  replaces: boolean
  readonly ends: Map<string, MemberReference | null>
}

/** Each operation costs what it names; the last word on an id counts. */
export class MemberDelta {
  #done: MemberChange[] = []
  #stretch: Stretch = { replaces: false, ends: new Map() }

  add(members: readonly MemberReference[]): void {
    const { ends } = this.#stretch
    for (const member of members) {
      const before = ends.get(member.value)
      // Whoever names a member again without its type has not taken the type back.
      ends.set(member.value, before ? { ...before, ...member } : member)
    }
  }

  remove(values: readonly string[]): void {
    const { ends, replaces } = this.#stretch
    for (const value of values) {
      if (replaces) ends.delete(value)
      else ends.set(value, null)
    }
  }

  /** Nothing that came before matters any more. */
  replace(members: readonly MemberReference[]): void {
    this.#done = []
    this.#stretch = { replaces: true, ends: new Map() }
    this.add(members)
  }

  removeMatching(filter: Filter): void {
    this.#endStretch()
    this.#done.push({ kind: 'removeMatching', filter })
  }

  /** The changes in the order in which they must be applied. */
  changes(): MemberChange[] {
    this.#endStretch()
    return this.#done
  }

  #endStretch(): void {
    const { ends, replaces } = this.#stretch
    this.#stretch = { replaces: false, ends: new Map() }
    const members: MemberReference[] = []
    const values: string[] = []
    for (const [value, member] of ends) {
      if (member) members.push(member)
      else values.push(value)
    }
    if (replaces) this.#done.push({ kind: 'replace', members })
    else {
      if (values.length > 0) this.#done.push({ kind: 'remove', values })
      if (members.length > 0) this.#done.push({ kind: 'add', members })
    }
  }
}
