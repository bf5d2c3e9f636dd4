import pg from 'pg'

/** The role that may read every row of every site, and nothing else. */
export const backupRole = 'doorward_backup'

/** A table of the schema `doorward`. */
export interface Table {
  readonly name: string
  /** Without generated ones, which PostgreSQL computes anew. */
  readonly columns: readonly string[]
  readonly rowSecurityForced: boolean
}

export interface AppliedMigration {
  readonly number: number
  readonly name: string
  readonly checksum: string
}

export const inSchema = (table: string) => `doorward.${pg.escapeIdentifier(table)}`
export const columnList = (columns: readonly string[]) => columns.map(pg.escapeIdentifier).join(', ')

/** All of them, so that a table added later needs no mention here. None before the first migration. */
export async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select c.relname as name, c.relforcerowsecurity as "rowSecurityForced",
        array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = to_regnamespace('doorward') and c.relkind = 'r'
      group by c.oid order by c.relname`)
  return rows
}

/** In order; none in a database that Doorward has not met. */
export async function appliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  const known = await client.query(`select to_regclass('doorward_meta.migrations') is not null as known`)
  if (!known.rows[0].known) return []
  const { rows } = await client.query<AppliedMigration>(
    'select number, name, checksum from doorward_meta.migrations order by number',
  )
  return rows
}

/** The tables of which a backup would silently lack rows, because no policy opens all of them to its role. */
export async function tablesNotOpenToBackup(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ relname: string }>(
    `select c.relname from pg_class c
      where c.relnamespace = 'doorward'::regnamespace and c.relkind = 'r' and c.relrowsecurity
        and (
          not exists (
            select from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*')
              and $1::regrole::oid = any (p.polroles) and pg_get_expr(p.polqual, p.polrelid) = 'true')
          or exists (
            select from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polcmd in ('r', '*')
              and p.polroles && array[0::oid, $1::regrole::oid]))
      order by c.relname`,
    [backupRole],
  )
  return rows.map(({ relname }) => relname)
}

/** The first table that has a row of any site. The owner itself does not see rows where row-level security is forced. */
export async function firstTableWithRows(client: pg.Client): Promise<string | undefined> {
  const tables = await tablesOf(client)
  try {
    for (const { name, rowSecurityForced } of tables) {
      await client.query(`set local role ${rowSecurityForced ? backupRole : 'none'}`)
      const { rows } = await client.query(`select exists (select from ${inSchema(name)}) as filled`)
      if (rows[0].filled) return name
    }
    return undefined
  } finally {
    await client.query('set local role none').catch(() => {})
  }
}
