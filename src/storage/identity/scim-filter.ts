import type {
  AttributeReference,
  Comparand,
  CompareOperator,
  Filter,
} from '../../model/identity/resource-filter.ts'
import {
  type Comparison,
  indexedComparisons,
  keyOf,
  pathOf,
  type ResourceKind,
  type Served,
  tableOf,
} from './indexed-attributes.ts'

/**
 * What of a filter indexes serve, and what is left to be judged in memory. Comparisons of the row's own columns become
 * conditions of one scan, everything else a set of keys; `or` is a union of sets: as one WHERE with OR the same took 602 ms
 * instead of 0.25 on a million users, because PostgreSQL then scans.
 */
export interface FilterPlan {
  /** Undefined: no index helps. */
  readonly served: Served | undefined
  /** What the served part does not decide; undefined when it is exact. */
  readonly rest: Filter | undefined
  /** Few rows are left, because an equality on a person's or a group's own value is among the conditions. */
  readonly isPoint: boolean
}

/** A part of a statement and its values; $1 is the site, $2 the directory. */
export interface Fragment {
  readonly text: string
  readonly values: readonly unknown[]
}

/** The served part as a condition on a row of the kind's table. */
export function conditionOf(served: Served, kind: ResourceKind): Fragment {
  return fragment((value) => inRow(served, kind)(value))
}

/** The served part as a SELECT of how many it finds. */
export function totalOfServed(served: Served, kind: ResourceKind): Fragment {
  if (served.count) return fragment(served.count)
  const { text, values } = keysOf(served, kind)
  return { text: `select count(*)::int as total from (${text}) as keys`, values }
}

/** The served part as a SELECT of keys, each once. */
export function keysOf(served: Served, kind: ResourceKind): Fragment {
  return fragment((value) =>
    served.isOwn
      ? asSet(served, kind)(value)
      : `select distinct ${keyOf[kind]} from (${served.sql(value)}) keys`,
  )
}

function fragment(write: (value: (value: unknown) => string) => string): Fragment {
  const values: unknown[] = []
  const text = write((value) => {
    values.push(value)
    return `$${values.length + 2}`
  })
  return { text, values }
}

function inRow(served: Served, kind: ResourceKind): Served['sql'] {
  return served.isOwn ? served.sql : (value) => `${keyOf[kind]} in (${served.sql(value)})`
}

function asSet(served: Served, kind: ResourceKind): Served['sql'] {
  if (!served.isOwn) return served.sql
  return (value) =>
    `select ${keyOf[kind]} from ${tableOf[kind]} where site_id = $1 and directory_id = $2 and ${served.sql(value)}`
}

/** Compiles a filter for one kind of resource. */
export function planFilter(filter: Filter, kind: ResourceKind): FilterPlan {
  switch (filter.kind) {
    case 'compare':
      return planCompare(filter, filter.attribute, filter.operator, filter.value, kind)
    case 'present':
      return planComparison(filter, filter.attribute, kind, (comparison) => comparison('pr', null))
    case 'element':
      return planElement(filter, kind)
    case 'and':
      return planAnd(filter.all, kind)
    case 'or':
      return planOr(filter, kind)
    case 'not':
      return unserved(filter)
  }
}

function unserved(filter: Filter): FilterPlan {
  return { served: undefined, rest: filter, isPoint: false }
}

function planCompare(
  filter: Filter,
  attribute: AttributeReference,
  operator: CompareOperator,
  comparand: Comparand,
  kind: ResourceKind,
): FilterPlan {
  return planComparison(filter, attribute, kind, (comparison) => comparison(operator, comparand))
}

function planComparison(
  filter: Filter,
  attribute: AttributeReference,
  kind: ResourceKind,
  serve: (comparison: Comparison) => Served | undefined,
): FilterPlan {
  const comparison = indexedComparisons[kind][pathOf(attribute)]
  const served = comparison && serve(comparison)
  if (!served) return unserved(filter)
  return { served, rest: undefined, isPoint: served.isPoint === true }
}

/** `emails[type eq "work" and value eq "x"]`: the value finds the rows, the type is judged with the rest. */
function planElement(filter: Filter & { kind: 'element' }, kind: ResourceKind): FilterPlan {
  const inner = filter.inner.kind === 'and' ? filter.inner.all : [filter.inner]
  for (const one of inner) {
    if (one.kind !== 'compare' || one.attribute.name !== 'value') continue
    const attribute = { ...filter.attribute, sub: 'value' }
    const plan = planCompare(filter, attribute, one.operator, one.value, kind)
    if (plan.served) return { ...plan, rest: inner.length === 1 ? undefined : filter }
  }
  return unserved(filter)
}

/**
 * Conditions of one scan. Beside an equality that leaves few rows a set of perhaps a million keys is not made; it is judged
 * on the few.
 */
function planAnd(all: readonly Filter[], kind: ResourceKind): FilterPlan {
  const planned = all.map((filter) => ({ filter, plan: planFilter(filter, kind) }))
  const isPoint = planned.some(({ plan }) => plan.isPoint)
  const plans = planned.map(({ filter, plan }) =>
    isPoint && !plan.isPoint && plan.served?.isOwn === false ? unserved(filter) : plan,
  )
  const parts = plans.flatMap(({ served }) => (served ? [served] : []))
  const rest = plans.flatMap((plan) => (plan.rest === undefined ? [] : [plan.rest]))
  return {
    served: parts.length > 1 ? conjunction(parts, kind) : parts[0],
    rest: rest.length > 1 ? { kind: 'and', all: rest } : rest[0],
    isPoint,
  }
}

function conjunction(parts: readonly Served[], kind: ResourceKind): Served {
  if (parts.every(({ isOwn }) => !isOwn)) return { isOwn: false, sql: joined(parts, ' intersect ', kind) }
  return { isOwn: true, sql: (value) => parts.map((part) => inRow(part, kind)(value)).join(' and ') }
}

function planOr(filter: Filter & { kind: 'or' }, kind: ResourceKind): FilterPlan {
  const plans = filter.any.map((one) => planFilter(one, kind))
  const parts = plans.flatMap(({ served }) => (served ? [served] : []))
  if (parts.length < plans.length) return unserved(filter)
  return {
    served: { isOwn: false, sql: joined(parts, ' union ', kind) },
    rest: plans.some(({ rest }) => rest !== undefined) ? filter : undefined,
    isPoint: false,
  }
}

function joined(parts: readonly Served[], how: ' union ' | ' intersect ', kind: ResourceKind): Served['sql'] {
  return (value) => parts.map((part) => `(${asSet(part, kind)(value)})`).join(how)
}
