import type { Command } from 'commander'
import { chooseDirectory, findDirectory } from '../admin/directories.ts'
import { changeSettings, readPeopleMax, sourceAfter } from '../admin/directory-settings.ts'
import {
  describeSetting,
  presetNames,
  readStored,
  settingNames,
  settingsOf,
  titleOf,
} from '../model/identity/dialect-settings.ts'
import { keyOf } from '../model/ids.ts'
import { previewAddresses } from '../people/address-preview.ts'
import type { Directory } from '../storage/identity/directories.ts'
import { addressPreviewText } from './address-preview.ts'
import { type CommandResult, runCommand } from './context.ts'
import { directoryOption, quoted, readYesOrNo, siteOption } from './options.ts'
import { details, moment, plain } from './table.ts'

interface SettingsOptions {
  readonly site?: string
  readonly directory?: string
  readonly preset?: string
  readonly set?: readonly string[]
  readonly unset?: readonly string[]
  readonly peopleMax?: string
  readonly codeDoor?: string
  readonly preview?: true
}

/** `directory settings` */
export function addSettings(directory: Command): void {
  directory
    .command('settings')
    .description('Show or change what a directory gives its identity provider')
    .option(...siteOption)
    .option(...directoryOption)
    .option('--preset <name>', `the identity provider: ${presetNames.join(', ')}`)
    .option('--set <setting=value...>', 'settings that differ from the preset')
    .option('--unset <setting...>', 'settings that follow the preset again')
    .option('--people-max <n>', 'how many people it may bring, or none for as many as it likes')
    .option('--code-door <yes or no>', 'whether its people may sign in by a mailed code as well')
    .option('--preview', 'only say whose address another addressFrom would change')
    .action(async (options: SettingsOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const directory = await chooseDirectory(database, site, options.directory)
        const { directoryId } = directory
        const { preset, set = [], unset = [] } = options
        if (options.preview) {
          const addressFrom = sourceAfter(directory, { set, unset })
          const found = await previewAddresses(database, site.id, directory, addressFrom)
          return { json: { addressFrom, ...found }, text: addressPreviewText(found) }
        }
        const peopleMax = options.peopleMax === undefined ? undefined : readPeopleMax(options.peopleMax)
        const codeDoor =
          options.codeDoor === undefined ? undefined : readYesOrNo('code-door', options.codeDoor)
        const given = [preset, peopleMax, codeDoor]
        const changes = given.some((one) => one !== undefined) || set.length + unset.length > 0
        const changed =
          changes &&
          (await changeSettings(
            database,
            site.id,
            directoryId,
            { preset, set, unset, peopleMax, codeDoor },
            audit,
          ))
        const after = await findDirectory(database, site, keyOf(directoryId))
        const unchanged = { set: [], unset: [] }
        const moved = sourceAfter(after, unchanged) !== sourceAfter(directory, unchanged)
        return shown(after, changes, changed, moved)
      })
    })
}

/** A directory's settings as JSON: all that are in force, and which of them differ from the preset. */
export function dialectJson(directory: Directory) {
  const { preset, overrides } = readStored(directory.preset, directory.overrides)
  return { preset, overrides, settings: settingsOf(preset, overrides) }
}

/** `okta (Okta)`, and the settings that differ from it. */
export function dialectText(directory: Directory): string[] {
  const { preset, overrides } = readStored(directory.preset, directory.overrides)
  const differing = Object.entries(overrides).map(([name, value]) => `but ${name} ${value}`)
  return [`${preset} (${titleOf(preset)})`, ...differing]
}

/** The identity provider by its traffic; null until it is recognised. */
export function clientJson({ client, clientFirstSeenAt, clientLastSeenAt }: Directory) {
  if (client === null) return null
  return {
    name: client,
    title: titleOf(client),
    firstSeenAt: clientFirstSeenAt,
    lastSeenAt: clientLastSeenAt,
  }
}

export function clientText({ client, clientFirstSeenAt, clientLastSeenAt }: Directory): string {
  if (client === null) return 'not recognised yet'
  return `${titleOf(client)}, first seen ${moment(clientFirstSeenAt)}, last seen ${moment(clientLastSeenAt)}`
}

/** What to do when somebody else calls than the preset is for. */
export function clientNote({ name, preset, client }: Directory): string | undefined {
  if (client === null || preset === client || preset === 'auto') return undefined
  return `The traffic is that of ${titleOf(client)}. If that is meant: directory settings --directory ${quoted(name)} --preset ${client}`
}

function shown(directory: Directory, changes: boolean, changed: boolean, moved: boolean): CommandResult {
  const json = {
    id: keyOf(directory.directoryId),
    name: directory.name,
    ...dialectJson(directory),
    peopleMax: directory.peopleMax,
    codeDoor: directory.codeDoor,
  }
  const entries = settingNames.map((name): [string, string[]] => {
    const { says, values } = describeSetting(name)
    const mark = Object.hasOwn(json.overrides, name) ? ', set for this directory' : ''
    return [name, [`${json.settings[name]}${mark}`, `${says}: ${values.join(', ')}`]]
  })
  const text = details(plain(directory.name), [
    ['preset', `${json.preset} (${titleOf(json.preset)})`],
    ...entries,
    ['code by mail', json.codeDoor ? 'lets its people in as well' : 'is no door of its people'],
    ['people', json.peopleMax === null ? 'as many as it likes' : `${json.peopleMax} at most`],
  ])
  const people = moved ? ' People’s addresses follow; tasks list says how far that is.' : ''
  const sentence = changed
    ? `Calls follow within half a second.${people}`
    : 'No change: it was like that already.'
  return { json: changes ? { ...json, changed } : json, text: changes ? `${text}\n${sentence}` : text }
}
