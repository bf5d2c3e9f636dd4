import { type Command, Option } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { findExchanges } from '../admin/exchanges.ts'
import { notFound } from '../model/errors.ts'
import {
  type ExchangeOperation,
  type ExchangeOutcome,
  exchangeOperations,
  exchangeOutcomes,
} from '../model/identity/exchange.ts'
import { highestId, keyOf } from '../model/ids.ts'
import { type ExchangeDetail, type ExchangeRow, exchangeById } from '../storage/identity/exchanges.ts'
import { runCommand } from './context.ts'
import {
  beforeOption,
  directoryOption,
  limitOption,
  quoted,
  readId,
  readLimit,
  readPlace,
  recordsMax,
  siteOption,
} from './options.ts'
import { cut, details, moment, plain, table } from './table.ts'

interface ExchangeOptions {
  readonly site?: string
  readonly directory?: string
}

interface ListOptions extends ExchangeOptions {
  readonly limit: string
  readonly before?: string
  readonly outcome?: ExchangeOutcome
  readonly operation?: ExchangeOperation
  readonly query?: string
}

/** In the table only: a filter or a refusal may be longer than any window is wide. */
const pathMax = 60
const effectMax = 90

function exchangeJson(exchange: ExchangeRow) {
  return { ...exchange, directoryId: keyOf(exchange.directoryId) }
}

/** `exchange list|show` */
export function exchangeCommands(program: Command): void {
  const exchange = program
    .command('exchange')
    .description('What identity providers sent, what was answered, and what that did')

  exchange
    .command('list')
    .description("List a directory's newest exchanges")
    .option(...siteOption)
    .option(...directoryOption)
    .addOption(new Option('--outcome <outcome>', 'how they were answered').choices(exchangeOutcomes))
    .addOption(new Option('--operation <operation>', 'what they were to do').choices(exchangeOperations))
    .option('--query <text>', 'part of the path, the effect or the client')
    .option(...limitOption, recordsMax)
    .option(...beforeOption)
    .action(async (options: ListOptions, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const limit = readLimit(options.limit)
        const before = readPlace('before', options.before, highestId)
        const site = await siteOf(options.site)
        const { directoryId, name } = await chooseDirectory(database, site, options.directory)
        const { outcome, operation, query: text } = options
        const filter = { outcome, operation, text }
        const { rows, next } = await findExchanges(database, site.id, directoryId, filter, { before, limit })
        const lines = rows.map((one) => [
          moment(one.at),
          one.method,
          cut(one.path, pathMax),
          String(one.status),
          cut(one.effect, effectMax),
          one.id,
        ])
        const empty = Object.values(filter).some((value) => value !== undefined)
          ? 'No exchange like that among those that were looked through.'
          : `No exchange yet. Enter base URL and token in the identity provider: directory show ${quoted(name)}`
        return {
          json: rows.map(exchangeJson),
          text: table(['at', 'method', 'path', 'status', 'effect', 'id'], lines, empty),
          more: next && `Older ones: add --before ${next}`,
        }
      })
    })

  exchange
    .command('show')
    .description('Show an exchange with both bodies; secrets are never kept')
    .argument('<exchange>', 'its id, as exchange list shows it')
    .option(...siteOption)
    .option(...directoryOption)
    .action(async (given: string, options: ExchangeOptions, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const exchangeId = readId('exchange', given)
        const site = await siteOf(options.site)
        const { directoryId } = await chooseDirectory(database, site, options.directory)
        const [rows = []] = await database.readInDirectory(site.id, directoryId, [
          exchangeById(site.id, directoryId, exchangeId),
        ])
        const [found] = rows as ExchangeDetail[]
        if (!found) throw notFound(`The exchange ${exchangeId}`, 'exchange')
        const requestBody = bodyOf(found.requestBody)
        const responseBody = bodyOf(found.responseBody)
        return { json: { ...exchangeJson(found), requestBody, responseBody }, text: showText(found) }
      })
    })
}

/** A body as JSON when it is some; a body too large to keep is a sentence. */
function bodyOf(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function bodyText(text: string | null): string {
  const body = bodyOf(text)
  if (body === null) return '  none'
  const pretty = typeof body === 'string' ? body : JSON.stringify(body, null, 2)
  return pretty
    .split('\n')
    .map((line) => `  ${plain(line)}`)
    .join('\n')
}

function showText(exchange: ExchangeDetail): string {
  const head = details(`${exchange.method} ${exchange.path}`, [
    ['id', exchange.id],
    ['at', moment(exchange.at)],
    ['answered', `${exchange.status} in ${exchange.durationMs.toFixed(1)} ms`],
    ['effect', exchange.effect],
    ['repaired', exchange.repairs.length === 0 ? 'nothing' : exchange.repairs],
    ['client', exchange.client ?? 'it did not say'],
    ['request id', exchange.requestId],
  ])
  return `${head}\n\nRequest\n${bodyText(exchange.requestBody)}\n\nAnswer\n${bodyText(exchange.responseBody)}`
}
