// A directory's group has the name of an organization that the directory did not make: somebody decides whether the two are one.
import { foldName } from '../../model/identity/organization.ts'
import { keyOf } from '../../model/ids.ts'
import type { Query, Write } from '../statement.ts'
import { openCase } from './cases.ts'

/** One question for a directory and an organization, however often a group of the name goes and comes back. */
const clashKey = (directoryId: number, organizationId: string) => `${keyOf(directoryId)} ${organizationId}`

/**
 * Opens the question. Whoever is just giving the name up, or deletes the organization, is waited for: then nothing is asked.
 * Whoever does so later waits for this, and closes it.
 */
export function openNameClash(
  siteId: number,
  clash: { readonly directoryId: number; readonly organizationId: string; readonly nameFolded: string },
  now: Date,
): Write {
  const { directoryId, organizationId, nameFolded } = clash
  const key = clashKey(directoryId, organizationId)
  return openCase(
    siteId,
    { kind: 'organization-name', key, directoryId, organizationId, now },
    {
      name: 'open-name-clash',
      condition: `(select true from organizations where site_id = $1 and organization_id = $9 and name_folded = $13
        for key share)`,
      values: [nameFolded],
    },
  )
}

/** The organization that a directory made for groups of the name that `h` has, while one of them feeds it by its name. */
const keptApart = (h: string, directory: string) => `organizations o where o.site_id = $1
          and o.created_by_directory_id = ${directory} and o.plain_name_folded = ${h}.name_folded
          and o.organization_id <> ${h}.organization_id
          and exists (select 1 from organization_sources s where s.site_id = $1 and s.organization_id = o.organization_id
            and s.directory_id = ${directory} and s.kind = 'group' and not s.by_rule offset 0)`

/** Closes what is asked about these organizations, or about those of these names, where it is a question no longer. */
export function closeEndedClashes(
  siteId: number,
  {
    organizationIds,
    plainNames,
  }: { readonly organizationIds: readonly string[]; readonly plainNames: readonly string[] },
  now: Date,
): Write {
  return {
    name: 'close-ended-clashes',
    table: 'cases',
    alone: true,
    text: `update cases c set closed_at = $4, outcome = 'settled'
      where c.site_id = $1 and c.kind = 'organization-name' and c.closed_at is null
        and c.organization_id = any(array(select unnest($2::uuid[])
          union select organization_id from organizations where site_id = $1 and name_folded = any($3::text[])))
        and not exists (select 1 from organizations h cross join lateral (
            select 1 from ${keptApart('h', 'c.directory_id')} offset 0) o
          where h.site_id = $1 and h.organization_id = c.organization_id offset 0)`,
    values: [siteId, organizationIds, plainNames.map(foldName), now],
  }
}

/** An organization that a directory made, and keeps apart from another one of the same name. */
export interface KeptApart {
  readonly id: string
  readonly ownName: string
  /** The other one's. */
  readonly name: string
  readonly otherId: string
  /** The group that made it; null for one that did not come from a group. */
  readonly groupId: string | null
}

/** Which organization a directory keeps apart from another one; nothing when it does so no longer. */
export function keptApartFrom(siteId: number, directoryId: number, organizationId: string): Query {
  return {
    name: 'kept-apart-from',
    text: `select o.organization_id as id, o.name as "ownName", h.name, h.organization_id as "otherId",
        o.created_by_group_id as "groupId"
      from organizations h cross join lateral (
        select organization_id, name, created_by_group_id from ${keptApart('h', '$2')} offset 0) o
      where h.site_id = $1 and h.organization_id = $3`,
    values: [siteId, directoryId, organizationId],
  }
}
