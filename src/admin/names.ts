import { keyOf } from '../model/ids.ts'
import type { Database } from '../storage/database.ts'
import { groupNames, type SourceFacts } from '../storage/identity/memberships.ts'
import type { Site } from '../storage/sites.ts'
import { directoriesOf } from './directories.ts'

/** The names behind the ids of a site's directories and groups. */
export interface Names {
  directory(directoryId: number): string
  group(groupId: string): string | null
}

/** Reads the names of all directories of the site, and of the groups of these sources. */
export async function readNames(
  database: Database,
  site: Site,
  sources: Iterable<SourceFacts> = [],
): Promise<Names> {
  const directories = new Map((await directoriesOf(database, site)).map((one) => [one.directoryId, one.name]))
  const wanted = new Map<string, { directoryId: number; groupId: string }>()
  for (const { directoryId, groupId } of sources) {
    if (groupId !== null && directoryId !== null) wanted.set(groupId, { directoryId, groupId })
  }
  const groups = new Map<string, string>()
  if (wanted.size > 0) {
    const [rows = []] = await database.readInSite(site.id, [groupNames(site.id, [...wanted.values()])])
    for (const { groupId, name } of rows as { groupId: string; name: string }[]) groups.set(groupId, name)
  }
  return {
    directory: (directoryId) => directories.get(directoryId) ?? keyOf(directoryId),
    group: (groupId) => groups.get(groupId) ?? null,
  }
}
