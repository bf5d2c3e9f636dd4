import type { Database } from '../storage/database.ts'
import { directoriesToReplay } from '../storage/identity/directories.ts'
import { listSites, type Site } from '../storage/sites.ts'
import { replay } from './replay.ts'

/** Finishes replays that a crash interrupted: directories that grant again and still have something pending. */
export async function finishReplays(database: Database, now: Date): Promise<void> {
  for (const { id: siteId } of await database.readSites<Site>(listSites())) {
    const [directories = []] = await database.readInSite(siteId, [directoriesToReplay(siteId)])
    for (const { directoryId } of directories as { directoryId: number }[]) {
      await replay(database, siteId, directoryId, {
        actor: { kind: 'system', name: 'replay' },
        now,
        directoryId,
      })
    }
  }
}
