import type { Command } from 'commander'
import { readNames } from '../admin/names.ts'
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
            : actorText(one),
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

/** The person, and the API key that acted for them; or what else acts. */
function actorText({ actorKind, actor, actorName }: AuditRow): string {
  if (actorName === null) return actor ?? actorKind
  return actor === null ? actorName : `${actorName} (${actor})`
}

const detailsMax = 100

/** In one line, without braces and quotes: what changed for people first and ids last, because what is long is cut. */
function short({ details, values }: AuditRow): string {
  const { before, after, ...rest } = JSON.parse(details)
  const change = before === undefined && after === undefined ? {} : { '': { before, after } }
  const all = { ...(values === null ? {} : JSON.parse(values)), ...change, ...rest }
  const text = Object.entries(all)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .sort(([a], [b]) => Number(a.endsWith('Id')) - Number(b.endsWith('Id')))
    .map(([name, value]) => `${name} ${valueText(value)}`.trim())
    .join('; ')
  return cut(text, detailsMax)
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(valueText).join(', ')
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const { before, after } = value as { before?: unknown; after?: unknown }
  if (before === undefined && after === undefined) return JSON.stringify(value)
  return `${valueText(before ?? '–')} → ${valueText(after ?? '–')}`
}
