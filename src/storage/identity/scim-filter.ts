import type {
  AttributeReference,
  Comparand,
  CompareOperator,
  Filter,
} from '../../model/identity/resource-filter.ts'
import { foldCase } from '../../model/identity/resource-filter.ts'
import { isResourceId } from '../../model/ids.ts'

/**
 * Compiles a filter to a set of resource keys that an index serves, and to what is left to be judged in memory. Each
 * comparison is a key set of its own; `or` is their union, `and` their intersection: as one WHERE with OR the same
 * took 602 ms instead of 0.25 on a million users, because PostgreSQL then scans.
 */
export interface FilterPlan {
  /** SQL that selects keys; $1 is the site, $2 the directory, the rest are `values`. Undefined: no index helps. */
  readonly keys: string | undefined
  readonly values: readonly unknown[]
  /** What the keys do not decide; undefined when they are exact. */
  readonly rest: Filter | undefined
  /** Few rows are left, because an equality on a person's or a group's own value is among the conditions. */
  readonly isPoint: boolean
}

export type ResourceKind = 'users' | 'groups'

/** Adds a parameter and answers its placeholder. */
type AddValue = (value: unknown) => string
/** SQL that is written only when it is used, because PostgreSQL refuses parameters that no text mentions. */
type Keys = (value: AddValue) => string

interface Part {
  readonly keys: Keys | undefined
  readonly rest: Filter | undefined
  readonly isPoint: boolean
}

/** The key set of one comparison; undefined when no index serves the operator. */
type KeySet = (operator: CompareOperator, comparand: string) => Keys | undefined

const highest = '\u{10ffff}'

/** A folded or exact text column: equality, and a prefix as a range (never LIKE or ^@, which use no index here). */
function column(table: string, key: string, name: string, fold: (text: string) => string): KeySet {
  const from = `select ${key} from ${table} where site_id = $1 and directory_id = $2`
  return (operator, comparand) => {
    const text = fold(comparand)
    if (operator === 'eq') return (value) => `${from} and ${name} = ${value(text)}`
    if (operator !== 'sw') return undefined
    return (value) => `${from} and ${name} >= ${value(text)} and ${name} < ${value(text + highest)}`
  }
}

function id(table: string, key: string): KeySet {
  return (operator, comparand) => {
    if (operator !== 'eq') return undefined
    const uuid = isResourceId(comparand) ? comparand : null
    return (value) =>
      `select ${key} from ${table} where site_id = $1 and directory_id = $2 and ${key} = ${value(uuid)}`
  }
}

/** Groups that a user or a group is directly in, as `members.value eq` asks. */
const memberValue: KeySet = (operator, comparand) => {
  if (operator !== 'eq') return undefined
  return (value) => {
    const member = `${value(isResourceId(comparand) ? comparand : null)}::uuid`
    return `select group_id from directory_group_members
        where site_id = $1 and directory_id = $2 and user_id = ${member}
      union select group_id from directory_group_nesting
        where site_id = $1 and directory_id = $2 and inner_group_id = ${member}`
  }
}

/** Users that are directly or indirectly in a group, as `groups.value eq` asks. */
const groupValue: KeySet = (operator, comparand) => {
  if (operator !== 'eq') return undefined
  return (value) => `select m.user_id from directory_group_closure k
    join directory_group_members m
      on m.site_id = $1 and m.directory_id = $2 and m.group_id = k.inner_group_id
    where k.site_id = $1 and k.directory_id = $2
      and k.group_id = ${value(isResourceId(comparand) ? comparand : null)}`
}

const exact = (text: string) => text

/** The attributes whose comparisons an index serves. */
const indexed: { readonly [kind in ResourceKind]: { readonly [path: string]: KeySet } } = {
  users: {
    id: id('directory_users', 'user_id'),
    userName: column('directory_users', 'user_id', 'user_name_folded', foldCase),
    externalId: column('directory_users', 'user_id', 'external_id', exact),
    displayName: column('directory_users', 'user_id', 'display_name_folded', foldCase),
    'emails.value': column('directory_user_emails', 'user_id', 'value_folded', foldCase),
    'groups.value': groupValue,
  },
  groups: {
    id: id('directory_groups', 'group_id'),
    displayName: column('directory_groups', 'group_id', 'display_name_folded', foldCase),
    externalId: column('directory_groups', 'group_id', 'external_id', exact),
    'members.value': memberValue,
  },
}

/** Compiles a filter for one kind of resource. */
export function planFilter(filter: Filter, kind: ResourceKind): FilterPlan {
  const values: unknown[] = []
  const { keys, rest, isPoint } = plan(filter, kind)
  const text = keys?.((value) => {
    values.push(value)
    return `$${values.length + 2}`
  })
  return { keys: text, values, rest, isPoint }
}

function plan(filter: Filter, kind: ResourceKind): Part {
  switch (filter.kind) {
    case 'compare':
      return planCompare(filter, filter.attribute, filter.operator, filter.value, kind)
    case 'element':
      return planElement(filter, kind)
    case 'and':
      return planAnd(filter.all, kind)
    case 'or':
      return planOr(filter, kind)
    default:
      return unserved(filter)
  }
}

function unserved(filter: Filter): Part {
  return { keys: undefined, rest: filter, isPoint: false }
}

function pathOf({ extension, name, sub }: AttributeReference): string {
  return `${extension === undefined ? '' : `${extension}:`}${name}${sub === undefined ? '' : `.${sub}`}`
}

function planCompare(
  filter: Filter,
  attribute: AttributeReference,
  operator: CompareOperator,
  comparand: Comparand,
  kind: ResourceKind,
): Part {
  const keySet = indexed[kind][pathOf(attribute)]
  if (!keySet || typeof comparand !== 'string') return unserved(filter)
  const keys = keySet(operator, comparand)
  if (keys === undefined) return unserved(filter)
  // A group may have a million users.
  return { keys, rest: undefined, isPoint: operator === 'eq' && keySet !== groupValue }
}

/** `emails[type eq "work" and value eq "x"]`: the value finds the rows, the type is judged with the rest. */
function planElement(filter: Filter & { kind: 'element' }, kind: ResourceKind): Part {
  const inner = filter.inner.kind === 'and' ? filter.inner.all : [filter.inner]
  for (const one of inner) {
    if (one.kind !== 'compare' || one.attribute.name !== 'value') continue
    const attribute = { ...filter.attribute, sub: 'value' }
    const part = planCompare(filter, attribute, one.operator, one.value, kind)
    if (part.keys !== undefined) return { ...part, rest: inner.length === 1 ? undefined : filter }
  }
  return unserved(filter)
}

/** The intersection of what equalities serve; anything else is judged on the few rows they leave. */
function planAnd(all: readonly Filter[], kind: ResourceKind): Part {
  const planned = all.map((filter) => ({ filter, part: plan(filter, kind) }))
  const isPoint = planned.some(({ part }) => part.isPoint)
  const parts = planned.map(({ filter, part }) => (isPoint && !part.isPoint ? unserved(filter) : part))
  const served = parts.flatMap(({ keys }) => (keys === undefined ? [] : [keys]))
  const rest = parts.flatMap((part) => (part.rest === undefined ? [] : [part.rest]))
  return {
    keys: served.length === 0 ? undefined : combined(served, 'intersect'),
    rest: rest.length > 1 ? { kind: 'and', all: rest } : rest[0],
    isPoint,
  }
}

function combined(keys: readonly Keys[], how: 'intersect' | 'union'): Keys {
  return (value) => keys.map((one) => `(${one(value)})`).join(` ${how} `)
}

function planOr(filter: Filter & { kind: 'or' }, kind: ResourceKind): Part {
  const parts = filter.any.map((one) => plan(one, kind))
  const keys = parts.flatMap((part) => (part.keys === undefined ? [] : [part.keys]))
  if (keys.length < parts.length) return unserved(filter)
  return {
    keys: combined(keys, 'union'),
    rest: parts.some(({ rest }) => rest !== undefined) ? filter : undefined,
    isPoint: false,
  }
}
