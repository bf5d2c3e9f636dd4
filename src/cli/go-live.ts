import { invalid } from '../model/errors.ts'
import { previewClasses } from '../model/identity/preview.ts'
import { beginCounting } from '../people/preview.ts'
import type { Progress } from '../people/replay.ts'
import type { Directory } from '../storage/identity/directories.ts'
import type { Site } from '../storage/sites.ts'
import type { CommandContext } from './context.ts'
import { quoted } from './options.ts'
import { counted, plain } from './table.ts'

export interface GoLiveConfirmation {
  /** The directory's name, typed once more. */
  readonly confirm?: string
  /** The same for scripts. */
  readonly yes?: boolean
  /** Say how far it is. */
  readonly wait?: boolean
}

/**
 * Lets a directory's rehearsal end only for who confirmed it. A directory that is not in rehearsal needs no word: there
 * is no rehearsal to end.
 *
 * @throws invalid with what going live would do, and the command that does it
 */
export async function requireGoLiveConfirmed(
  { database, audit }: CommandContext,
  site: Site,
  found: Directory,
  { confirm, yes }: GoLiveConfirmation,
): Promise<void> {
  if (found.state !== 'rehearsal' || yes === true || confirm === found.name) return
  if (confirm !== undefined) throw invalid('confirm', `must be the directory's name, ${plain(found.name)}.`)
  const { done, counts } = await beginCounting(database, site.id, found, audit.now)
  const effects = previewClasses.map((one) => `${counts[one]} ${one}`).join(', ')
  const again = `directory go-live ${quoted(found.name)} --confirm ${quoted(found.name)}`
  throw invalid(
    'confirm',
    `nothing is changed yet. Of ${counted(done, 'person', 'people')} read: ${effects}. To go live: ${again}`,
  )
}

/** Says how far it is on standard error, at the beginning, whenever a twentieth more is done, and at the end. */
export function progressLines(write: (line: string) => unknown): Progress {
  let next = 0
  return (done, total) => {
    if (done < next && done < total) return
    next = done + Math.max(1, Math.ceil(total / 20))
    write(`${done} of ${counted(total, 'person or group', 'people and groups')}\n`)
  }
}
