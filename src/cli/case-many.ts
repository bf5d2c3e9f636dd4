import { type Command, Option } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { invalid } from '../model/errors.ts'
import { type CaseKind, caseKindNames } from '../model/identity/case.ts'
import { effectSentence, kindSentences } from '../model/identity/case-sentences.ts'
import { alwaysDecide, askAgain, readCaseRules } from '../people/cases/case-rules.ts'
import { decideMany, type ManyPreview, previewMany, undoMany } from '../people/cases/many-cases.ts'
import { runCommand } from './context.ts'
import { quoted, siteOption } from './options.ts'
import { counted, moment, plain, table } from './table.ts'

interface ManyOptions {
  readonly site?: string
  readonly directory?: string
  readonly kind: CaseKind
  readonly decision: string
  readonly yes?: true
  readonly undo?: string
}

/** `case decide-all` */
export function addDecideAll(group: Command): void {
  group
    .command('decide-all')
    .description('Decide every open case of a kind at once; each can be taken back, and all of them at once')
    .option(...siteOption)
    .addOption(new Option('--kind <kind>', 'which cases').choices(caseKindNames).makeOptionMandatory())
    .requiredOption('--decision <decision>', 'one that case show names for this kind')
    .option('--directory <id or name>', 'only those that this directory brought up')
    .option('--yes', 'decide them; without this only what would happen is said')
    .option('--undo <moment>', 'take back what was decided so since then, as it said; within seven days')
    .action(async (options: ManyOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const { kind, decision } = options
        const found =
          options.directory === undefined
            ? undefined
            : await chooseDirectory(database, site, options.directory)
        const wanted = { kind, directoryId: found?.directoryId, decision }
        const again = `case decide-all --kind ${kind} --decision ${decision}${found ? ` --directory ${quoted(found.name)}` : ''}`
        if (options.undo !== undefined) {
          const undone = await undoMany(database, site.id, wanted, readMoment(options.undo), audit)
          const text = `${counted(undone.done, 'decision is', 'decisions are')} taken back.${skippedText(undone.skipped)}`
          return { json: undone, text }
        }
        if (!options.yes) {
          const preview = await previewMany(database, site.id, wanted)
          return { json: preview, text: previewText(preview, kind, `${again} --yes`) }
        }
        const done = await decideMany(database, site.id, wanted, audit)
        const since = audit.now.toISOString()
        const text = `${counted(done.done, 'case is', 'cases are')} decided.${skippedText(done.skipped)} To take it back: ${again} --undo ${since}`
        return { json: { ...done, since }, text }
      })
    })
}

interface AlwaysOptions {
  readonly site?: string
  readonly directory?: string
  readonly kind?: CaseKind
  readonly decision?: string
  readonly remove?: true
}

/** `case always` */
export function addAlways(group: Command): void {
  group
    .command('always')
    .description(
      'Have every case of a kind that a directory brings up decided so from now on, or list such rules',
    )
    .option(...siteOption)
    .option('--directory <id or name>', 'the directory; not needed when there is one')
    .addOption(new Option('--kind <kind>', 'which cases').choices(caseKindNames))
    .option('--decision <decision>', 'how they are decided; open ones stay open')
    .option('--remove', 'ask somebody again')
    .action(async (options: AlwaysOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const { directoryId, name } = await chooseDirectory(database, site, options.directory)
        const { kind, decision } = options
        if (kind === undefined) {
          const rules = await readCaseRules(database, site.id, directoryId)
          const rows = rules.map((one) => [one.kind, one.decision, moment(one.setAt)])
          const none = 'Somebody is asked about every case.'
          return { json: rules, text: table(['kind', 'decision', 'since'], rows, none) }
        }
        if (options.remove) {
          await askAgain(database, site.id, directoryId, kind, audit)
          return { json: { kind, decision: null }, text: `Somebody is asked again: ${kindSentences[kind]}.` }
        }
        if (decision === undefined) throw invalid('decision', 'say how they are decided, or --remove.')
        await alwaysDecide(database, site.id, directoryId, { kind, decision }, audit)
        const text = `From now on, when ${plain(name)} brings it up: ${decision}. Cases that are open stay open: case decide-all --kind ${kind} --decision ${decision} --directory ${quoted(name)}`
        return { json: { kind, decision }, text }
      })
    })
}

const skippedText = (skipped: number) =>
  skipped === 0
    ? ''
    : ` ${counted(skipped, 'other was', 'others were')} left: changed meanwhile, or decided by somebody else.`

function previewText({ cases, hasMore, first }: ManyPreview, kind: CaseKind, act: string): string {
  const number = `${hasMore ? 'More than ' : ''}${counted(cases, 'case', 'cases')}`
  const lines = first.map(({ customerName, otherCustomerName, organizationName, effects, refusal }) => {
    const about = [customerName, otherCustomerName, organizationName].filter((name) => name !== null)
    const said = refusal ?? effects.map(effectSentence).join(' ')
    return `  ${about.map(plain).join(', ')}: ${plain(said)}`
  })
  const last = cases > first.length ? ['  …'] : []
  const next = cases > 0 ? [`To decide them: ${act}`] : []
  return [`${number} would be decided: ${kindSentences[kind]}.`, ...lines, ...last, ...next].join('\n')
}

function readMoment(text: string): Date {
  const read = new Date(text)
  if (Number.isNaN(read.getTime())) throw invalid('undo', 'must be a moment such as 2026-05-03T10:00:00Z.')
  return read
}
