import { brakeMin } from '../../model/identity/brake.ts'
import { foldName } from '../../model/identity/organization.ts'
import { newId } from '../new-id.ts'
import type { Query, Write } from '../statement.ts'
import { isKept } from './held-memberships.ts'
import type { SourceFacts } from './memberships.ts'

/**
 * The organizations that have one of these names, and the one that this directory made for the plain name. The two are
 * looked up apart, because an `or` of two indexes is planned badly.
 */
export function namesakes(
  siteId: number,
  directoryId: number,
  { plainName, names }: { plainName: string; names: readonly string[] },
): Query {
  const facts = `o.organization_id as "organizationId", o.name, o.name_folded as "nameFolded",
    o.plain_name_folded as "plainNameFolded", o.created_by_directory_id as "createdByDirectoryId"`
  return {
    name: 'namesakes',
    text: `select ${facts}, exists (
          select 1 from organization_sources s join directory_groups g
            on g.site_id = $1 and g.directory_id = $2 and g.group_id = s.group_id and g.pending
          where s.site_id = $1 and s.organization_id = o.organization_id and s.directory_id = $2
            and s.kind = 'group' offset 0) as "hasPendingGroup",
          false as "isUntouched"
        from organizations o
        where o.site_id = $1 and o.created_by_directory_id = $2 and o.plain_name_folded = $3
      union all
      select ${facts}, false, ${isUntouched('o')} from organizations o
        where o.site_id = $1 and o.name_folded = any($4::text[])
          and (o.created_by_directory_id, o.plain_name_folded) is distinct from ($2::int, $3::text)`,
    values: [siteId, directoryId, foldName(plainName), names.map(foldName)],
  }
}

/** One group at a time takes a name: of many that want the same, each sees what the ones before it took. */
export function holdName(siteId: number, name: string): Query {
  return {
    name: 'hold-name',
    text: 'select pg_advisory_xact_lock(hashtextextended($2, $1))',
    values: [siteId, foldName(name)],
  }
}

export function insertOrganization(
  siteId: number,
  organization: {
    organizationId: string
    name: string
    /** The name without what keeps it apart from another company's; its own name by default. */
    plainName?: string
    createdByDirectoryId: number | null
    createdByGroupId: string | null
    /** Made by hand, and nobody and nothing is in it yet. */
    untouched?: boolean
    now: Date
  },
): Write {
  return {
    name: 'insert-organization',
    table: 'organizations',
    text: `insert into organizations (site_id, organization_id, name, name_folded, plain_name_folded,
        created_by_directory_id, created_by_group_id, created_at, updated_at, untouched)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`,
    values: [
      siteId,
      organization.organizationId,
      organization.name,
      foldName(organization.name),
      foldName(organization.plainName ?? organization.name),
      organization.createdByDirectoryId,
      organization.createdByGroupId,
      organization.now,
      organization.untouched ?? false,
    ],
  }
}

/** Something comes into an organization that was made by hand: no directory may have it by its name alone any more. */
export function noteUse(siteId: number, organizationId: string): Write {
  return {
    name: 'note-use',
    table: 'organizations',
    text: `update organizations set untouched = false
      where site_id = $1 and organization_id = $2 and untouched`,
    values: [siteId, organizationId],
  }
}

/** One that was made by hand, and never used, is from now on as if this group had made it. */
export function takeOverOrganization(
  siteId: number,
  organizationId: string,
  {
    directoryId,
    groupId,
    plainName,
    now,
  }: { directoryId: number; groupId: string; plainName: string; now: Date },
): Write {
  return {
    name: 'take-over-organization',
    table: 'organizations',
    text: `update organizations set untouched = false, created_by_directory_id = $3, created_by_group_id = $4,
        plain_name_folded = $5, updated_at = $6
      where site_id = $1 and organization_id = $2`,
    values: [siteId, organizationId, directoryId, groupId, foldName(plainName), now],
  }
}

export function renameOrganization(
  siteId: number,
  organizationId: string,
  { name, plainName }: { name: string; plainName: string },
  now: Date,
): Write {
  return {
    name: 'rename-organization',
    table: 'organizations',
    text: `update organizations set name = $3, name_folded = $4, plain_name_folded = $5, updated_at = $6
      where site_id = $1 and organization_id = $2`,
    values: [siteId, organizationId, name, foldName(name), foldName(plainName), now],
  }
}

export function addSource(
  siteId: number,
  source: {
    organizationId: string
    kind: 'group' | 'home'
    directoryId: number
    groupId: string | null
    byRule?: boolean
    now: Date
  },
): Write {
  return {
    name: 'add-source',
    table: 'organization_sources',
    text: `insert into organization_sources (site_id, source_id, organization_id, kind, directory_id, group_id, since,
        by_rule)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      siteId,
      newId(),
      source.organizationId,
      source.kind,
      source.directoryId,
      source.groupId,
      source.now,
      source.byRule ?? false,
    ],
  }
}

/** Whether a rule leads the group there, or its name: that may change while it stays where it is. */
export function setSourceByRule(
  siteId: number,
  directoryId: number,
  groupId: string,
  byRule: boolean,
): Write {
  return {
    name: 'set-source-by-rule',
    table: 'organization_sources',
    text: `update organization_sources set by_rule = $4
      where site_id = $1 and directory_id = $2 and group_id = $3 and kind = 'group'`,
    values: [siteId, directoryId, groupId, byRule],
  }
}

/**
 * Waits for whoever feeds, renames or uses the organizations that a group feeds, the one that its directory made for a name,
 * the one that has the name, whoever made it (a question about the two is opened under this lock), and the one that a rule
 * names; who comes later waits for this group. All are locked in one order, or two groups that exchange their names would
 * wait for each other.
 */
export function holdOrganizations(
  siteId: number,
  directoryId: number,
  groupId: string,
  { plainName, organizationId }: { plainName?: string; organizationId?: string } = {},
): Query {
  return {
    name: 'hold-organizations',
    text: `select organization_id as "organizationId", name from organizations where site_id = $1 and organization_id = any(array(
        select organization_id from organization_sources
          where site_id = $1 and directory_id = $2 and group_id = $3 and kind = 'group'
        union
        select organization_id from organizations
          where site_id = $1 and created_by_directory_id = $2 and plain_name_folded = $4
        union
        select organization_id from organizations where site_id = $1 and name_folded = $4
        union
        select $5::uuid))
      order by organization_id for update`,
    values: [
      siteId,
      directoryId,
      groupId,
      plainName === undefined ? null : foldName(plainName),
      organizationId ?? null,
    ],
  }
}

/** Whether somebody counts on an organization although nothing feeds it: a rule, or a home that waits. */
export const isNamed = (o: string) => `(exists (select 1 from mapping_rules r where r.site_id = $1
          and r.organization_id = ${o}.organization_id offset 0)
          or exists (select 1 from waiting_homes h where h.site_id = $1
          and h.organization_id = ${o}.organization_id offset 0))`

/** Whether it was made by hand, and never had a member, a request or a source; nor does a rule or a home name it. */
export const isUntouched = (o: string) => `(${o}.untouched and not ${isNamed(o)}
          and not exists (select 1 from shared_requests r where r.site_id = $1
            and r.organization_id = ${o}.organization_id offset 0))`

/** The organizations that a group feeds (`FedFacts`), with what else holds each of them up; `offset 0` as in memberships.ts. */
export function organizationsFedBy(siteId: number, directoryId: number, groupId: string): Query {
  return {
    name: 'organizations-fed-by',
    text: `select o.organization_id as "organizationId", o.name, o.plain_name_folded as "plainNameFolded",
        o.name_folded <> o.plain_name_folded as "isKeptApart",
        exists (select 1 from cases c where c.site_id = $1 and c.organization_id = o.organization_id
          and c.kind = 'organization-name' and c.closed_at is null offset 0) as "isWanted",
        o.created_by_directory_id is not distinct from $2 as "createdByThisDirectory",
        o.created_by_directory_id is not distinct from $2 and o.created_by_group_id is not null as "madeByGroup",
        s.by_rule as "isByRule",
        exists (select 1 from organization_sources x where x.site_id = $1
          and x.organization_id = o.organization_id and x.group_id is distinct from $3 offset 0)
          or exists (select 1 from organization_people p where p.site_id = $1
            and p.organization_id = o.organization_id offset 0)
          or ${isNamed('o')} as "hasOtherSource",
        exists (select 1 from shared_requests r where r.site_id = $1
          and r.organization_id = o.organization_id offset 0) as "hasRequest",
        ${isKept('o')} or exists (select 1 from brakes b where b.site_id = $1 and b.directory_id = $2 and b.state = 'on'
          and b.organization_id is null offset 0)
          or (select sum(delta) from directory_counters where site_id = $1 and directory_id = $2
            and what = 'members:' || $3::uuid) >= ${brakeMin}
          or exists (select 1 from directory_group_closure k where k.site_id = $1 and k.directory_id = $2
            and k.group_id = $3 and k.inner_group_id <> $3 offset 0) as "maybeBraked"
      from organization_sources s
      join organizations o on o.site_id = s.site_id and o.organization_id = s.organization_id
      where s.site_id = $1 and s.directory_id = $2 and s.group_id = $3 and s.kind = 'group'`,
    values: [siteId, directoryId, groupId],
  }
}

/**
 * Removes the organizations that a directory's groups made, and that nothing feeds, keeps or names any more: of those from which
 * something was taken since a moment.
 */
export function removeLeftOver(siteId: number, directoryId: number, since: Date): Query {
  const has = (table: string) => `exists (select 1 from ${table} x where x.site_id = $1
          and x.organization_id = o.organization_id offset 0)`
  return {
    name: 'remove-left-over',
    text: `delete from organizations o where o.site_id = $1 and o.created_by_directory_id = $2
        and o.organization_id = any(array(
          select organization_id from removed_feeds
          where site_id = $1 and directory_id = $2 and removed_at >= $3))
        and not (${has('organization_sources')} or ${has('organization_people')} or ${has('shared_requests')}
          or ${isNamed('o')} or ${isKept('o')})
      returning o.organization_id as id`,
    values: [siteId, directoryId, since],
  }
}

export function removeGroupSources(siteId: number, directoryId: number, groupId: string): Write {
  return {
    name: 'remove-group-sources',
    table: 'organization_sources',
    text: `delete from organization_sources
      where site_id = $1 and directory_id = $2 and group_id = $3 and kind = 'group'`,
    values: [siteId, directoryId, groupId],
  }
}

/** Only for an organization with nothing to keep; a request that arrived meanwhile keeps it (foreign key). */
export function deleteOrganization(siteId: number, organizationId: string): Write {
  return {
    name: 'delete-organization',
    table: 'organizations',
    text: 'delete from organizations where site_id = $1 and organization_id = $2',
    values: [siteId, organizationId],
  }
}

export interface OrganizationRow {
  readonly id: string
  readonly name: string
  readonly createdAt: Date
  /** Whether a directory made it appear. */
  readonly createdByDirectoryId: number | null
  /** Whether who joins sees requests of before. */
  readonly showsEarlier: boolean
  readonly sources: readonly SourceRow[]
}

interface SourceRow extends SourceFacts {
  readonly directory: string | null
  readonly group: string | null
  readonly since: string
}

const columns = `o.organization_id as id, o.name, o.created_at as "createdAt",
  o.created_by_directory_id as "createdByDirectoryId", o.shows_earlier as "showsEarlier",
  coalesce((select json_agg(json_build_object(
      'kind', case when a.group_id is null then s.kind else 'sign-in' end, 'directory', d.name, 'directoryId', s.directory_id,
      'group', coalesce(g.display_name, a.name), 'groupId', s.group_id, 'domain', s.domain, 'since', s.since) order by s.since)
    from (
      select kind, directory_id, group_id, domain, since from organization_sources
      where site_id = o.site_id and organization_id = o.organization_id
      union all (
      select 'hand', null, null, null, since from organization_people
      where site_id = o.site_id and organization_id = o.organization_id order by since limit 1)) s
    left join directories d on d.site_id = o.site_id and d.directory_id = s.directory_id
    left join directory_groups g
      on g.site_id = o.site_id and g.directory_id = s.directory_id and g.group_id = s.group_id
    left join asserted_groups a
      on a.site_id = o.site_id and a.directory_id = s.directory_id and a.group_id = s.group_id), '[]') as sources`

/** Organizations by name, after a name; with `begins` those alone whose name begins so. */
export function listOrganizations(
  siteId: number,
  { after, limit, begins }: { after: string; limit: number; begins?: string | undefined },
): Query {
  const narrowed = begins === undefined ? '' : 'and o.name_folded >= $4 and o.name_folded < $5'
  const folded = begins === undefined ? [] : [foldName(begins), `${foldName(begins)}\u{10ffff}`]
  return {
    name: '',
    text: `select ${columns} from organizations o where o.site_id = $1 and o.name_folded > $2 ${narrowed}
      order by o.name_folded limit $3`,
    values: [siteId, after, limit, ...folded],
  }
}

export function organizationById(siteId: number, organizationId: string): Query {
  return {
    name: 'organization-by-id',
    text: `select ${columns} from organizations o where o.site_id = $1 and o.organization_id = $2`,
    values: [siteId, organizationId],
  }
}

/** The ids of those between two ids: UUIDs of version 7 are in the order in which they were made. */
export function organizationIdsBetween(siteId: number, lowest: string, highest: string): Query {
  return {
    name: 'organization-ids-between',
    text: `select organization_id as id from organizations where site_id = $1 and organization_id between $2 and $3 limit 1000`,
    values: [siteId, lowest, highest],
  }
}

export function organizationByName(siteId: number, name: string): Query {
  return {
    name: 'organization-by-name',
    text: `select ${columns} from organizations o where o.site_id = $1 and o.name_folded = $2`,
    values: [siteId, foldName(name)],
  }
}
