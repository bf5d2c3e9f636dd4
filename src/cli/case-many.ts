import { type Command, Option } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { invalid } from '../model/errors.ts'
import { type CaseKind, caseKindNames } from '../model/identity/case.ts'
import { effectSentence, kindSentences } from '../model/identity/case-sentences.ts'
import { decideMany, type ManyPreview, previewMany, undoMany } from '../people/cases/many-cases.ts'
import { runCommand } from './context.ts'
import { quoted, siteOption } from './options.ts'
import { counted, plain } from './table.ts'

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
  const moment = new Date(text)
  if (Number.isNaN(moment.getTime())) throw invalid('undo', 'must be a moment such as 2026-05-03T10:00:00Z.')
  return moment
}
