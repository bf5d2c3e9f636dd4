// The limit for what we promise to keep: the rows that our own server writes, in our own tables, in one prepared
// statement per write. No row-level security, no reads, no rules about people. A test compares the rows with those that
// the server writes.
import { type BareStatements, resourceWithActive } from './bare-statements.ts'
import { domain } from './payloads.ts'

export interface Place {
  readonly siteId: number
  readonly directoryId: number
}

/** The one site and directory of the bare database. */
export const barePlace: Place = { siteId: 1, directoryId: 1 }
const keys = `${barePlace.siteId}, ${barePlace.directoryId}`

export const sameRowsPlace = `
  insert into doorward.sites (id, slug, name, plan, subscription, created_at)
    values (${barePlace.siteId}, 'bench', 'Bench', 'standard', 'active', now());
  insert into doorward.directories (site_id, directory_id, name, name_folded, audience, state, grants_until, live_since,
      created_at)
    values (${keys}, 'Bench', 'bench', 'customers', 'live', 'infinity', now(), now());
  insert into doorward.directory_domains (site_id, directory_id, domain, authority, since)
    values (${keys}, '${domain}', 'declared', now());`

/** About as long as what our server writes there. */
const details = (id: string) =>
  `format('{"userId":"%s","effects":["create","take-address"],"client":"bench"}', ${id})`

/** The statements for one directory. */
export function sameRowsIn({ siteId, directoryId }: Place): BareStatements {
  const keys = `${siteId}, ${directoryId}`
  const here = `site_id = ${siteId} and directory_id = ${directoryId}`

  /** The records of a change: `from` yields one row when there was one. */
  const records = (action: string, subject: { kind: string; id: string; from?: string }): string => {
    const { kind, id, from = '' } = subject
    return `audited as (
    insert into audit_events (site_id, event_id, at, actor_kind, actor, action, subject_kind, subject, directory_id,
      request_id, details)
    select ${siteId}, uuidv7(), now(), 'directory', 'bench', '${action}', '${kind}', ${id}::text, ${directoryId},
      uuidv7()::text, ${details(id)} ${from} returning event_id)`
  }

  const told = (kind: string, id: string, from = '') => `told as (
    insert into outbox (site_id, outbox_id, at, kind, payload)
    select ${siteId}, uuidv7(), now(), '${kind}.changed', ${details(id)} ${from})`

  const count = (what: string, delta: string) => `counted as (
    insert into directory_counters (site_id, directory_id, what, delta) select ${keys}, what, ${delta}
    from unnest(array[${what}]) as what)`

  const lost = (kind: string, customer: string, from = '') => `lost as (
    insert into directory_losses (site_id, directory_id, at, kind, customer_id)
    select ${keys}, now(), '${kind}', ${customer} ${from})`

  /** Members come or go: the group's version, their number and a record, but no outbox. */
  const membersMoved = (
    change: string,
    sign: '+' | '-',
    more = '',
  ) => `with moved as (${change} returning 1), ${more}
  ${count(`'members:' || {id}::uuid`, `${sign}(select count(*) from moved)`)},
  touched as (update directory_groups set version = version + 1, updated_at = now()
    where ${here} and group_id = {id}),
  ${records('directory-group.changed', { kind: 'group', id: '{id}::uuid' })}
  select 1`

  return {
    createUser: `with person as (select uuidv7() as id),
    made as (
      insert into directory_users (site_id, directory_id, user_id, user_name_folded, external_id, display_name_folded,
        active, resource, created_at, updated_at, customer_id, linked_at)
      select ${keys}, {id}, lower({userName}), {externalId}, lower({displayName}), true, {resource}, now(), now(), id,
        now() from person),
    mail as (
      insert into directory_user_emails (site_id, directory_id, user_id, n, value_folded, type_folded)
      values (${keys}, {id}, 1, lower({email}), 'work')),
    customer as (
      insert into customers (site_id, customer_id, display_name, name_folded, active, directory_id, created_at,
        updated_at)
      select ${siteId}, id, {displayName}, lower({displayName}), true, ${directoryId}, now(), now() from person),
    address as (
      insert into customer_addresses (site_id, customer_id, address_id, address, address_folded, standing, directory_id,
        since)
      select ${siteId}, id, uuidv7(), {email}, lower({email}), 'held', ${directoryId}, now() from person),
    ${count(`'users', 'active-users'`, '1')},
    ${records('directory-user.created', { kind: 'customer', id: 'id', from: 'from person' })},
    personal as (
      insert into audit_values (site_id, event_id, person_id, personal_values)
      select ${siteId}, event_id, id, format('{"name":{"after":"%s"},"address":{"after":"%s"}}', {displayName}::text,
        {email}::text) from audited, person),
    ${told('customer', 'id', 'from person')}
    select 1`,
    findUser: `select user_id as id, resource from directory_users where ${here} and user_name_folded = lower({userName})`,
    getUser: `select user_id as id, resource from directory_users where ${here} and user_id = {id}`,
    listUsers: `select user_id as id, resource from directory_users where ${here} order by user_id
    limit {limit} offset {offset}`,
    setActive: `with changed as (
      update directory_users set active = {active}, updated_at = now(), version = version + 1,
        resource = ${resourceWithActive}
      where ${here} and user_id = {id} returning user_id as id, resource, customer_id),
    customer as (
      update customers set active = {active}, updated_at = now()
      where site_id = ${siteId} and customer_id = (select customer_id from changed)),
    ${count(`'active-users'`, 'case when {active} then 1 else -1 end')},
    ${lost('activity', 'customer_id', 'from changed where not {active}')},
    ${records('directory-user.changed', { kind: 'customer', id: 'customer_id', from: 'from changed' })},
    ${told('customer', 'customer_id', 'from changed')}
    select id, resource from changed`,
    createGroup: `with organization as (
      insert into organizations (site_id, organization_id, name, name_folded, plain_name_folded,
        created_by_directory_id, created_by_group_id, created_at, updated_at)
      values (${siteId}, uuidv7(), {displayName}, lower({displayName}), lower({displayName}), ${directoryId}, {id}, now(), now())
      returning organization_id as id),
    source as (
      insert into organization_sources (site_id, source_id, organization_id, kind, directory_id, group_id, since)
      select ${siteId}, uuidv7(), id, 'group', ${directoryId}, {id}, now() from organization),
    made as (
      insert into directory_groups (site_id, directory_id, group_id, display_name, display_name_folded, resource,
        created_at, updated_at)
      values (${keys}, {id}, {displayName}, lower({displayName}), {resource}, now(), now())),
    closed as (
      insert into directory_group_closure (site_id, directory_id, group_id, inner_group_id, since)
      values (${keys}, {id}, {id}, now())),
    ${count(`'groups'`, '1')},
    ${records('directory-group.created', { kind: 'group', id: 'id', from: 'from organization' })},
    ${told('organization', 'id', 'from organization')}
    select 1`,
    findGroup: `select group_id as id, resource from directory_groups
    where ${here} and display_name_folded = lower({displayName})`,
    getGroup: `select group_id as id, resource from directory_groups where ${here} and group_id = {id}`,
    listMembers: `select user_id as id from directory_group_members where ${here} and group_id = {id} order by user_id`,
    addMembers: membersMoved(
      `insert into directory_group_members (site_id, directory_id, group_id, user_id, added_at)
      select ${keys}, {id}, user_id, now() from unnest({userIds}::uuid[]) as user_id on conflict do nothing`,
      '+',
    ),
    removeMembers: membersMoved(
      `delete from directory_group_members where ${here} and group_id = {id} and user_id = any({userIds}::uuid[])`,
      '-',
      `kept as (
        insert into removed_members (site_id, directory_id, group_id, customer_id, since, removed_at)
        select ${keys}, {id}, customer_id, linked_at, now() from directory_users
        where ${here} and user_id = any({userIds}::uuid[])
        on conflict (site_id, directory_id, group_id, customer_id) do update set removed_at = excluded.removed_at),
      ${lost('membership', 'null::uuid')},`,
    ),
    deleteGroup: `with emptied as (delete from directory_group_members where ${here} and group_id = {id})
    delete from directory_groups where ${here} and group_id = {id}`,
  }
}
