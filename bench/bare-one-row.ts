// The limit: one prepared statement of one row per request. Nothing that keeps SCIM resources in PostgreSQL and
// answers each request on its own can be faster on the same machine.
import { type BareStatements, resourceWithActive } from './bare-statements.ts'

/** Tables with no more than the requests need. */
export const oneRowTables = `
  create table bare_users (id uuid primary key, tenant integer not null, user_name text collate "C" not null,
    external_id text, resource text not null, active boolean not null, version bigint not null default 1,
    created timestamptz not null default now());
  create unique index on bare_users (tenant, user_name);
  create index on bare_users (tenant, external_id);
  create table bare_groups (id uuid primary key, tenant integer not null, display_name text collate "C" not null,
    resource text not null);
  create index on bare_groups (tenant, display_name);
  create table bare_members (tenant integer not null, group_id uuid not null, user_id uuid not null,
    added timestamptz not null default now(), primary key (tenant, group_id, user_id));
  create index on bare_members (tenant, user_id);`

export const oneRow: BareStatements = {
  createUser: `insert into bare_users (id, tenant, user_name, external_id, resource, active)
    values ({id}, 1, lower({userName}), {externalId}, {resource}, true)`,
  findUser: 'select id, resource from bare_users where tenant = 1 and user_name = lower({userName})',
  getUser: 'select id, resource from bare_users where id = {id}',
  listUsers: 'select id, resource from bare_users where tenant = 1 order by id limit {limit} offset {offset}',
  setActive: `update bare_users set active = {active}, version = version + 1, resource = ${resourceWithActive}
    where id = {id} returning id, resource`,
  createGroup: `insert into bare_groups (id, tenant, display_name, resource)
    values ({id}, 1, lower({displayName}), {resource})`,
  findGroup: 'select id, resource from bare_groups where tenant = 1 and display_name = lower({displayName})',
  getGroup: 'select id, resource from bare_groups where id = {id}',
  listMembers: 'select user_id as id from bare_members where tenant = 1 and group_id = {id} order by user_id',
  addMembers: `insert into bare_members (tenant, group_id, user_id)
    select 1, {id}, unnest({userIds}::uuid[]) on conflict do nothing`,
  removeMembers:
    'delete from bare_members where tenant = 1 and group_id = {id} and user_id = any({userIds}::uuid[])',
  deleteGroup: `with emptied as (delete from bare_members where tenant = 1 and group_id = {id})
    delete from bare_groups where id = {id}`,
}
