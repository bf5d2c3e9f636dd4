// What indexes serve: one line for each attribute that identity providers filter or sort by.
import { enterpriseUrn } from '../../model/identity/directory-user.ts'
import {
  type AttributeReference,
  type Comparand,
  type CompareOperator,
  foldCase,
  instantOf,
} from '../../model/identity/resource-filter.ts'
import type { Sort } from '../../model/identity/resource-sort.ts'
import { foldResourceId, isResourceId } from '../../model/ids.ts'
import type { Counted } from '../counters.ts'

export type ResourceKind = 'users' | 'groups'

/** The kept totals that make up how many resources a filter finds. */
export interface KeptTotal {
  readonly plus: Counted
  readonly minus?: Counted
}

/** Adds a parameter and answers its placeholder. */
type AddValue = (value: unknown) => string

/** How indexes serve a comparison, or several. */
export interface Served {
  /** A condition on the row's own columns; otherwise a SELECT of keys from another table. */
  readonly isOwn: boolean
  /** Written only when it is used, because PostgreSQL refuses parameters that no text mentions. */
  readonly sql: (value: AddValue) => string
  /** Few rows have the value. */
  readonly isPoint?: boolean
  /** No two rows of a directory have the one value that it compares with, which is of this SQL type. */
  readonly uniqueType?: 'text' | 'uuid'
  /** An index has the rows in the order of their keys, so that a page costs the same however many they are. */
  readonly isInOrder?: boolean
  /** Set when the total of exactly this is kept. */
  readonly total?: KeptTotal
  /** A SELECT of exactly this one's total, when there is a cheaper one than counting keys. */
  readonly count?: (value: AddValue) => string
  /** A SELECT of at least the first so many keys behind one, for a set from another table that may be too large to gather. */
  readonly firstKeys?: (value: AddValue, after: string, limit: string) => string
}

/** A comparison of one attribute; undefined when no index serves it. */
export type Comparison = (operator: CompareOperator | 'pr', comparand: Comparand) => Served | undefined

export const tableOf = { users: 'directory_users', groups: 'directory_groups' } as const
export const keyOf = { users: 'user_id', groups: 'group_id' } as const

const highest = '\u{10ffff}'
const ranges = new Map<CompareOperator | 'pr', string>([
  ['gt', '>'],
  ['ge', '>='],
  ['lt', '<'],
  ['le', '<='],
])
const exact = (text: string) => text

const own = (sql: Served['sql'], more: Partial<Served> = {}): Served => ({ isOwn: true, sql, ...more })

/** A folded or exact text: equality, order, and a prefix as a range (never LIKE or ^@, which use no index here). */
function text(
  column: string,
  fold: (text: string) => string,
  { isPoint = true, ...unique }: Pick<Served, 'isPoint' | 'uniqueType'> = {},
): Comparison {
  return (operator, comparand) => {
    if (typeof comparand !== 'string') return undefined
    const folded = fold(comparand)
    if (operator === 'eq') {
      return own((value) => `${column} = ${value(folded)}`, { isPoint, ...unique, isInOrder: true })
    }
    if (operator === 'sw') {
      return own((value) => `${column} >= ${value(folded)} and ${column} < ${value(folded + highest)}`)
    }
    const sign = ranges.get(operator)
    return sign === undefined ? undefined : own((value) => `${column} ${sign} ${value(folded)}`)
  }
}

function id(column: string): Comparison {
  return (operator, comparand) => {
    if (operator === 'pr') return everything
    if (operator !== 'eq' || typeof comparand !== 'string') return undefined
    const uuid = isResourceId(comparand) ? comparand : null
    return own((value) => `${column} = ${value(uuid)}`, {
      isPoint: true,
      uniqueType: 'uuid',
      isInOrder: true,
    })
  }
}

function flag(column: string, totals: Record<'yes' | 'no', KeptTotal>): Comparison {
  return (operator, comparand) => {
    if (typeof comparand !== 'boolean' || (operator !== 'eq' && operator !== 'ne')) return undefined
    const wanted = comparand === (operator === 'eq')
    const total = totals[wanted ? 'yes' : 'no']
    return own((value) => `${column} = ${value(wanted)}`, { isInOrder: true, total })
  }
}

/** Whatever lies outside is before or after every moment that is kept, and some of it PostgreSQL cannot read. */
const firstMs = Date.parse('1000-01-01T00:00:00Z')
const lastMs = Date.parse('9999-12-31T00:00:00Z')

/** A moment as PostgreSQL can compare it with those that are kept. */
export function momentAt(ms: number): Date {
  return new Date(Math.min(lastMs, Math.max(firstMs, ms)))
}

/** A moment, kept in whole milliseconds; one between two of them is compared as the nearer that decides the same. */
function moment(column: string): Comparison {
  return (operator, comparand) => {
    if (operator === 'pr') return everything
    const ms = typeof comparand === 'string' ? instantOf(comparand) : undefined
    if (ms === undefined) return undefined
    if (operator === 'eq' && !Number.isInteger(ms)) return nothing
    const sign = operator === 'eq' ? '=' : ranges.get(operator)
    if (sign === undefined) return undefined
    const whole = sign === '>=' || sign === '<' ? Math.ceil(ms) : Math.floor(ms)
    const at = momentAt(whole)
    return own((value) => `${column} ${sign} ${value(at)}`)
  }
}

const nothing = own(() => 'false', { isInOrder: true })
const everything = own(() => 'true', { isInOrder: true })

/** What is the same for every resource of a kind, as `meta.resourceType` is in a query across kinds. */
function constant(always: string): Comparison {
  return (operator, comparand) => {
    if (operator === 'pr') return everything
    if (operator !== 'eq' && operator !== 'ne') return undefined
    return (comparand === always) === (operator === 'eq') ? everything : nothing
  }
}

const emailValue: Comparison = (operator, comparand) => {
  const served = text('value_folded', foldCase)(operator, comparand)
  const from = 'select user_id from directory_user_emails where site_id = $1 and directory_id = $2'
  return (
    served && {
      isOwn: false,
      isPoint: served.isPoint === true,
      sql: (value) => `${from} and ${served.sql(value)}`,
    }
  )
}

/** The id that a reference names in whatever case, as `members.value` and `groups.value` are not case-exact (RFC 7643 8.7.1). */
function referredId(comparand: string): string | null {
  const id = foldResourceId(comparand)
  return isResourceId(id) ? id : null
}

/** Groups that a user or a group is directly in, as `members.value eq` asks. */
const memberValue: Comparison = (operator, comparand) => {
  if (operator !== 'eq' || typeof comparand !== 'string') return undefined
  const id = referredId(comparand)
  const sql = (value: AddValue) => {
    const member = `${value(id)}::uuid`
    return `select group_id from directory_group_members
        where site_id = $1 and directory_id = $2 and user_id = ${member}
      union select group_id from directory_group_nesting
        where site_id = $1 and directory_id = $2 and inner_group_id = ${member}`
  }
  return { isOwn: false, isPoint: true, sql }
}

/**
 * Users that are directly or indirectly in a group, as `groups.value eq` asks. There may be a million: each inner group gives
 * its first members of a page, and a group without inner ones has its members counted already.
 */
const groupValue: Comparison = (operator, comparand) => {
  if (operator !== 'eq' || typeof comparand !== 'string') return undefined
  const id = referredId(comparand)
  const ofGroup = (group: string) => `k.site_id = $1 and k.directory_id = $2 and k.group_id = ${group}`
  const ofInner = 'm.site_id = $1 and m.directory_id = $2 and m.group_id = k.inner_group_id'
  const members = (group: string) => `from directory_group_closure k
    join directory_group_members m on ${ofInner} where ${ofGroup(group)}`
  return {
    isOwn: false,
    sql: (value) => `select m.user_id ${members(value(id))}`,
    firstKeys: (value, after, limit) => `select f.user_id from directory_group_closure k
      cross join lateral (select m.user_id from directory_group_members m
        where ${ofInner} and m.user_id > ${after} order by m.user_id limit ${limit}) f
      where ${ofGroup(value(id))}`,
    count: (value) => {
      const group = `${value(id)}::uuid`
      // The last parts of a deleted group's total may outlive it; its row in the closure does not.
      return `select coalesce((
          select case when exists (select 1 from directory_group_closure k
              where ${ofGroup(group)} and k.inner_group_id <> k.group_id)
            then (select count(distinct m.user_id) ${members(group)})
            else (select sum(delta) from directory_counters
              where site_id = $1 and directory_id = $2 and what = 'members:' || ${group}) end
          from directory_group_closure k where ${ofGroup(group)} and k.inner_group_id = k.group_id), 0)::int as total`
    },
  }
}

/** The attributes whose comparisons an index serves. */
export const indexedComparisons: {
  readonly [kind in ResourceKind]: { readonly [path: string]: Comparison }
} = {
  users: {
    id: id('user_id'),
    userName: text('user_name_folded', foldCase, { uniqueType: 'text' }),
    externalId: text('external_id', exact),
    displayName: text('display_name_folded', foldCase),
    active: flag('active', {
      yes: { plus: 'active-users' },
      no: { plus: 'users', minus: 'active-users' },
    }),
    'emails.value': emailValue,
    'groups.value': groupValue,
    // A manager may have many reports.
    [`${enterpriseUrn}:manager.value`]: text('manager_folded', foldCase, { isPoint: false }),
    'meta.resourceType': constant('User'),
    'meta.created': moment('created_at'),
    'meta.lastModified': moment('updated_at'),
  },
  groups: {
    id: id('group_id'),
    displayName: text('display_name_folded', foldCase),
    externalId: text('external_id', exact),
    'members.value': memberValue,
    'meta.resourceType': constant('Group'),
    'meta.created': moment('created_at'),
    'meta.lastModified': moment('updated_at'),
  },
}

/** An order that an index has: by a column, and among equal values by the key. */
export interface Order {
  readonly column: string
  readonly type: 'text' | 'uuid' | 'timestamptz' | 'boolean'
  /** No two rows of a directory have the same value. */
  readonly isUnique: boolean
  readonly mayBeNull: boolean
  readonly descending: boolean
}

type IndexedOrder = Omit<Order, 'descending'>

const by = (column: string, type: Order['type'], more: Partial<IndexedOrder> = {}): IndexedOrder => ({
  column,
  type,
  isUnique: false,
  mayBeNull: false,
  ...more,
})

/** The attributes by which an index sorts. */
const indexedOrders: { readonly [kind in ResourceKind]: { readonly [path: string]: IndexedOrder } } = {
  users: {
    userName: by('user_name_folded', 'text', { isUnique: true }),
    externalId: by('external_id', 'text', { mayBeNull: true }),
    displayName: by('display_name_folded', 'text', { mayBeNull: true }),
    active: by('active', 'boolean'),
    'meta.created': by('created_at', 'timestamptz'),
    'meta.lastModified': by('updated_at', 'timestamptz'),
  },
  groups: {
    displayName: by('display_name_folded', 'text'),
    externalId: by('external_id', 'text', { mayBeNull: true }),
    'meta.created': by('created_at', 'timestamptz'),
    'meta.lastModified': by('updated_at', 'timestamptz'),
  },
}

/** The order of a list that nobody sorts: oldest first, because ids grow with time. */
export function orderById(kind: ResourceKind, descending = false): Order {
  return { ...by(keyOf[kind], 'uuid', { isUnique: true }), descending }
}

/** The order of a sort; undefined when no index has it. */
export function orderOf({ attribute, descending }: Sort, kind: ResourceKind): Order | undefined {
  // Where nobody has a value, everybody is equal.
  const path = attribute === undefined ? 'id' : pathOf(attribute)
  if (path === 'id') return orderById(kind, descending)
  const order = indexedOrders[kind][path]
  return order && { ...order, descending }
}

/** An attribute's name as these tables have it. */
export function pathOf({ extension, name, sub }: AttributeReference): string {
  return `${extension === undefined ? '' : `${extension}:`}${name}${sub === undefined ? '' : `.${sub}`}`
}
