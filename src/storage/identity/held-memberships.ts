// Memberships that a directory took away and the brake keeps: a removed member of a present way, a present member of a removed
// way, or both removed. Nothing is under a brake on an ordinary day, so each begins with the brakes, and is fenced so that it does.
// Member and way must have been there together: who comes into a group whose way has ended is not led in, and whom a group lost
// does not follow it into what it leads to later.

/** Whether what was removed at `x.removed_at` is under the brake `b`. */
export const isUnder = (x: string) =>
  `${x}.removed_at >= b.since and (b.until is null or ${x}.removed_at < b.until)`

/** The brakes of site $1 that keep memberships, as `b`: of all directories, or of one. */
const keepingOf = (more: string) => `(select directory_id, organization_id, since, until from brakes
        where site_id = $1 and state in ('on', 'kept')${more} offset 0) b`
const keeping = keepingOf('')
const ofOrganization = (o: string) => `(b.organization_id is null or b.organization_id = ${o})`

type Whose = (customerColumn: string) => string

const directory = `cross join lateral (
        select live_since, grants_until from directories
        where site_id = $1 and directory_id = b.directory_id and live_since is not null offset 0) d`
const active = (customer: string) => `exists (
          select 1 from customers c where c.site_id = $1 and c.customer_id = ${customer} and c.active offset 0)`
const removed = (whose: Whose) => `cross join lateral (
        select customer_id, group_id, since, removed_at from removed_members r
        where r.site_id = $1 and r.directory_id = b.directory_id and ${isUnder('r')} and ${whose('r.customer_id')}
        offset 0) r`
/** Whom the directory has no more, or calls inactive, it keeps nowhere, although they may be active by somebody else's word. */
const isOfDirectory = `${active('r.customer_id')} and exists (
          select 1 from directory_users u where u.site_id = $1 and u.customer_id = r.customer_id
            and u.directory_id = b.directory_id and u.active offset 0)`
const feedsOf = (inner: string, together: string) => `cross join lateral (
        select group_id, organization_id, since from removed_feeds f
        where f.site_id = $1 and f.directory_id = b.directory_id and f.inner_group_id = ${inner} and ${isUnder('f')}
          and ${together} and ${ofOrganization('f.organization_id')} offset 0) f`

/**
 * The ways into organizations that a brake keeps, of whoever `whose` says about a column with the customer: columns customer_id,
 * directory_id, user_id (null where the member itself was removed), group_id, inner_group_id, organization_id and since.
 * @param brakes what more must be true of a brake
 */
export const keptWays = (
  whose: Whose,
  brakes = '',
) => `select r.customer_id, b.directory_id, null::uuid as user_id,
        k.group_id, r.group_id as inner_group_id, s.organization_id,
        greatest(r.since, k.since, s.since, d.live_since) as since
      from ${keepingOf(brakes)} ${directory} ${removed(whose)}
      cross join lateral (
        select group_id, since from directory_group_closure
        where site_id = $1 and directory_id = b.directory_id and inner_group_id = r.group_id
          and since < r.removed_at and since <= d.grants_until offset 0) k
      cross join lateral (
        select organization_id, since from organization_sources s
        where s.site_id = $1 and s.kind = 'group' and s.directory_id = b.directory_id and s.group_id = k.group_id
          and s.since < r.removed_at and ${ofOrganization('s.organization_id')} offset 0) s
      where ${isOfDirectory}
      union all
      select u.customer_id, b.directory_id, u.user_id, f.group_id, m.group_id, f.organization_id,
        greatest(m.added_at, f.since, u.linked_at, d.live_since)
      from ${keepingOf(brakes)} ${directory}
      cross join lateral (
        select user_id, customer_id, linked_at from directory_users u
        where u.site_id = $1 and u.directory_id = b.directory_id and u.active and ${whose('u.customer_id')} offset 0) u
      cross join lateral (
        select group_id, added_at from directory_group_members
        where site_id = $1 and directory_id = b.directory_id and user_id = u.user_id and added_at <= d.grants_until
        offset 0) m
      ${feedsOf('m.group_id', 'm.added_at < f.removed_at')}
      where ${active('u.customer_id')}
      union all
      select r.customer_id, b.directory_id, null, f.group_id, r.group_id, f.organization_id,
        greatest(r.since, f.since, d.live_since)
      from ${keepingOf(brakes)} ${directory} ${removed(whose)}
      ${feedsOf('r.group_id', 'r.since < f.removed_at and f.since < r.removed_at')}
      where ${isOfDirectory}`

/**
 * What of the organization $2 a brake keeps: groups that lead there no more, whose members are still known (`isRemoved` false), and
 * groups that lost members (`isRemoved` true).
 */
export const keptFeeders = `select f.directory_id, f.inner_group_id, false as is_removed
      from ${keeping} cross join lateral (
        select directory_id, inner_group_id from removed_feeds f
        where f.site_id = $1 and f.organization_id = $2 and f.directory_id = b.directory_id and ${isUnder('f')}
        offset 0) f
      where ${ofOrganization('$2')}
      union
      select b.directory_id, w.inner_group_id, true
      from ${keeping}
      cross join lateral (
        select k.inner_group_id from organization_sources s
          join directory_group_closure k
            on k.site_id = $1 and k.directory_id = s.directory_id and k.group_id = s.group_id
          where s.site_id = $1 and s.organization_id = $2 and s.kind = 'group' and s.directory_id = b.directory_id
        union
        select f.inner_group_id from removed_feeds f
          where f.site_id = $1 and f.organization_id = $2 and f.directory_id = b.directory_id and ${isUnder('f')}
        offset 0) w
      where ${ofOrganization('$2')} and exists (
        select 1 from removed_members r where r.site_id = $1 and r.directory_id = b.directory_id
          and r.group_id = w.inner_group_id and ${isUnder('r')} offset 0)`

/** Whether a removed member `r` of an organization is kept. */
export const isKeptMember = (r: string, organization: string) => `exists (
          select 1 from ${keeping} where b.directory_id = ${r}.directory_id and ${isUnder(r)}
            and ${ofOrganization(organization)} offset 0)`

/** Whether a brake of the directory $2 keeps a way into the organization `o`. */
export const isKept = (o: string) => `exists (
          select 1 from ${keepingOf(' and directory_id = $2')} cross join lateral (
            select 1 from removed_feeds f where f.site_id = $1 and f.organization_id = ${o}.organization_id
              and f.directory_id = b.directory_id and ${isUnder('f')} offset 0) f
          where ${ofOrganization(`${o}.organization_id`)} offset 0)`
