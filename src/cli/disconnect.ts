import { type Command, Option } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { invalid } from '../model/errors.ts'
import { disconnectWays } from '../model/identity/disconnection.ts'
import {
  beginDisconnection,
  disconnectPeople,
  previewDisconnection,
  readDisconnection,
} from '../people/disconnection.ts'
import { runCommand } from './context.ts'
import { directoryOption, quoted, siteOption } from './options.ts'
import { counted, plain } from './table.ts'

interface DisconnectOptions {
  readonly site?: string
  readonly directory?: string
  readonly people?: (typeof disconnectWays)[number]
  readonly keepOrganizations?: true
  readonly yes?: true
}

/** `directory disconnect` */
export function addDisconnect(directory: Command): void {
  directory
    .command('disconnect')
    .description(
      'End every token of a directory, and deactivate its people or have nobody manage them from now on',
    )
    .option(...siteOption)
    .option(...directoryOption)
    .addOption(
      new Option(
        '--people <what>',
        'deactivate them, or release them: managed by nobody, with the addresses that they hold',
      ).choices(disconnectWays),
    )
    .option('--keep-organizations', 'whoever is released stays in their organizations, by hand')
    .option('--yes', 'do it; without this only whom it concerns is said')
    .action(async (options: DisconnectOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const { directoryId, name } = await chooseDirectory(database, site, options.directory)
        if (!options.yes) {
          const facts = await previewDisconnection(database, site.id, directoryId)
          const { active, shared, held, tokens, organizations, portals } = facts
          const text = [
            `${plain(name)} has ${counted(active, 'active person', 'active people')} and ${counted(tokens, 'token', 'tokens')}. ${held} of the people hold their address; another directory has ${shared} of them too, and they stay.`,
            organizations.length > 0
              ? `It feeds ${organizations.map(plain).join(', ')}.`
              : 'It feeds no organization.',
            ...(portals.length > 0
              ? [
                  `Portals that name it: ${portals.map(plain).join(', ')}. Whoever is released, or deactivated, sees them no more by it.`,
                ]
              : []),
            `To disconnect it: directory disconnect --directory ${quoted(name)} --people deactivate|release --yes`,
          ]
          return { json: facts, text: text.join('\n') }
        }
        if (!options.people)
          throw invalid('people', `say what becomes of them: ${disconnectWays.join(' or ')}.`)
        const wanted = { people: options.people, keepsOrganizations: options.keepOrganizations === true }
        await beginDisconnection(database, site.id, directoryId, wanted, audit)
        await disconnectPeople(database, site.id, directoryId, audit.now)
        const found = await readDisconnection(database, site.id, directoryId)
        const done = found?.done ?? 0
        const became = options.people === 'deactivate' ? 'deactivated' : 'released'
        const text = `${plain(name)} is disconnected, and ${counted(done, 'person is', 'people are')} ${became}. To connect it again: token create --directory ${quoted(name)}, then directory resume --directory ${quoted(name)}`
        return { json: { done, people: options.people }, text }
      })
    })
}
