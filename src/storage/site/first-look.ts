import pg from 'pg'

/** A site as it stands in a database of any version. */
export interface SeenSite {
  readonly id: number
  readonly slug: string
}

/**
 * The sites of a database, read before anything of it is brought up to date: whoever asks may not want to touch it.
 * @param ownerUrl the role that owns the database
 */
export async function lookAtSites(ownerUrl: string): Promise<SeenSite[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'doorward look' })
  await client.connect()
  try {
    const { rows } = await client.query("select to_regclass('doorward.sites') is not null as there")
    if (!rows[0]?.there) return []
    return (await client.query<SeenSite>('select id, slug from doorward.sites order by slug limit 100')).rows
  } finally {
    await client.end()
  }
}
