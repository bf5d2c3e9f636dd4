import pg from 'pg'

/** A site as it stands in a database of any version. */
interface SeenSite {
  readonly id: number
  readonly slug: string
}

/** What a database holds. */
interface SeenDatabase {
  readonly sites: readonly SeenSite[]
  /** A server has printed a link by which somebody may still begin a site. */
  readonly isBegun: boolean
}

/**
 * What a database holds, read before anything of it is brought up to date: whoever asks may not want to touch it.
 * @param ownerUrl the role that owns the database
 */
export async function lookAtSites(ownerUrl: string): Promise<SeenDatabase> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'doorward look' })
  await client.connect()
  try {
    const { rows } = await client.query(
      "select to_regclass('doorward.sites') is not null as sites, to_regclass('doorward.staff_links') is not null as links",
    )
    const [there] = rows
    if (!there?.sites) return { sites: [], isBegun: false }
    const { rows: sites } = await client.query<SeenSite>(
      'select id, slug from doorward.sites order by slug limit 100',
    )
    if (!there.links) return { sites, isBegun: false }
    const { rows: begun } = await client.query(
      "select 1 from doorward.staff_links l where kind = 'start' and expires_at > now() and not exists (select 1 from doorward.sites s where s.id = l.site_id) limit 1",
    )
    return { sites, isBegun: begun.length > 0 }
  } finally {
    await client.end()
  }
}
