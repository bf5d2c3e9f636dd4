// Portals as those who set them up see them, and whom they name.
import type { PortalAudience, ShareDefault } from '../../model/desk/portal.ts'
import type { Query, Write } from '../statement.ts'

export interface PortalRow {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly description: string
  readonly position: number
  readonly audience: PortalAudience
  readonly forMembers: boolean
  readonly shareDefault: ShareDefault
  /** Of its last request. */
  readonly lastNumber: number
  readonly createdAt: Date
  readonly archivedAt: Date | null
  readonly organizations: readonly { readonly id: string; readonly name: string }[]
  readonly directories: readonly { readonly id: number; readonly name: string }[]
  /** Those that can be asked for, and those that are archived. */
  readonly requestTypes: number
  readonly archivedRequestTypes: number
}

const countOfTypes = (archived: string) => `(select count(*)::int from request_types t
          where t.site_id = $1 and t.portal_id = p.portal_id and t.archived_at is ${archived})`

const columns = `p.portal_id as id, p.key, p.name, p.description, p.position, p.audience, p.for_members as "forMembers",
        p.share_default as "shareDefault", p.last_number as "lastNumber", p.created_at as "createdAt",
        p.archived_at as "archivedAt",
        coalesce((select json_agg(json_build_object('id', o.organization_id, 'name', o.name) order by o.name_folded)
          from portal_organizations n cross join lateral (
            select organization_id, name, name_folded from organizations
            where site_id = $1 and organization_id = n.organization_id offset 0) o
          where n.site_id = $1 and n.portal_id = p.portal_id), '[]') as organizations,
        coalesce((select json_agg(json_build_object('id', d.directory_id, 'name', d.name) order by d.name_folded)
          from portal_directories n
          join directories d on d.site_id = $1 and d.directory_id = n.directory_id
          where n.site_id = $1 and n.portal_id = p.portal_id), '[]') as directories,
        ${countOfTypes('null')} as "requestTypes", ${countOfTypes('not null')} as "archivedRequestTypes"`

/** Every portal of a site in its order, archived ones too. */
export function listPortals(siteId: number): Query {
  return {
    name: 'list-portals',
    text: `select ${columns} from portals p where p.site_id = $1 order by p.position, p.portal_id`,
    values: [siteId],
  }
}

export function portalById(siteId: number, portalId: string): Query {
  return {
    name: 'portal-by-id',
    text: `select ${columns} from portals p where p.site_id = $1 and p.portal_id = $2`,
    values: [siteId, portalId],
  }
}

/** Locks a portal with its request types and fields: whoever changes any of them comes one after the other. */
export function holdPortal(siteId: number, portalId: string): Query {
  return {
    name: 'hold-portal',
    text: 'select 1 from portals where site_id = $1 and portal_id = $2 for no key update',
    values: [siteId, portalId],
  }
}

/** One at a time adds portals to a site, or changes their order. */
export function holdPortals(siteId: number): Query {
  return {
    name: 'hold-portals',
    text: `select pg_advisory_xact_lock(hashtext('doorward.portals'), $1)`,
    values: [siteId],
  }
}

export function insertPortal(
  siteId: number,
  portal: Pick<
    PortalRow,
    'id' | 'key' | 'name' | 'description' | 'position' | 'audience' | 'forMembers' | 'shareDefault'
  >,
  now: Date,
): Write {
  return {
    name: 'insert-portal',
    table: 'portals',
    text: `insert into portals (site_id, portal_id, key, name, description, position, audience, for_members,
        share_default, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      siteId,
      portal.id,
      portal.key,
      portal.name,
      portal.description,
      portal.position,
      portal.audience,
      portal.forMembers,
      portal.shareDefault,
      now,
    ],
  }
}

export function updatePortal(
  siteId: number,
  portalId: string,
  portal: Pick<PortalRow, 'name' | 'description' | 'audience' | 'forMembers' | 'shareDefault'>,
): Write {
  return {
    name: 'update-portal',
    table: 'portals',
    text: `update portals set name = $3, description = $4, audience = $5, for_members = $6, share_default = $7
      where site_id = $1 and portal_id = $2`,
    values: [
      siteId,
      portalId,
      portal.name,
      portal.description,
      portal.audience,
      portal.forMembers,
      portal.shareDefault,
    ],
  }
}

/** @param archivedAt null: it is there again */
export function archivePortal(siteId: number, portalId: string, archivedAt: Date | null): Write {
  return {
    name: 'archive-portal',
    table: 'portals',
    text: 'update portals set archived_at = $3 where site_id = $1 and portal_id = $2',
    values: [siteId, portalId, archivedAt],
  }
}

/** Portals in the order of their ids. */
export function orderPortals(siteId: number, portalIds: readonly string[]): Write {
  return {
    name: 'order-portals',
    table: 'portals',
    text: `update portals p set position = w.position
      from unnest($2::uuid[]) with ordinality w (id, position)
      where p.site_id = $1 and p.portal_id = w.id and p.position <> w.position`,
    values: [siteId, portalIds],
  }
}

/**
 * Names exactly these organizations. One that is named is untouched no longer: no directory's group of its name takes it over
 * by itself, and with it the sight of the portal.
 */
export function namePortalOrganizations(
  siteId: number,
  portalId: string,
  organizationIds: readonly string[],
): Write {
  return {
    name: 'name-portal-organizations',
    table: 'portal_organizations',
    alone: true,
    text: `with gone as (delete from portal_organizations
        where site_id = $1 and portal_id = $2 and not (organization_id = any($3::uuid[]))),
      used as (update organizations set untouched = false
        where site_id = $1 and organization_id = any($3::uuid[]) and untouched)
      insert into portal_organizations (site_id, portal_id, organization_id)
      select $1, $2, w from unnest($3::uuid[]) w on conflict do nothing`,
    values: [siteId, portalId, organizationIds],
  }
}

export function namePortalDirectories(
  siteId: number,
  portalId: string,
  directoryIds: readonly number[],
): Write {
  return {
    name: 'name-portal-directories',
    table: 'portal_directories',
    alone: true,
    text: `with gone as (delete from portal_directories
        where site_id = $1 and portal_id = $2 and not (directory_id = any($3::int[])))
      insert into portal_directories (site_id, portal_id, directory_id)
      select $1, $2, w from unnest($3::int[]) w on conflict do nothing`,
    values: [siteId, portalId, directoryIds],
  }
}

/** Which of these organizations there are; they stay until the transaction ends. */
export function organizationsToName(siteId: number, organizationIds: readonly string[]): Query {
  return {
    name: 'organizations-to-name',
    text: `select organization_id as id from organizations where site_id = $1 and organization_id = any($2::uuid[])
      order by organization_id for key share`,
    values: [siteId, organizationIds],
  }
}

/** Which of these directories there are, and whose people they have. */
export function directoriesToName(siteId: number, directoryIds: readonly number[]): Query {
  return {
    name: 'directories-to-name',
    text: `select directory_id as id, audience from directories where site_id = $1 and directory_id = any($2::int[])`,
    values: [siteId, directoryIds],
  }
}

/** The names of portals that name an organization, archived ones too, in their order. */
export function portalsNamingOrganization(siteId: number, organizationId: string): Query {
  return {
    name: 'portals-naming-organization',
    text: `select p.portal_id as id, p.name from portal_organizations n
      join portals p on p.site_id = $1 and p.portal_id = n.portal_id
      where n.site_id = $1 and n.organization_id = $2 order by p.position, p.portal_id`,
    values: [siteId, organizationId],
  }
}

export function portalsNamingDirectory(siteId: number, directoryId: number): Query {
  return {
    name: 'portals-naming-directory',
    text: `select p.portal_id as id, p.name from portal_directories n
      join portals p on p.site_id = $1 and p.portal_id = n.portal_id
      where n.site_id = $1 and n.directory_id = $2 order by p.position, p.portal_id`,
    values: [siteId, directoryId],
  }
}

/** Portals that name one organization name another one as well; answers those that did not before. */
export function nameOrganizationToo(siteId: number, from: string, to: string): Query {
  return {
    name: 'name-organization-too',
    text: `insert into portal_organizations (site_id, portal_id, organization_id)
      select $1, portal_id, $3::uuid from portal_organizations where site_id = $1 and organization_id = $2
      on conflict do nothing returning portal_id as id`,
    values: [siteId, from, to],
  }
}

/** The same of directories. */
export function nameDirectoryToo(siteId: number, from: number, to: number): Query {
  return {
    name: 'name-directory-too',
    text: `insert into portal_directories (site_id, portal_id, directory_id)
      select $1, portal_id, $3::int from portal_directories where site_id = $1 and directory_id = $2
      on conflict do nothing returning portal_id as id`,
    values: [siteId, from, to],
  }
}

/** Of these portals, takes an organization's name back, and has them name another one again that may have gone meanwhile. */
export function giveBackName(
  siteId: number,
  portalIds: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Write {
  return {
    name: 'give-back-name',
    table: 'portal_organizations',
    alone: true,
    text: `with gone as (delete from portal_organizations
        where site_id = $1 and portal_id = any($2::uuid[]) and organization_id = $3)
      insert into portal_organizations (site_id, portal_id, organization_id)
      select $1, p.portal_id, o.organization_id from portals p, organizations o
      where p.site_id = $1 and p.portal_id = any($2::uuid[]) and o.site_id = $1 and o.organization_id = $4
      on conflict do nothing`,
    values: [siteId, portalIds, from, to],
  }
}

export function unnameDirectory(siteId: number, portalIds: readonly string[], directoryId: number): Write {
  return {
    name: 'unname-directory',
    table: 'portal_directories',
    text: `delete from portal_directories
      where site_id = $1 and portal_id = any($2::uuid[]) and directory_id = $3`,
    values: [siteId, portalIds, directoryId],
  }
}
