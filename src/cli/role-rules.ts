import type { Command } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { invalid } from '../model/errors.ts'
import { requireOfStaff } from '../model/identity/audience.ts'
import { type RoleRule, ruleRoles } from '../model/identity/role-rules.ts'
import { changeRules, previewRules, type RoleChange, readRules } from '../people/role-rules.ts'
import type { RoleRuleRow } from '../storage/identity/role-rules.ts'
import { type CommandContext, runCommand } from './context.ts'
import { directoryOption, siteOption } from './options.ts'
import { counted, plain, table } from './table.ts'

interface RulesOptions {
  readonly site?: string
  readonly directory?: string
  readonly preview?: boolean
}

type Edit = (rules: readonly RoleRule[], given: readonly string[]) => readonly RoleRule[]

/** `directory role-rules show|set|remove` */
export function addRoleRules(directory: Command): void {
  const rules = directory
    .command('role-rules')
    .description('Which groups of a directory of staff give which roles; everybody else is a member')
  rules
    .command('show')
    .description('Show the rules, the highest role first')
    .option(...siteOption)
    .option(...directoryOption)
    .action(async (options: RulesOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const { site, found } = await there(context, options)
        const stored = await readRules(context.database, site.id, found.directoryId)
        return { json: { rules: stored }, text: rulesText(stored) }
      })
    })
  change(rules, 'set <group> <role>', 'Give a role to a group, by its external id or its id here', setRule)
  change(rules, 'remove <group>', 'Take the rule of a group away: its people are members again', removeRule)
}

async function there({ database, site: siteOf }: CommandContext, options: RulesOptions) {
  const site = await siteOf(options.site)
  const found = await chooseDirectory(database, site, options.directory)
  requireOfStaff(found, 'rules for roles')
  return { site, found }
}

function change(rules: Command, usage: string, description: string, edit: Edit): void {
  rules
    .command(usage)
    .description(description)
    .option(...siteOption)
    .option(...directoryOption)
    .option('--preview', 'only say who would have another role')
    .action(async (...all: unknown[]) => {
      const [options, command] = all.slice(-2) as [RulesOptions, Command]
      const given = all.slice(0, -2).filter((one) => typeof one === 'string')
      await runCommand(command, async (context) => {
        const { database } = context
        const { site, found } = await there(context, options)
        const { directoryId } = found
        const before = await readRules(database, site.id, directoryId)
        const wanted = edit(before, given)
        if (options.preview) {
          const { changes, hasMore } = await previewRules(database, site.id, found, wanted)
          const more = hasMore ? '\nAnd more people.' : ''
          return {
            json: { changes, hasMore },
            text: `${changesText(changes)}${more}\nNothing is changed yet.`,
          }
        }
        const by = { ...context.audit, role: 'owner' as const }
        const after = await changeRules(database, site.id, directoryId, wanted, by)
        return {
          json: after,
          text: `${rulesText(after.rules)}\n${counted(after.changed, 'person has', 'people have')} another role by this.`,
        }
      })
    })
}

const setRule: Edit = (rules, [group = '', given]) => {
  const role = ruleRoles.find((one) => one === given)
  if (!role) throw invalid('role', `must be one of ${ruleRoles.join(', ')}.`)
  return [...rules.filter((one) => one.group !== group), { group, role }]
}

const removeRule: Edit = (rules, [group = '']) => {
  if (!rules.some((one) => one.group === group)) {
    throw invalid('group', 'must be the id of a rule, as directory role-rules show says it.')
  }
  return rules.filter((one) => one.group !== group)
}

function rulesText(rules: readonly RoleRuleRow[]): string {
  const rows = rules.map(({ role, group, groupName }) => [role, group, groupName ?? '(not sent yet)'])
  return table(['role', 'group', 'name'], rows, 'No group gives a role: everybody is a member.')
}

function changesText(changes: readonly RoleChange[]): string {
  const rows = changes.map(({ name, before, after }) => [
    plain(name),
    before ?? 'not yet of the staff',
    after,
  ])
  return table(['name', 'role now', 'role then'], rows, 'Nobody would have another role.')
}
