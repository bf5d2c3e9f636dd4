import type { Database } from '../storage/database.ts'
import { directoriesToReplay } from '../storage/identity/directories.ts'
import { endIdleReplays, listWork } from '../storage/work-progress.ts'
import { replay } from './replay.ts'

/**
 * Finishes replays of a site that a crash interrupted, or that took longer than whoever began them could wait: directories
 * that grant again and still have something pending.
 */
export async function finishReplays(database: Database, siteId: number, now: Date): Promise<void> {
  const [under = []] = await database.readInSite(siteId, [listWork(siteId)])
  if (under.length > 0) await database.inSite(siteId, async (tx) => tx.write(endIdleReplays(siteId)))
  const [directories = []] = await database.readInSite(siteId, [directoriesToReplay(siteId)])
  for (const { directoryId } of directories as { directoryId: number }[]) {
    await replay(database, siteId, directoryId, {
      actor: { kind: 'system', name: 'replay' },
      now,
      directoryId,
    })
  }
}
