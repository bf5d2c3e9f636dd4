// The addresses of a directory's people in one domain, walked by directory user so that no step is long.
import type { Query } from '../statement.ts'

/** A domain; null: all addresses in no domain of the directory, for which only its word for guests speaks. */
export type Scope = string | null

/** What one step came to. */
export interface DomainStep {
  /** The last user that was looked at; null when there is none left. */
  readonly last: string | null
  readonly changed: number
  /** How many users a replay shall judge anew. */
  readonly marked: number
  /** In which domains addresses are no longer held. */
  readonly domains: readonly string[] | null
}

const inDomain = (column: string) => `right(${column}, length($3) + 1) = '@' || $3`

/** Whether an address is within the scope $3. */
const within = (scope: Scope, column: string) =>
  scope === null
    ? `$3::text is null and not exists (select 1 from directory_domains x where x.site_id = $1
        and x.domain = split_part(${column}, '@', 2) and x.directory_id = $2)`
    : inDomain(column)

/** Nothing is locked or changed of users whose customer has nothing to do with the domain. */
const page = `page as materialized (
  select user_id, customer_id, user_name_folded from directory_users
  where site_id = $1 and directory_id = $2 and user_id > $4 order by user_id limit $5)`
const lastOfPage = '(select user_id from page order by user_id desc limit 1) as last'

const present = 'a.site_id = $1 and a.customer_id = p.customer_id and a.until is null'

/** Marks users of the page for a replay. */
const marking = (which: string) => `marked as (
  update directory_users u set pending = true from page p
  where u.site_id = $1 and u.directory_id = $2 and u.user_id = p.user_id and not u.pending
    and p.customer_id is not null and ${which}
  returning 1)`

/** Whether a user gives an address within the scope. `offset 0`: it is looked up for each user, never read as a whole. */
const gives = (scope: Scope) => {
  const isOne = (column: string) =>
    scope === null ? `$3::text is null and position('@' in ${column}) > 0` : inDomain(column)
  return `(${isOne('p.user_name_folded')} or exists (select 1 from directory_user_emails e
    where e.site_id = $1 and e.directory_id = $2 and e.user_id = p.user_id and ${isOne('e.value_folded')} offset 0))`
}

/** Marks who gives an address within the scope and does not hold it: a replay judges it anew. */
export function awaitJudgement(
  siteId: number,
  directoryId: number,
  scope: Scope,
  after: string,
  limit: number,
): Query {
  const holds = scope === null ? '' : `and ${inDomain('a.address_folded')}`
  return {
    name: '',
    text: `with ${page}, ${marking(`${gives(scope)}
          and not exists (select 1 from customer_addresses a where ${present} and a.standing = 'held' ${holds})`)}
      select ${lastOfPage}, 0 as changed, (select count(*)::int from marked) as marked, null as domains`,
    values: [siteId, directoryId, scope, after, limit],
  }
}

/**
 * What the directory held within the scope is claimed from now on; the people and their history stay.
 * @param isRefused whether the directory may not even claim it: then a replay takes it away, else a replay gives back what
 *   could not be claimed before
 */
export function doubtAddresses(
  siteId: number,
  directoryId: number,
  { scope, isRefused, now }: { readonly scope: Scope; readonly isRefused: boolean; readonly now: Date },
  after: string,
  limit: number,
): Query {
  const has = `exists (select 1 from customer_addresses a where ${present}`
  const which = isRefused
    ? `${has} and a.directory_id = $2 and ${within(scope, 'a.address_folded')})`
    : scope === null
      ? 'false'
      : `not ${has}) and ${gives(scope)}`
  return {
    name: '',
    text: `with ${page}, doubted as (
        update customer_addresses a set standing = 'claimed' from page p
        where ${present} and a.directory_id = $2 and a.standing = 'held' and ${within(scope, 'a.address_folded')}
        returning a.customer_id, split_part(a.address_folded, '@', 2) as domain),
      touched as (
        update customers c set updated_at = $6 where c.site_id = $1
          and c.customer_id = any(array(select customer_id from doubted))),
      ${marking(which)}
      select ${lastOfPage}, (select count(*)::int from doubted) as changed,
        (select count(*)::int from marked) as marked, (select array_agg(distinct domain) from doubted) as domains`,
    values: [siteId, directoryId, scope, after, limit, now],
  }
}

/** Somebody whose address changes its standing. */
export interface Affected {
  readonly id: string
  readonly name: string
  readonly address: string
}

/**
 * Whose address within the scope the directory asserts and has in this standing. Of claimed ones only those that nobody else
 * holds and, where guests are meant, in which nobody else has a say.
 */
export function affectedByDomain(
  siteId: number,
  directoryId: number,
  scope: Scope,
  standing: 'held' | 'claimed',
  limit: number,
): Query {
  const ofOthers =
    scope === null && standing === 'claimed'
      ? `and not exists (select 1 from directory_domains o where o.site_id = $1
          and o.domain = split_part(a.address_folded, '@', 2) and o.authority = 'proven')
        and not exists (select 1 from staff s where s.site_id = $1 and s.address_folded = a.address_folded
          and s.address_released_at is null)
        and split_part(a.address_folded, '@', 2) <> all ((select staff_domains from sites where id = $1)::text[])`
      : ''
  return {
    name: '',
    text: `select c.customer_id as id, c.display_name as name, a.address
      from directory_users u
      join customers c on c.site_id = u.site_id and c.customer_id = u.customer_id
      join customer_addresses a on a.site_id = u.site_id and a.customer_id = u.customer_id
      where u.site_id = $1 and u.directory_id = $2 and a.directory_id = $2 and a.until is null and a.standing = $4
        and ${within(scope, 'a.address_folded')} ${ofOthers}
        and ($4 = 'held' or not exists (select 1 from customer_addresses h where h.site_id = $1
          and h.address_folded = a.address_folded and h.standing = 'held' and h.until is null)) limit $5`,
    values: [siteId, directoryId, scope, standing, limit],
  }
}
