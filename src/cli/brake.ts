import type { Command } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { type BrakeView, letGoOfKept, readBrake } from '../people/brake-view.ts'
import { runCommand } from './context.ts'
import { directoryOption, quoted, siteOption } from './options.ts'
import { counted, plain, table } from './table.ts'

interface BrakeOptions {
  readonly site?: string
  readonly directory?: string
  readonly letGo?: true
}

/** `directory brake` */
export function addBrake(directory: Command): void {
  directory
    .command('brake')
    .description('Say whether the brake is on, what waits for a decision, and what earlier ones keep')
    .option(...siteOption)
    .option(...directoryOption)
    .option('--let-go', 'end the memberships that earlier decisions keep')
    .action(async (options: BrakeOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const { directoryId, name } = await chooseDirectory(database, site, options.directory)
        if (options.letGo) await letGoOfKept(database, site.id, directoryId, audit)
        const view = await readBrake(database, site.id, directoryId)
        return { json: view, text: textOf(view, name) }
      })
    })
}

function lostText({ isActive, membership, addressLost }: BrakeView['first'][number]): string {
  const what = [
    isActive ? '' : 'active no more',
    membership ? 'a membership' : '',
    addressLost ? 'the address' : '',
  ]
  return what.filter((one) => one !== '').join(', ')
}

function textOf({ isOn, caseId, brakes, waiting, kept, first }: BrakeView, name: string): string {
  const on = brakes.filter(({ state }) => state === 'on')
  const lines = isOn
    ? [
        `The brake of ${plain(name)} is on.`,
        ...on.map(
          ({ organization, lost, before }) =>
            `${lost} of ${before} ${organization === null ? 'people' : `members of ${plain(organization)}`} lost something within an hour.`,
        ),
        `Waiting: ${counted(waiting.members, 'removed member', 'removed members')}, ${counted(waiting.groups, 'group', 'groups')}, ${counted(waiting.addresses, 'address', 'addresses')}.`,
        table(
          ['name', 'address', 'lost'],
          first.map((one) => [one.name, one.address ?? 'no address', lostText(one)]),
          'Nobody by name: whole groups went.',
        ),
        `To decide: case decide ${caseId ?? ''} release, or revert`,
      ]
    : [`The brake of ${plain(name)} is not on.`]
  if (kept.members + kept.groups > 0) {
    lines.push(
      `Kept by earlier decisions: ${counted(kept.members, 'member', 'members')}, ${counted(kept.groups, 'group', 'groups')}.`,
      `To end that: directory brake --directory ${quoted(name)} --let-go`,
    )
  }
  return lines.join('\n')
}
