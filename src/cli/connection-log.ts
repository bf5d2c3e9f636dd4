import { type Command, Option } from 'commander'
import { findSignIns } from '../admin/sign-in-log.ts'
import { highestId } from '../model/ids.ts'
import { type Options, ofDirectory } from './connection-context.ts'
import {
  beforeOption,
  directoryOption,
  limitOption,
  readLimit,
  readPlace,
  recordsMax,
  siteOption,
} from './options.ts'
import { moment, table } from './table.ts'

interface LogOptions extends Options {
  readonly outcome?: 'in' | 'refused' | 'test'
  readonly search?: string
  readonly limit: string
  readonly before?: string
}

/** `connection sign-ins` */
export function addSignIns(parent: Command): void {
  parent
    .command('sign-ins')
    .description('List sign-ins through the connection, with the first check that failed')
    .option(...siteOption)
    .option(...directoryOption)
    .addOption(new Option('--outcome <outcome>', 'only these').choices(['in', 'refused', 'test']))
    .option('--search <text>', 'part of a name, of an address or of the reason')
    .addOption(new Option(...limitOption).default(recordsMax))
    .option(...beforeOption)
    .action(
      ofDirectory<LogOptions>(async ({ database }, { site, directory }, options) => {
        const page = {
          before: readPlace('before', options.before, highestId),
          limit: readLimit(options.limit),
        }
        const filter = { outcome: options.outcome, text: options.search }
        const { rows, next } = await findSignIns(database, site.id, directory.directoryId, filter, page)
        const text = table(
          ['when', 'who', 'outcome', 'why', 'id'],
          rows.map((one) => [
            moment(one.at),
            one.name ?? one.said ?? '–',
            one.purpose === 'test' ? `test: ${one.outcome}` : one.outcome,
            one.why ?? '',
            one.id,
          ]),
          'No sign-in yet.',
        )
        return { json: rows, text, more: next && `There are more: --before ${next}` }
      }),
    )
}
