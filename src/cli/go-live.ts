import { invalid } from '../model/errors.ts'
import { previewClasses } from '../model/identity/preview.ts'
import { beginCounting } from '../people/preview.ts'
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
