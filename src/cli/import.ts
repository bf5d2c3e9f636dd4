import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { importRowView, importView } from '../admin/api/imports.ts'
import { decodeFile } from '../model/csv-text.ts'
import { DoorwardError, invalid } from '../model/errors.ts'
import { type ImportKind, type ImportNote, type ImportVerdict, sayNote } from '../model/identity/import.ts'
import { beginImport, findImport } from '../people/import/begin.ts'
import { applyImport, cancelImport, workOnImport } from '../people/import/work.ts'
import { type ImportRow, listImportRows } from '../storage/identity/import-rows.ts'
import type { Site } from '../storage/sites.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import { siteOption } from './options.ts'
import { counted, plain, table } from './table.ts'

interface ImportOptions {
  readonly site?: string
  readonly dryRun?: true
  readonly proven?: true
}

type View = ReturnType<typeof importView>

const bytesMax = 24 * 1024 * 1024
/** So many problems are shown; the file of them holds all. */
const shownMax = 50

/** `customer import` and `organization import` */
export function importCommand(parent: Command, kind: ImportKind): void {
  const command = parent
    .command('import')
    .description(
      `Import ${kind} from a file of comma-separated values: ours, Zendesk's or Jira Service Management's`,
    )
    .argument('<file>', 'the file, with headings in its first row')
    .option(...siteOption)
    .option('--dry-run', 'only check it, and say what each row would do')
  if (kind === 'customers') {
    command.option('--proven', 'I have checked that the mailboxes are theirs: the addresses are held')
  }
  command.action(async (file: string, options: ImportOptions, self: Command) => {
    await runCommand(self, (context) => bring(context, kind, file, options))
  })
}

async function bring(
  context: CommandContext,
  kind: ImportKind,
  file: string,
  { site: slug, dryRun, proven }: ImportOptions,
): Promise<CommandResult> {
  const { database, audit } = context
  const site = await context.site(slug)
  const given = {
    kind,
    fileName: basename(file).slice(0, 200),
    text: await textOf(file),
    isProven: proven === true,
  }
  const importId = await beginImport(database, site.id, given, audit).catch((error: unknown) => {
    throw inWordsOfFile(error)
  })
  await workThrough(context, site, importId, 'Checked')
  const { problems, noted } = await problemsOf(context, site, importId)
  if (dryRun) await cancelImport(database, site.id, importId, audit)
  else {
    await applyImport(database, site.id, importId, audit)
    await workThrough(context, site, importId, 'Applied')
  }
  const view = importView(await findImport(database, site.id, importId))
  return {
    json: { ...view, dryRun: dryRun === true, problems, notes: noted },
    text: textFor(view, { problems, noted }, dryRun === true),
  }
}

async function textOf(file: string): Promise<string> {
  const about = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw invalid('file', `${file} cannot be read: ${error.code}.`)
  })
  if (about.size > bytesMax)
    throw invalid('file', 'is larger than 24 MiB. Split it, and import one part after the other.')
  return decodeFile(await readFile(file))
}

/** At the command line it is the file that is at fault. */
function inWordsOfFile(error: unknown): unknown {
  if (!(error instanceof DoorwardError) || error.field !== 'text') return error
  return new DoorwardError(error.code, error.message.replace(/^text:/, 'file:'), 'file')
}

/** Does all there is to do, whether or not a server runs beside, and tells a person at a terminal how far it is. */
async function workThrough(
  { database }: CommandContext,
  site: Site,
  importId: string,
  what: 'Checked' | 'Applied',
): Promise<void> {
  const isWatched = process.stderr.isTTY
  await workOnImport(database, site.id, importId, {
    maxMs: Number.POSITIVE_INFINITY,
    onStep: async () => {
      if (!isWatched) return
      const { checked, rows, applied, counts } = importView(await findImport(database, site.id, importId))
      const [done, total] = what === 'Checked' ? [checked, rows] : [applied, counts.create + counts.change]
      process.stderr.write(`\r${what} ${done} of ${total}${done === total ? '\n' : ''}`)
    },
  })
}

interface Problems {
  readonly problems: readonly ReturnType<typeof importRowView>[]
  /** What was left out of rows that are good themselves. */
  readonly noted: readonly { readonly note: ImportNote; readonly rows: number }[]
}

async function problemsOf(context: CommandContext, site: Site, importId: string): Promise<Problems> {
  const problems: ReturnType<typeof importRowView>[] = []
  const noted = new Map<ImportNote, number>()
  for (const verdict of ['create', 'change', 'same', 'refused'] as const) {
    for await (const rows of pagesOf(context, site, importId, verdict)) {
      if (verdict === 'refused') problems.push(...rows.map(importRowView))
      for (const note of rows.flatMap(({ notes }) => notes)) noted.set(note, (noted.get(note) ?? 0) + 1)
    }
  }
  return { problems, noted: [...noted].map(([note, rows]) => ({ note, rows })) }
}

async function* pagesOf({ database }: CommandContext, site: Site, importId: string, verdict: ImportVerdict) {
  const limit = 5_000
  for (let after = 0, found = limit; found === limit; ) {
    const page = { verdict, after, limit }
    const [rows = []] = (await database.readInSite(site.id, [listImportRows(site.id, importId, page)])) as [
      ImportRow[],
    ]
    yield rows
    found = rows.length
    after = rows.at(-1)?.number ?? after
  }
}

function textFor(
  { kind, fileName, counts, columns, applied }: View,
  { problems, noted }: Problems,
  isDry: boolean,
): string {
  const added = counted(counts.create, kind.slice(0, -1), kind)
  const head = isDry
    ? `${plain(fileName)} would add ${added} and change ${counts.change}. Nothing was changed.`
    : `${plain(fileName)} is imported: ${counted(applied, 'row', 'rows')} applied, ${counts.create} added, ${counts.change} changed.`
  const rest = `${counts.same} already as in the file, ${counts.skipped} skipped, ${counts.refused} refused.`
  const ignored = columns.filter(({ meaning }) => meaning === null).map(({ heading }) => plain(heading))
  const columnsLine = ignored.length === 0 ? [] : [`Columns left out: ${ignored.join(', ')}.`]
  const rows = problems
    .slice(0, shownMax)
    .map(({ number, address, name, says }) => [String(number), plain(address ?? name ?? ''), says ?? ''])
  const notes = noted.map(({ note, rows }) => `${counted(rows, 'row', 'rows')}: ${sayNote(note)}`)
  const list = problems.length === 0 ? [] : ['', table(['row', 'who', 'why'], rows, '')]
  const more = problems.length > shownMax ? [`${problems.length - shownMax} more: add --json.`] : []
  return [head, rest, ...columnsLine, ...notes, ...list, ...more].join('\n')
}
