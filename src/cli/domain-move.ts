import { type Command, Option } from 'commander'
import { requireMove } from '../admin/domain-moves.ts'
import { invalid, notFound } from '../model/errors.ts'
import type { MoveRefusal } from '../model/identity/domain-move.ts'
import { beginDomainMove, moveDomain, undoDomainMove } from '../people/domain-move.ts'
import { type DomainMovePreview, domainMovesOf, previewDomainMove } from '../people/domain-move-preview.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import { readId, siteOption } from './options.ts'
import { counted, moment, table } from './table.ts'

interface MoveOptions {
  readonly site?: string
  readonly from?: string
  readonly to?: string
  readonly yes?: true
  readonly undo?: string
  readonly list?: true
}

/** `domain move` */
export function addMove(domain: Command): void {
  domain
    .command('move')
    .description(
      'One domain becomes another for customers whom no directory manages; undone within seven days',
    )
    .option(...siteOption)
    .option('--from <domain>', 'the domain of before, exact')
    .option('--to <domain>', 'the new one, exact')
    .addOption(
      new Option('--dry-run', 'only say who would move, as without --yes').conflicts(['yes', 'undo']),
    )
    .option('--yes', 'move them: whoever says so vouches that the mailboxes are the same people’s')
    .addOption(new Option('--list', 'list the last moves, with their ids').conflicts(['yes', 'undo']))
    .option('--undo <id>', 'give everybody the address of before again')
    .action(async (options: MoveOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        if (options.list) return listed(context, site.id)
        if (options.undo !== undefined) return undo(context, site.id, readId('undo', options.undo))
        if (options.from === undefined) throw invalid('from', 'say which domain becomes another one.')
        if (options.to === undefined) throw invalid('to', 'say which domain it becomes.')
        const domains = requireMove({ from: options.from, to: options.to })
        const preview = await previewDomainMove(context.database, site.id, domains)
        if (options.yes) return move(context, site.id, { ...domains, ...preview })
        const act = `To do it: domain move --from ${domains.from} --to ${domains.to} --yes`
        return { json: preview, text: `${previewText(preview)}\n${act}` }
      })
    })
}

async function move(
  { database, audit }: CommandContext,
  siteId: number,
  { from, to, people, held }: { from: string; to: string; people: number; held: number },
): Promise<CommandResult> {
  const id = await beginDomainMove(database, siteId, { from, to, people, held }, audit)
  await moveDomain(database, siteId, id, audit.now)
  const { moved, undoUntil } = await moveOf(database, siteId, id)
  const text = `${counted(moved, 'address is', 'addresses are')} at ${to} now. To take it back until ${moment(undoUntil)}: domain move --undo ${id}`
  return { json: { id, moved, undoUntil }, text }
}

async function undo({ database, audit }: CommandContext, siteId: number, id: string): Promise<CommandResult> {
  await undoDomainMove(database, siteId, id, audit)
  await moveDomain(database, siteId, id, audit.now)
  const { from, back, stayed } = await moveOf(database, siteId, id)
  const text = `${counted(back, 'address is', 'addresses are')} at ${from} again.${stayed > 0 ? ` ${counted(stayed, 'stays', 'stay')}, changed or taken meanwhile.` : ''}`
  return { json: { id, back, stayed }, text }
}

async function listed({ database }: CommandContext, siteId: number): Promise<CommandResult> {
  const all = await domainMovesOf(database, siteId)
  const rows = all.map((one) => [
    moment(one.begunAt),
    one.from,
    one.to,
    String(one.moved),
    stateOf(one),
    moment(one.undoUntil),
    one.id,
  ])
  const headings = ['begun', 'from', 'to', 'addresses', 'state', 'undo until', 'id']
  return { json: all, text: table(headings, rows, 'No domain was moved.') }
}

const stateOf = ({ afterId, undoneAt }: { afterId: string | null; undoneAt: Date | null }) =>
  afterId !== null ? 'under way' : undoneAt === null ? 'done' : 'taken back'

async function moveOf(database: CommandContext['database'], siteId: number, id: string) {
  const found = (await domainMovesOf(database, siteId)).find((one) => one.id === id)
  if (!found) throw notFound('This move of a domain')
  return found
}

const says: { readonly [as in 'moves' | MoveRefusal]: string } = {
  moves: 'moves',
  'too-long': 'stays: the new address would be too long',
  'of-staff': 'stays: the new address is of staff',
  'access-policy': 'stays: the access policy refuses the new address',
  'has-it': 'stays: the person has the new address besides',
  erased: 'stays: somebody who was erased had the new address',
  held: 'stays: somebody else holds the new address',
  left: 'stays: somebody who left a directory held the new address',
  claimed: 'stays: somebody else has the new address, not proven',
  shared: 'stays: somebody else has the old address too',
}

function previewText(preview: DomainMovePreview): string {
  const { people, held, refused, managed, hasMore, organizations, joiners, readable, first } = preview
  const staying = Object.values(refused).reduce((sum, n) => sum + n, 0)
  return [
    `${hasMore ? 'At least ' : ''}${counted(people, 'address', 'addresses')} would move, ${held} of them held; ${staying} would stay.`,
    `${counted(managed, 'person', 'people')} there whom a directory manages: only its word changes them.`,
    ...(organizations.length > 0
      ? [
          `The new domain would feed ${organizations.join(', ')}; ${counted(joiners, 'person', 'people')} at it would join, and could read ${readable} of the earlier requests.`,
        ]
      : []),
    table(
      ['name', 'address', 'what happens'],
      first.map(({ name, address, as }) => [name, address, says[as]]),
      'Nobody without a directory has an address there.',
    ),
  ].join('\n')
}
