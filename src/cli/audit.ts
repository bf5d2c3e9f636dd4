import type { Command } from 'commander'
import { invalid } from '../model/errors.ts'
import { highestId, idOf, isResourceId, keyOf } from '../model/ids.ts'
import { type AuditRow, listAudit } from '../storage/audit.ts'
import { runCommand } from './context.ts'
import {
  beforeOption,
  cutPage,
  limitOption,
  readLimit,
  readPlace,
  recordsMax,
  siteOption,
} from './options.ts'
import { readNames } from './sources.ts'
import { cut, moment, table } from './table.ts'

interface AuditOptions {
  readonly site?: string
  readonly subject?: string
  readonly limit: string
  readonly before?: string
}

/** `audit list` */
export function auditCommands(program: Command): void {
  program
    .command('audit')
    .description('Who did what to what, and when')
    .command('list')
    .description('List the newest events of a site, or of one subject')
    .option(...siteOption)
    .option('--subject <id>', 'only what happened to this customer, group, directory, token, request …')
    .option(...limitOption, recordsMax)
    .option(...beforeOption)
    .action(async (options: AuditOptions, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const limit = readLimit(options.limit)
        const before = readPlace('before', options.before, highestId)
        const subject = options.subject === undefined ? undefined : requireSubject(options.subject)
        const site = await siteOf(options.site)
        const [found = []] = await database.readInSite(site.id, [
          listAudit(site.id, { subject, before, limit: limit + 1 }),
        ])
        const { rows, lastId } = cutPage(found as AuditRow[], limit)
        const names = await readNames(database, site)
        const lines = rows.map((one) => [
          moment(one.at),
          one.directoryId !== null && one.actorKind === 'directory'
            ? names.directory(one.directoryId)
            : (one.actor ?? one.actorKind),
          one.action,
          `${one.subjectKind} ${one.subject}`,
          short(one),
        ])
        const empty =
          subject === undefined ? 'Nothing has happened yet.' : 'Nothing has happened to this subject.'
        return {
          json: rows.map(auditJson),
          text: table(['at', 'by', 'what', 'to', 'details'], lines, empty),
          more: lastId && `Older ones: add --before ${lastId}`,
        }
      })
    })
}

function requireSubject(text: string): string {
  const lower = text.toLowerCase()
  if (isResourceId(lower) || idOf(lower) !== undefined) return lower
  throw invalid('subject', 'must be an id, as the other commands show it.')
}

function auditJson({ directoryId, details, values, ...event }: AuditRow) {
  return {
    ...event,
    directoryId: directoryId === null ? null : keyOf(directoryId),
    details: JSON.parse(details),
    values: values === null ? null : JSON.parse(values),
  }
}

const detailsMax = 100

/** The details in one line, without braces and quotes. */
function short({ details, values }: AuditRow): string {
  const all = { ...JSON.parse(details), ...(values === null ? {} : JSON.parse(values)) }
  const text = Object.entries(all)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : changeText(value)}`)
    .join('; ')
  return cut(text, detailsMax)
}

function changeText(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const { before, after } = value as { before?: unknown; after?: unknown }
  if (before === undefined && after === undefined) return JSON.stringify(value)
  return `${before ?? '–'} → ${after ?? '–'}`
}
