import { escapeIdentifier } from 'pg'
import type { Query, Write } from '../statement.ts'

/** When a site is to go; null: it stays. */
export function setDeletionDue(siteId: number, due: Date | null): Write {
  return {
    name: 'set-deletion-due',
    table: 'sites',
    text: 'update sites set deletion_due = $2 where id = $1',
    values: [siteId, due],
  }
}

/** From here on nobody can restore it. No row when it is not due, or was restored. */
export function beginRemoval(siteId: number, now: Date): Query {
  return {
    name: 'begin-removal',
    text: 'update sites set removing = true where id = $1 and deletion_due <= $2 returning id',
    values: [siteId, now],
  }
}

/** A table whose rows belong to sites, with those that its rows refer to. */
export interface SiteTable {
  readonly name: string
  readonly refersTo: readonly string[]
}

/** All of them, so that a table added later needs no mention. */
export function siteTables(): Query {
  return {
    name: 'site-tables',
    text: `select c.relname as name, coalesce(array_agg(distinct o.relname::text) filter (where o.oid is not null), '{}') as "refersTo"
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'site_id' and not a.attisdropped
      left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f'
      left join pg_class o on o.oid = k.confrelid and o.oid <> c.oid and o.relname <> 'sites'
      where c.relnamespace = 'doorward'::regnamespace and c.relkind = 'r'
      group by c.oid order by c.relname`,
    values: [],
  }
}

/** Removes some rows of a site from a table; the row says how many. */
export function removeSome(table: string, siteId: number, limit: number): Query {
  const name = escapeIdentifier(table)
  return {
    name: '',
    text: `with gone as (
        delete from ${name} where site_id = $1 and ctid = any (array(select ctid from ${name} where site_id = $1 limit $2)) returning 1)
      select count(*)::int as gone from gone`,
    values: [siteId, limit],
  }
}

/** The last of it. */
export function removeSite(siteId: number): Write {
  return {
    name: 'remove-site',
    table: 'sites',
    text: 'delete from sites where id = $1 and removing',
    values: [siteId],
  }
}

/** What goes with a site besides its customers. */
export interface SiteCounts {
  readonly staff: number
  readonly directories: number
  readonly organizations: number
  readonly requests: number
}

/** So many rows of a table are counted. */
export const countedMax = 10_000

/** Counts what is a site's, of each table up to `countedMax` rows, which are found by their key. */
export function countSite(siteId: number): Query {
  const keys = {
    staff: 'staff_id',
    directories: 'directory_id',
    organizations: 'organization_id',
    requests: 'request_id',
  }
  const counts = Object.entries(keys).map(
    ([table, key]) =>
      `(select count(*)::int from (
        select from ${table} where site_id = $1 order by ${key} limit ${countedMax}) x) as ${table}`,
  )
  return { name: 'count-site', text: `select ${counts.join(', ')}`, values: [siteId] }
}
