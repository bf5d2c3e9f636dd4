import type { Command } from 'commander'
import { acceptMail, findArrivedMail } from '../mail/arrived.ts'
import { mailResults } from '../model/desk/arriving-mail.ts'
import { invalid } from '../model/errors.ts'
import { highestId } from '../model/ids.ts'
import { type ArrivedFilter, type ArrivedMailRow, listArrivedMails } from '../storage/desk/arrived-mails.ts'
import { runCommand } from './context.ts'
import {
  beforeOption,
  cutPage,
  limitOption,
  readId,
  readLimit,
  readPlace,
  recordsMax,
  siteOption,
} from './options.ts'
import { cut, details, moment, plain, table } from './table.ts'

interface ListOptions {
  readonly site?: string
  readonly result: string
  readonly from?: string
  readonly limit: string
  readonly before?: string
}

const results = ['not-taken', ...mailResults] as const
const subjectMax = 50

/** `mail arrived|arrival|take` */
export function arrivedMailCommands(mail: Command): void {
  mail
    .command('arrived')
    .description('List mails that arrived: without --result those that became no request')
    .option(...siteOption)
    .option('--result <result>', `only ${results.join(', ')}`, 'not-taken')
    .option('--from <address>', 'only those from this address, or from those that begin like this')
    .option(...limitOption, recordsMax)
    .option(...beforeOption)
    .action(async (options: ListOptions, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const limit = readLimit(options.limit)
        const before = readPlace('before', options.before, highestId)
        const filter = { result: requireResult(options.result), from: options.from }
        const site = await siteOf(options.site)
        const wanted = listArrivedMails(site.id, filter, { before, limit: limit + 1 })
        const [found = []] = await database.readInSite(site.id, [wanted])
        const { rows, lastId } = cutPage(found as ArrivedMailRow[], limit)
        const lines = rows.map((one) => [
          moment(one.lastAt),
          one.fromAddress ?? '–',
          cut(one.subject ?? '', subjectMax),
          one.times > 1 ? `${one.result} (${one.times})` : (one.result ?? 'being read'),
          one.reason ?? '',
          one.id,
        ])
        return {
          json: rows,
          text: table(['at', 'from', 'subject', 'result', 'reason', 'id'], lines, 'No mail.'),
          more: lastId && `Older ones: add --before ${lastId}`,
        }
      })
    })

  mail
    .command('arrival')
    .description('Show what is known of a mail that arrived')
    .argument('<mail>', 'its id, as mail arrived shows it')
    .option(...siteOption)
    .action(async (given: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const mailId = readId('mail', given)
        const site = await siteOf(options.site)
        const found = await findArrivedMail(database, site.id, mailId)
        return { json: found, text: shown(found) }
      })
    })

  mail
    .command('take')
    .description('Have a mail that was held, refused or dropped taken after all')
    .argument('<mail>', 'its id, as mail arrived shows it')
    .option(...siteOption)
    .action(async (given: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf, audit }) => {
        const mailId = readId('mail', given)
        const site = await siteOf(options.site)
        const found = await acceptMail(database, site.id, mailId, audit)
        const text = `The server takes it as soon as it runs. What became of it: mail arrival ${mailId}`
        return { json: found, text }
      })
    })
}

function requireResult(text: string): ArrivedFilter['result'] {
  const result = results.find((known) => known === text)
  if (!result) throw invalid('result', `must be one of ${results.join(', ')}.`)
  return result
}

function shown(mail: ArrivedMailRow): string {
  const { authentication } = mail
  const from = mail.fromAddress === null ? 'nobody' : `${mail.fromName ?? ''} <${mail.fromAddress}>`.trim()
  return details(plain(mail.subject ?? 'Not read yet'), [
    ['from', from],
    ['to', [...mail.recipients]],
    ['arrived', moment(mail.arrivedAt)],
    ['result', mail.result ?? 'being read'],
    ...(mail.reason === null ? [] : [['reason', mail.reason] as const]),
    ...(mail.requestKey === null ? [] : [['request', mail.requestKey] as const]),
    ...(authentication
      ? [
          ['dmarc', `${authentication.dmarc} ${authentication.domain ?? ''}`.trim()] as const,
          ['spf', authentication.spf] as const,
          ['dkim', authentication.dkim] as const,
        ]
      : []),
    ['brought by', [mail.clientAddress, mail.helo].filter(Boolean).join(' ') || mail.via],
    ['message id', mail.messageId ?? '–'],
    ['id', mail.id],
  ])
}
