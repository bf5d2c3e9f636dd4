import type { Command } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { findOrganization } from '../admin/organizations.ts'
import { invalid } from '../model/errors.ts'
import { ruleSubjects, ruleWays, sentenceOf } from '../model/identity/group-mapping.ts'
import { asWanted, changeMapping, readingOf, readMapping } from '../people/mapping.ts'
import { type MappingPreview, previewMapping } from '../people/mapping-preview.ts'
import type { StoredMapping, WantedMapping } from '../people/wanted-mapping.ts'
import type { Directory } from '../storage/identity/directories.ts'
import type { Site } from '../storage/sites.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import { directoryOption, siteOption } from './options.ts'
import { counted, details, plain, table } from './table.ts'

interface MapOptions {
  readonly site?: string
  readonly directory?: string
  readonly preview?: boolean
  readonly confirm?: readonly string[]
  readonly to?: string
  readonly nothing?: boolean
  readonly at?: string
  readonly none?: boolean
}

/** What a command makes of the mapping that is there. */
type Edit = (mapping: WantedMapping, options: MapOptions, given: readonly string[]) => WantedMapping

/** `directory map show|add|remove|unmatched|home` */
export function addMapping(directory: Command): void {
  const map = directory.command('map').description("Which of a directory's groups are which organizations")
  map
    .command('show')
    .description('Show the rules in their order, and the home')
    .option(...siteOption)
    .option(...directoryOption)
    .action(async (options: MapOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const { site, directory } = await there(context, options)
        return shown(
          directory,
          await readMapping(readingOf(context.database, site.id), site.id, directory.directoryId),
        )
      })
    })
  change(map, 'add <subject> <way> <value>', 'Add a rule, behind the others or at a place', addRule)
    .option('--to <organization>', 'its groups belong to this organization; made where there is none')
    .option('--nothing', 'its groups belong to no organization')
    .option('--at <place>', 'before the rule that has this number now')
  change(map, 'remove <place>', 'Remove the rule of this number', removeRule)
  change(
    map,
    'unmatched <fate>',
    'Say what becomes of a group that no rule takes: own or nothing',
    setUnmatched,
  )
  change(map, 'home [organization]', 'Choose the organization of everybody of the directory', setHome).option(
    '--none',
    'it has no home any more',
  )
  change(map, 'confirm', 'Let take effect what waits for the organizations of --confirm', (one) => one)
}

async function there(
  { database, site: siteOf }: CommandContext,
  options: MapOptions,
): Promise<{ site: Site; directory: Directory }> {
  const site = await siteOf(options.site)
  return { site, directory: await chooseDirectory(database, site, options.directory) }
}

function change(map: Command, usage: string, description: string, edit: Edit): Command {
  return map
    .command(usage)
    .description(description)
    .option(...siteOption)
    .option(...directoryOption)
    .option('--preview', 'only say who would join and leave which organization')
    .option('--confirm <organization...>', 'organizations of others that the directory may feed')
    .action(async (...all: unknown[]) => {
      const [options, command] = all.slice(-2) as [MapOptions, Command]
      const given = all.slice(0, -2).filter((one) => typeof one === 'string')
      await runCommand(command, async (context) => {
        const { database } = context
        const { site, directory } = await there(context, options)
        const { directoryId } = directory
        const read = readingOf(database, site.id)
        const wanted = edit(asWanted(await readMapping(read, site.id, directoryId)), options, given)
        if (options.preview) {
          const found = await previewMapping(read, site.id, directory, wanted)
          return { json: found, text: previewText(found) }
        }
        const confirmed: string[] = []
        for (const one of options.confirm ?? []) {
          confirmed.push((await findOrganization(database, site.id, 'confirm', one)).id)
        }
        const changed = await changeMapping(database, site.id, directoryId, wanted, confirmed, context.audit)
        const { json, text } = shown(directory, changed.mapping)
        const { groups, isFinished } = changed.updated
        const rest = isFinished ? '' : ' The rest follows while a server runs.'
        return {
          json: { ...(json as object), updated: changed.updated },
          text: `${text}\n${counted(groups, 'group was', 'groups were')} brought in line.${rest}`,
        }
      })
    })
}

const addRule: Edit = (mapping, { to, nothing, at }, [givenSubject, givenWay, value = '']) => {
  const subject = ruleSubjects.find((one) => one === givenSubject)
  if (!subject) throw invalid('subject', `must be one of ${ruleSubjects.join(', ')}.`)
  const way = ruleWays.find((one) => one === givenWay)
  if (!way) throw invalid('way', `must be one of ${ruleWays.join(', ')}.`)
  if ((to === undefined) === !nothing) throw invalid('to', 'give either --to or --nothing.')
  const rule = { subject, way, value, to: to === undefined ? ('nothing' as const) : { name: to } }
  const place = at === undefined ? mapping.rules.length : readPlaceOf(mapping, at)
  return { ...mapping, rules: mapping.rules.toSpliced(place, 0, rule) }
}

const removeRule: Edit = (mapping, _options, [place = '']) => ({
  ...mapping,
  rules: mapping.rules.toSpliced(readPlaceOf(mapping, place), 1),
})

const setUnmatched: Edit = (mapping, _options, [fate]) => {
  if (fate !== 'own' && fate !== 'nothing') throw invalid('fate', 'must be own or nothing.')
  return { ...mapping, unmatched: fate }
}

const setHome: Edit = (mapping, { none }, [organization]) => {
  if ((organization === undefined) === !none) throw invalid('organization', 'give either a name or --none.')
  return { ...mapping, home: organization === undefined ? null : { name: organization } }
}

function readPlaceOf({ rules }: WantedMapping, text: string): number {
  const place = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (place < 1 || place > rules.length) {
    throw invalid('place', `must be the number of a rule, as directory map show says it.`)
  }
  return place - 1
}

function shown({ name }: Directory, mapping: StoredMapping): CommandResult {
  const { rules, unmatched, homes } = mapping
  const waits = (isInForce: boolean) => (isInForce ? '' : ', waits for confirmation')
  const text = details(plain(name), [
    [
      'rules',
      rules.length === 0
        ? 'none'
        : rules.map(
            (rule, n) => `${n + 1}. ${plain(sentenceOf(rule, rule.organization))}${waits(rule.isInForce)}`,
          ),
    ],
    ['other groups', unmatched === 'own' ? 'an organization of their own each' : 'no organization'],
    [
      'home',
      homes.length === 0
        ? 'none'
        : homes.map(({ organization, isInForce }) => `${plain(organization)}${waits(isInForce)}`),
    ],
  ])
  return { json: mapping, text }
}

function previewText({ groups, organizations, hasMore, clashes }: MappingPreview): string {
  const rows = organizations.map((one) => [
    one.nameBefore === null ? one.name : `${one.nameBefore} → ${one.name}`,
    one.change,
    String(one.joins),
    String(one.leaves),
    String(one.readable),
    one.needsConfirmation ? 'needs --confirm' : '',
  ])
  const head = ['organization', 'change', 'join', 'leave', 'earlier requests they could read', '']
  const kept = clashes.map(
    ({ group, name }) => `${plain(group)}: another organization has this name; it is called ${plain(name)}.`,
  )
  return [
    `${counted(groups, 'group finds', 'groups find')} another place. Nothing is changed yet.`,
    table(head, rows, 'No organization changes.'),
    ...(hasMore ? ['And more organizations.'] : []),
    ...kept,
  ].join('\n')
}
