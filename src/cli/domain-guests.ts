import { Argument, type Command } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { changeGuests, type GuestsEffect, guestsEffect } from '../admin/guests.ts'
import { keyOf } from '../model/ids.ts'
import { runCommand } from './context.ts'
import { affectedText } from './domain-text.ts'
import { directoryOption, siteOption } from './options.ts'

interface GuestsOptions {
  readonly site?: string
  readonly directory?: string
  readonly preview?: boolean
}

/** `domain guests` */
export function addGuests(parent: Command): void {
  parent
    .command('guests')
    .description('Let a directory speak for every address that nobody else holds or has proven, or end that')
    .addArgument(new Argument('<on or off>').choices(['on', 'off']))
    .option(...siteOption)
    .option(...directoryOption)
    .option('--preview', 'only say whose addresses it would change')
    .action(async (wanted: 'on' | 'off', options: GuestsOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const directory = await chooseDirectory(database, site, options.directory)
        if (options.preview) {
          const effect = await guestsEffect(database, site.id, directory)
          return { json: effect, text: guestsText(effect) }
        }
        const { directoryId, name } = directory
        const { guestsSince } = await changeGuests(database, site.id, directoryId, wanted === 'on', audit)
        const json = { directoryId: keyOf(directoryId), directory: name, guestsSince }
        const text =
          wanted === 'on'
            ? `${name} speaks for guests. A running server confirms addresses that nobody else holds within seconds.`
            : `${name} no longer speaks for guests. Its people stay; a running server marks their addresses as claimed within seconds.`
        return { json, text }
      })
    })
}

const guestsText = ({ act, ...affected }: GuestsEffect) =>
  act === 'allow'
    ? `The word for guests would confirm the addresses of ${affectedText(affected)}`
    : `Taking the word for guests back would leave these addresses only claimed: ${affectedText(affected)}`
