// The addresses of a directory's people in one domain, walked by directory user so that no step is long.
import type { Query } from '../statement.ts'

/** What one step came to. */
export interface DomainStep {
  /** The last user that was looked at; null when there is none left. */
  readonly last: string | null
  readonly changed: number
}

const inDomain = (column: string) => `right(${column}, length($3) + 1) = '@' || $3`

/** Nothing is locked or changed of users whose customer has nothing to do with the domain. */
const page = `page as materialized (
  select user_id, customer_id, user_name_folded from directory_users
  where site_id = $1 and directory_id = $2 and user_id > $4 order by user_id limit $5)`
const lastOfPage = '(select user_id from page order by user_id desc limit 1) as last'

/** Marks who gives an address in the domain and does not hold it: a replay judges it anew. */
export function awaitJudgement(
  siteId: number,
  directoryId: number,
  domain: string,
  after: string,
  limit: number,
): Query {
  return {
    name: '',
    text: `with ${page}, marked as (
        update directory_users u set pending = true from page p
        where u.site_id = $1 and u.directory_id = $2 and u.user_id = p.user_id and not u.pending
          and p.customer_id is not null
          and (${inDomain('p.user_name_folded')} or exists (select 1 from directory_user_emails e
            where e.site_id = $1 and e.directory_id = $2 and e.user_id = p.user_id and ${inDomain('e.value_folded')}))
          and not exists (select 1 from customer_addresses a where a.site_id = $1 and a.customer_id = p.customer_id
            and a.until is null and a.standing = 'held' and ${inDomain('a.address_folded')})
        returning 1)
      select ${lastOfPage}, (select count(*)::int from marked) as changed`,
    values: [siteId, directoryId, domain, after, limit],
  }
}

/** What the directory held in the domain is claimed from now on; the people and their history stay. */
export function doubtAddresses(
  siteId: number,
  directoryId: number,
  domain: string,
  after: string,
  limit: number,
  now: Date,
): Query {
  return {
    name: '',
    text: `with ${page}, doubted as (
        update customer_addresses a set standing = 'claimed' from page p
        where a.site_id = $1 and a.customer_id = p.customer_id and a.directory_id = $2 and a.until is null
          and a.standing = 'held' and ${inDomain('a.address_folded')}
        returning a.customer_id),
      touched as (
        update customers c set updated_at = $6 where c.site_id = $1
          and c.customer_id = any(array(select customer_id from doubted)))
      select ${lastOfPage}, (select count(*)::int from doubted) as changed`,
    values: [siteId, directoryId, domain, after, limit, now],
  }
}

/** Somebody whose address changes its standing. */
export interface Affected {
  readonly id: string
  readonly name: string
  readonly address: string
}

/**
 * Whose address in the domain the directory asserts and has in this standing. Of claimed ones only those that nobody else
 * holds.
 */
export function affectedByDomain(
  siteId: number,
  directoryId: number,
  domain: string,
  standing: 'held' | 'claimed',
  limit: number,
): Query {
  return {
    name: '',
    text: `select c.customer_id as id, c.display_name as name, a.address
      from directory_users u
      join customers c on c.site_id = u.site_id and c.customer_id = u.customer_id
      join customer_addresses a on a.site_id = u.site_id and a.customer_id = u.customer_id
      where u.site_id = $1 and u.directory_id = $2 and a.directory_id = $2 and a.until is null and a.standing = $4
        and ${inDomain('a.address_folded')}
        and ($4 = 'held' or not exists (select 1 from customer_addresses h where h.site_id = $1
          and h.address_folded = a.address_folded and h.standing = 'held' and h.until is null)) limit $5`,
    values: [siteId, directoryId, domain, standing, limit],
  }
}
