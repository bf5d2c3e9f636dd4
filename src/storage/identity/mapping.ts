// The rules by which a directory's groups belong to organizations, and its home.
import type { MappedGroup, MappingRule, UnmatchedFate } from '../../model/identity/group-mapping.ts'
import type { PlannedGroup } from '../../model/identity/mapping-plan.ts'
import type { Query, Write } from '../statement.ts'
import { isNamed } from './organizations.ts'

export interface RuleRow extends MappingRule {
  readonly ruleId: string
  /** Null where its groups belong to no organization. */
  readonly organization: string | null
  /** Whether it takes effect; else it waits for a site administrator. */
  readonly isInForce: boolean
}

/** All rules of a directory in their order, those that wait included. */
export function rulesOf(siteId: number, directoryId: number): Query {
  return {
    name: 'rules-of',
    text: `select r.rule_id as "ruleId", r.subject, r.way, r.value, r.organization_id as "organizationId",
        o.name as organization, r.confirmed_at is not null as "isInForce"
      from mapping_rules r
      left join lateral (select name from organizations
        where site_id = $1 and organization_id = r.organization_id offset 0) o on true
      where r.site_id = $1 and r.directory_id = $2 order by r.place`,
    values: [siteId, directoryId],
  }
}

export interface HomeRow {
  readonly organizationId: string
  readonly organization: string
  readonly isInForce: boolean
}

/** The home organization of a directory, and the one that waits. */
export function homesOf(siteId: number, directoryId: number): Query {
  return {
    name: 'homes-of',
    text: `select h.organization_id as "organizationId", o.name as organization, h.in_force as "isInForce"
      from (select organization_id, true as in_force from organization_sources
          where site_id = $1 and directory_id = $2 and kind = 'home'
        union all select organization_id, false from waiting_homes where site_id = $1 and directory_id = $2) h
      join organizations o on o.site_id = $1 and o.organization_id = h.organization_id
      order by h.in_force desc, h.organization_id`,
    values: [siteId, directoryId],
  }
}

export function unmatchedOf(siteId: number, directoryId: number): Query {
  return {
    name: 'unmatched-of',
    text: 'select unmatched from directories where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId],
  }
}

export function setUnmatched(siteId: number, directoryId: number, unmatched: UnmatchedFate): Write {
  return {
    name: 'set-unmatched',
    table: 'directories',
    text: 'update directories set unmatched = $3 where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId, unmatched],
  }
}

export function forgetRules(siteId: number, directoryId: number): Write {
  return {
    name: 'forget-rules',
    table: 'mapping_rules',
    alone: true,
    text: 'delete from mapping_rules where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId],
  }
}

export function insertRules(
  siteId: number,
  directoryId: number,
  rules: readonly (MappingRule & { readonly ruleId: string; readonly isInForce: boolean })[],
  now: Date,
): Write {
  const column = <T>(of: (rule: (typeof rules)[number]) => T) => rules.map(of)
  return {
    name: 'insert-rules',
    table: 'mapping_rules',
    text: `insert into mapping_rules (site_id, directory_id, rule_id, place, subject, way, value, organization_id,
        confirmed_at)
      select $1, $2, r.rule_id, r.place, r.subject, r.way, r.value, r.organization_id,
        case when r.in_force then $9::timestamptz end
      from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::boolean[])
        with ordinality r (rule_id, subject, way, value, organization_id, in_force, place)`,
    values: [
      siteId,
      directoryId,
      column(({ ruleId }) => ruleId),
      column(({ subject }) => subject),
      column(({ way }) => way),
      column(({ value }) => value),
      column(({ organizationId }) => organizationId),
      column(({ isInForce }) => isInForce),
      now,
    ],
  }
}

export function removeHome(siteId: number, directoryId: number): Write {
  return {
    name: 'remove-home',
    table: 'organization_sources',
    alone: true,
    text: `delete from organization_sources where site_id = $1 and directory_id = $2 and kind = 'home'`,
    values: [siteId, directoryId],
  }
}

export function removeWaitingHome(siteId: number, directoryId: number): Write {
  return {
    name: 'remove-waiting-home',
    table: 'waiting_homes',
    alone: true,
    text: 'delete from waiting_homes where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId],
  }
}

export function insertWaitingHome(
  siteId: number,
  directoryId: number,
  organizationId: string,
  now: Date,
): Write {
  return {
    name: 'insert-waiting-home',
    table: 'waiting_homes',
    text: 'insert into waiting_homes (site_id, directory_id, organization_id, since) values ($1, $2, $3, $4)',
    values: [siteId, directoryId, organizationId, now],
  }
}

/** Locks organizations that a mapping names, in one order, so that none goes meanwhile. */
export function holdNamedOrganizations(siteId: number, organizationIds: readonly string[]): Query {
  return {
    name: 'hold-named-organizations',
    text: `select organization_id as id from organizations
      where site_id = $1 and organization_id = any($2::uuid[]) order by organization_id for update`,
    values: [siteId, organizationIds],
  }
}

/** Those of these organizations of a directory's that nothing holds up any more go. */
export function removeIdleOrganizations(
  siteId: number,
  directoryId: number,
  organizationIds: readonly string[],
): Write {
  return {
    name: 'remove-idle-organizations',
    table: 'organizations',
    alone: true,
    text: `delete from organizations o
      where o.site_id = $1 and o.created_by_directory_id = $2 and o.organization_id = any($3::uuid[])
        and not exists (select 1 from organization_sources s
          where s.site_id = $1 and s.organization_id = o.organization_id offset 0)
        and not exists (select 1 from organization_people p
          where p.site_id = $1 and p.organization_id = o.organization_id offset 0)
        and not ${isNamed('o')}
        and not exists (select 1 from shared_requests r
          where r.site_id = $1 and r.organization_id = o.organization_id offset 0)`,
    values: [siteId, directoryId, organizationIds],
  }
}

export interface GroupToMap extends MappedGroup, PlannedGroup {
  readonly pending: boolean
}

/** A directory's groups, and those that sign-ins named, with where each of them is, by id. */
export function groupsToMap(
  siteId: number,
  directoryId: number,
  { after, limit }: { after: string; limit: number },
): Query {
  return {
    name: '',
    text: `select g.group_id as id, g.display_name as "displayName", g.external_id as "externalId", g.pending,
        s.organization_id as "organizationId", coalesce(s.by_rule, false) as "isByRule"
      from (
        (select group_id, display_name, external_id, pending from directory_groups
          where site_id = $1 and directory_id = $2 and group_id > $3 order by group_id limit $4)
        union all
        (select group_id, name, name, pending from asserted_groups
          where site_id = $1 and directory_id = $2 and group_id > $3 order by group_id limit $4)
        order by group_id limit $4) g
      left join lateral (select organization_id, by_rule from organization_sources s where s.site_id = $1
        and s.directory_id = $2 and s.group_id = g.group_id and s.kind = 'group' limit 1) s on true
      order by g.group_id`,
    values: [siteId, directoryId, after, limit],
  }
}

/** These groups are looked at anew. */
export function markGroups(siteId: number, directoryId: number, groupIds: readonly string[]): Write {
  return {
    name: 'mark-groups',
    table: 'directory_groups',
    text: `update directory_groups set pending = true
      where site_id = $1 and directory_id = $2 and group_id = any($3::uuid[]) and not pending`,
    values: [siteId, directoryId, groupIds],
  }
}
