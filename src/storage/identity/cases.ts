import { type CaseKind, type CaseSubject, undoUntil } from '../../model/identity/case.ts'
import { newId } from '../new-id.ts'
import { wordsChannel } from '../outbox.ts'
import type { Query, Write } from '../statement.ts'

const facts = ['directory_id', 'user_id', 'customer_id', 'other_customer_id', 'organization_id', 'details']
const factsOf = (row: string) => facts.map((column) => `${row}.${column}`).join(', ')

/**
 * Opens a case, in the caller's transaction; where the directory has a rule for its kind it is decided at once. While one of the same kind and key is open it follows the facts instead; one that
 * was decided with the same facts, in a way that stands, is not opened again.
 * @param only a condition more, its values from $13 on
 */
export function openCase(
  siteId: number,
  subject: CaseSubject & { readonly now: Date },
  only?: { readonly name: string; readonly condition: string; readonly values: readonly unknown[] },
): Write {
  return {
    name: only?.name ?? 'open-case',
    table: 'cases',
    // The same case may be opened twice in one transaction.
    alone: true,
    text: `insert into cases as c (site_id, case_id, kind, case_key, ${facts.join(', ')}, opened_at,
        closed_at, outcome, stands, decided_by_kind, decided_by, undo, undo_until)
      select $1::int, $2::uuid, $3, $4, n.*, $11::timestamptz, case when r.decision is not null then $11::timestamptz end,
        r.decision, r.decision is not null, case when r.decision is not null then 'system' end,
        case when r.decision is not null then 'rule' end, case when r.decision is not null then '{}' end,
        case when r.decision is not null then $12::timestamptz end
      from (select $5::int as directory_id, $6::uuid as user_id, $7::uuid as customer_id,
        $8::uuid as other_customer_id, $9::uuid as organization_id, $10::text as details) n
      left join case_rules r on r.site_id = $1 and r.directory_id = $5 and r.kind = $3
        and not exists (select 1 from cases o where o.site_id = $1 and o.kind = $3 and o.case_key = $4 and o.closed_at is null)
      where not exists (select 1 from cases s where s.site_id = $1 and s.kind = $3 and s.case_key = $4 and s.stands
        and (${factsOf('s')}) is not distinct from (${factsOf('n')}))${only ? ` and ${only.condition}` : ''}
      on conflict (site_id, kind, case_key) where closed_at is null do update
      set ${facts.map((column) => `${column} = excluded.${column}`).join(', ')}
      where (${factsOf('c')}) is distinct from (${factsOf('excluded')})`,
    values: [
      siteId,
      newId(subject.now),
      subject.kind,
      subject.key,
      subject.directoryId ?? null,
      subject.userId ?? null,
      subject.customerId ?? null,
      subject.otherCustomerId ?? null,
      subject.organizationId ?? null,
      JSON.stringify(subject.details ?? {}),
      subject.now,
      undoUntil(subject.now),
      ...(only?.values ?? []),
    ],
  }
}

/** Closes the open case of a kind (or of several) and key, if there is one: what it asked has settled itself. */
export function closeCase(
  siteId: number,
  {
    kind,
    key,
    outcome,
    now,
  }: { kind: CaseKind | readonly CaseKind[]; key: string; outcome: string; now: Date },
): Write {
  return {
    name: 'close-case',
    table: 'cases',
    text: `update cases set closed_at = $5, outcome = $4
      where site_id = $1 and kind = any($2::text[]) and case_key = $3 and closed_at is null`,
    values: [siteId, [kind].flat(), key, outcome, now],
  }
}

/** Somebody was refused the address that this customer gives up: then that is judged anew, also where they are kept apart. */
export function wakeAddressCases(siteId: number, holderId: string, now: Date): Write {
  return {
    name: 'wake-address-cases',
    table: 'outbox',
    text: `insert into outbox (site_id, outbox_id, at, kind, payload, due_at)
      select $1::int, $3::uuid, $4::timestamptz, 'follow-cases', $5::text, $4::timestamptz from cases
      where site_id = $1 and other_customer_id = $2 and kind in ('address-held', 'link-unproven')
        and (closed_at is null or stands)
      limit 1
      returning pg_notify('${wordsChannel}', site_id::text)`,
    values: [siteId, holderId, newId(now), now, JSON.stringify({ holderId })],
  }
}

/** A directory user with a case about the address. */
export interface AskedAbout {
  readonly id: string
  readonly kind: CaseKind
  readonly directoryId: number
  readonly userId: string
}

/**
 * Who was refused an address that this customer held; without one, whose address was in another directory's domain, or is held
 * no longer. Those who are kept apart are among them: they too want the address when it is free.
 */
export function casesToFollow(siteId: number, holderId: string | null, after: string, limit: number): Query {
  return {
    name: '',
    text: `select case_id as id, kind, directory_id as "directoryId", user_id as "userId" from cases
      where site_id = $1 and ${holderId === null ? `$2::uuid is null and ${mayBeFree}` : `other_customer_id = $2 and kind in ('address-held', 'link-unproven')`}
        and (closed_at is null or stands) and directory_id is not null and user_id is not null and case_id > $3
      order by case_id limit $4`,
    values: [siteId, holderId, after, limit],
  }
}

/** A look-up for each case: as `not exists` it was a reading of all addresses. */
const mayBeFree = `(kind = 'address-of-another' or (kind in ('address-held', 'link-unproven') and (
  select 1 from customer_addresses h where h.site_id = $1 and h.customer_id = other_customer_id and h.standing = 'held'
    and h.until is null limit 1) is null))`

/** A case with the names that a list shows, read live. */
export interface CaseRow {
  readonly id: string
  readonly kind: CaseKind
  readonly key: string
  readonly directoryId: number | null
  readonly userId: string | null
  readonly customerId: string | null
  readonly otherCustomerId: string | null
  readonly organizationId: string | null
  /** JSON. */
  readonly details: string
  readonly openedAt: Date
  readonly closedAt: Date | null
  readonly outcome: string | null
  readonly decidedByKind: string | null
  readonly decidedBy: string | null
  /** JSON. */
  readonly undo: string | null
  readonly undoUntil: Date | null
  readonly customerName: string | null
  readonly otherCustomerName: string | null
  readonly organizationName: string | null
}

const nameOf = (what: 'customers' | 'organizations' | 'staff', id: string) => {
  const [key, name] = {
    customers: ['customer_id', 'display_name'],
    organizations: ['organization_id', 'name'],
    staff: ['staff_id', 'name'],
  }[what]
  return `(select n.${name} from ${what} n where n.site_id = $1 and n.${key} = ${id})`
}

/** Each name is looked up for itself: joined, the planner read all organizations for one page. */
const columns = `c.case_id as id, c.kind, c.case_key as key, c.directory_id as "directoryId", c.user_id as "userId",
  c.customer_id as "customerId", c.other_customer_id as "otherCustomerId", c.organization_id as "organizationId", c.details,
  c.opened_at as "openedAt", c.closed_at as "closedAt", c.outcome, c.decided_by_kind as "decidedByKind",
  coalesce(${nameOf('staff', 'c.decided_by_id')}, c.decided_by) as "decidedBy", c.undo, c.undo_until as "undoUntil",
  ${nameOf('customers', 'c.customer_id')} as "customerName",
  ${nameOf('customers', 'c.other_customer_id')} as "otherCustomerName",
  ${nameOf('organizations', 'c.organization_id')} as "organizationName"`

export function caseById(siteId: number, caseId: string): Query {
  return {
    name: 'case-by-id',
    text: `select ${columns} from cases c where c.site_id = $1 and c.case_id = $2`,
    values: [siteId, caseId],
  }
}

/** Of two who decide one case the second waits here, and then sees what the first did. */
export function holdCase(siteId: number, caseId: string): Query {
  return {
    name: 'hold-case',
    text: 'select 1 from cases where site_id = $1 and case_id = $2 for update',
    values: [siteId, caseId],
  }
}

export interface CaseFilter {
  readonly state: 'open' | 'closed'
  readonly kind?: CaseKind | undefined
  readonly directoryId?: number | undefined
  /** On either side. */
  readonly customerId?: string | undefined
  /** What is shown as one elsewhere. */
  readonly without?: readonly { readonly kind: CaseKind; readonly directoryId: number }[]
}

/** Where a page of cases begins: behind this one. Open ones are in the order of their ids, closed ones of their closing. */
export interface CasePlace {
  readonly closedAt: Date
  readonly id: string
}

/** The newest first. */
export function listCases(
  siteId: number,
  { state, kind, directoryId, customerId, without = [] }: CaseFilter,
  { before, limit }: { readonly before: CasePlace; readonly limit: number },
): Query {
  const isOpen = state === 'open'
  const values: unknown[] = [siteId]
  const value = (one: unknown) => `$${values.push(one)}`
  const conditions = ['c.site_id = $1', `c.closed_at is ${isOpen ? 'null' : 'not null'}`]
  if (isOpen) conditions.push(`c.case_id < ${value(before.id)}`)
  else conditions.push(`(c.closed_at, c.case_id) < (${value(before.closedAt)}, ${value(before.id)})`)
  if (kind !== undefined) conditions.push(`c.kind = ${value(kind)}`)
  if (directoryId !== undefined) conditions.push(`c.directory_id = ${value(directoryId)}`)
  if (customerId !== undefined) {
    const id = value(customerId)
    conditions.push(`(c.customer_id = ${id} or c.other_customer_id = ${id})`)
  }
  for (const flood of without) {
    conditions.push(
      `(c.kind <> ${value(flood.kind)} or c.directory_id is distinct from ${value(flood.directoryId)})`,
    )
  }
  return {
    name: '',
    text: `select ${columns} from cases c where ${conditions.join(' and ')}
      order by ${isOpen ? '' : 'c.closed_at desc, '}c.case_id desc limit ${value(limit)}`,
    values,
  }
}

/** An open case among many. */
export interface OpenCase {
  readonly caseId: string
  readonly customerName: string | null
  readonly otherCustomerName: string | null
  readonly organizationName: string | null
}

/** The open cases of a kind, of one directory or of any, the oldest first. */
export function openCasesOf(
  siteId: number,
  { kind, directoryId }: { readonly kind: CaseKind; readonly directoryId: number | undefined },
  after: string,
  limit: number,
): Query {
  const ofDirectory = directoryId === undefined ? '' : ' and c.directory_id = $5'
  return {
    name: '',
    text: `select c.case_id as "caseId", ${nameOf('customers', 'c.customer_id')} as "customerName",
        ${nameOf('customers', 'c.other_customer_id')} as "otherCustomerName",
        ${nameOf('organizations', 'c.organization_id')} as "organizationName"
      from cases c where c.site_id = $1 and c.closed_at is null and c.kind = $2 and c.case_id > $3${ofDirectory}
      order by c.case_id limit $4`,
    values: [siteId, kind, after, limit, ...(directoryId === undefined ? [] : [directoryId])],
  }
}

/** What somebody decided in one way since a moment, and can take back. */
export function decidedSince(
  siteId: number,
  wanted: {
    readonly kind: CaseKind
    readonly directoryId: number | undefined
    readonly decision: string
    readonly since: Date
    readonly actor: DecidedCase['actor']
  },
  after: string,
  limit: number,
): Query {
  const { kind, directoryId, decision, since, actor } = wanted
  return {
    name: '',
    text: `select case_id as "caseId" from cases
      where site_id = $1 and closed_at >= $2 and kind = $3 and outcome = $4 and undo is not null
        and decided_by_kind = $5 and (decided_by, decided_by_id) is not distinct from ($6, $7::uuid)
        and ($8::int is null or directory_id = $8) and case_id > $9
      order by case_id limit $10`,
    values: [
      siteId,
      since,
      kind,
      decision,
      actor.kind,
      actor.name ?? null,
      actor.staffId ?? null,
      directoryId ?? null,
      after,
      limit,
    ],
  }
}

/** How many cases are open, up to a number. */
export function countOpenCases(siteId: number, max: number): Query {
  return {
    name: 'count-open-cases',
    text: `select count(*)::int as open from (
      select from cases where site_id = $1 and closed_at is null order by case_id limit $2) x`,
    values: [siteId, max],
  }
}

/** Many open cases of one kind that one directory brought up. */
export interface CaseFlood {
  readonly kind: CaseKind
  readonly directoryId: number
  /** At most `max`. */
  readonly open: number
  readonly since: Date
}

/** Kinds and directories with more open cases than `beyond`, counted up to `max`: the index is read one pair at a time. */
export function caseFloods(siteId: number, beyond: number, max: number): Query {
  const ofSource = (kind: string, directory: string) => `select case_id, opened_at from cases x
    where x.site_id = $1 and x.closed_at is null and x.kind = ${kind} and x.directory_id = ${directory}`
  const first = `select x.kind, x.directory_id from cases x
    where x.site_id = $1 and x.closed_at is null and x.directory_id is not null`
  return {
    name: 'case-floods',
    text: `with recursive source (kind, directory_id) as (
        (${first} order by x.kind, x.directory_id limit 1)
        union all
        select n.kind, n.directory_id from source s cross join lateral (
          ${first} and (x.kind, x.directory_id) > (s.kind, s.directory_id) order by x.kind, x.directory_id limit 1) n)
      select s.kind, s.directory_id as "directoryId", n.open, o.opened_at as since
      from source s
      cross join lateral (select count(*)::int as open from (
        ${ofSource('s.kind', 's.directory_id')} order by x.case_id limit $3) c) n
      cross join lateral (${ofSource('s.kind', 's.directory_id')} order by x.case_id limit 1) o
      where n.open > $2 order by s.kind, s.directory_id`,
    values: [siteId, beyond, max],
  }
}

export interface DecidedCase {
  readonly caseId: string
  readonly outcome: string
  readonly stands: boolean
  readonly actor: {
    readonly kind: string
    readonly name?: string | undefined
    readonly staffId?: string | undefined
  }
  /** JSON: what taking it back needs to know. */
  readonly undo: string
  readonly undoUntil: Date
  readonly now: Date
}

export function decideCase(siteId: number, decided: DecidedCase): Write {
  return {
    name: 'decide-case',
    table: 'cases',
    text: `update cases set closed_at = $3, outcome = $4, stands = $5, decided_by_kind = $6, decided_by = $7,
        decided_by_id = $8, undo = $9, undo_until = $10
      where site_id = $1 and case_id = $2 and closed_at is null`,
    values: [
      siteId,
      decided.caseId,
      decided.now,
      decided.outcome,
      decided.stands,
      decided.actor.kind,
      decided.actor.name ?? null,
      decided.actor.staffId ?? null,
      decided.undo,
      decided.undoUntil,
    ],
  }
}

/** The question stands open again, unless it was asked again meanwhile: then the decision is only taken back. */
export function reopenCase(siteId: number, caseId: string): Write {
  return {
    name: 'reopen-case',
    table: 'cases',
    text: `update cases c set stands = false, undo = null, undo_until = null, decided_by_kind = null, decided_by = null,
        decided_by_id = null, closed_at = case when again.is_open then c.closed_at end,
        outcome = case when again.is_open then 'undone' end
      from (select exists (select 1 from cases o join cases m on m.site_id = $1 and m.case_id = $2
        where o.site_id = $1 and o.kind = m.kind and o.case_key = m.case_key and o.closed_at is null) as is_open) again
      where c.site_id = $1 and c.case_id = $2`,
    values: [siteId, caseId],
  }
}
