import type { Command } from 'commander'
import { findMail, retryMail, sendTestMail } from '../mail/mails.ts'
import { invalid } from '../model/errors.ts'
import { highestId } from '../model/ids.ts'
import { type MailState, mailStates } from '../model/mail.ts'
import { languages, readLanguage } from '../model/site-settings.ts'
import { listMails, type MailRow, type WholeMailRow } from '../storage/mails.ts'
import { arrivedMailCommands } from './arrived-mail.ts'
import { type CommandContext, runCommand } from './context.ts'
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

/** `mail list|show|test|retry`, and what arrived */
export function mailCommands(program: Command): void {
  const mail = program.command('mail').description('Mails that were sent, or that arrived')
  addList(mail)
  addShow(mail)
  addTest(mail)
  addRetry(mail)
  arrivedMailCommands(mail)
}

interface ListOptions {
  readonly site?: string
  readonly state?: string
  readonly to?: string
  readonly limit: string
  readonly before?: string
}

const errorMax = 60

function addList(mail: Command): void {
  mail
    .command('list')
    .description('List the newest mails')
    .option(...siteOption)
    .option('--state <state>', `only ${mailStates.join(', ')}`)
    .option('--to <address>', 'only those to this address, or to those that begin like this')
    .option(...limitOption, recordsMax)
    .option(...beforeOption)
    .action(async (options: ListOptions, command: Command) => {
      await runCommand(command, async ({ config, database, site: siteOf }) => {
        const limit = readLimit(options.limit)
        const before = readPlace('before', options.before, highestId)
        const state = options.state === undefined ? undefined : requireState(options.state)
        const site = await siteOf(options.site)
        const wanted = listMails(site.id, { state, to: options.to }, { before, limit: limit + 1 })
        const [found = []] = await database.readInSite(site.id, [wanted])
        const { rows, lastId } = cutPage(found as MailRow[], limit)
        const lines = rows.map((one) => [
          moment(one.createdAt),
          one.toAddress,
          one.subject ?? one.kind,
          one.state,
          cut(one.lastError ?? '', errorMax),
          one.id,
        ])
        const list = table(['at', 'to', 'subject', 'state', 'why', 'id'], lines, 'No mail.')
        return {
          json: rows.map(mailJson),
          text: config.mail ? list : `${list}\n\n${capturedNote}`,
          more: lastId && `Older ones: add --before ${lastId}`,
        }
      })
    })
}

const capturedNote = 'No mail server is set (SMTP_HOST, MAIL_FROM): mails are kept here and not sent.'

function requireState(text: string): MailState {
  const state = mailStates.find((known) => known === text)
  if (!state) throw invalid('state', `must be one of ${mailStates.join(', ')}.`)
  return state
}

function mailJson({ toName, toAddress, personId: _, ...mail }: MailRow) {
  return { ...mail, to: { name: toName, address: toAddress } }
}

function wholeJson({ said: _said, sender, plain: text, ...mail }: WholeMailRow) {
  return { ...mailJson(mail), from: sender, text }
}

function addShow(mail: Command): void {
  mail
    .command('show')
    .description('Show a mail and what became of it; a link that only its recipient may see has a gap in it')
    .argument('<mail>', 'its id, as mail list shows it')
    .option(...siteOption)
    .action(async (given: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const mailId = readId('mail', given)
        const site = await siteOf(options.site)
        const found = await findMail(database, site.id, mailId)
        return { json: wholeJson(found), text: wholeText(found) }
      })
    })
}

function wholeText(mail: WholeMailRow): string {
  const text = mail.plain?.split('\n').map((line) => plain(line)) ?? ['It is written when it is sent.']
  const head = details(mail.subject ?? mail.kind, [
    ['to', `${mail.toName} <${mail.toAddress}>`],
    ['from', mail.sender ?? '–'],
    ['at', moment(mail.createdAt)],
    ['state', mail.state],
    ['attempts', String(mail.attempts)],
    ...(mail.nextAttemptAt ? [['next attempt', moment(mail.nextAttemptAt)] as const] : []),
    ...(mail.lastError === null ? [] : [['why', mail.lastError] as const]),
    ...(mail.answer === null ? [] : [['answer', mail.answer] as const]),
    ['message id', mail.messageId ?? '–'],
    ['id', mail.id],
  ])
  return `${head}\n\n${text.join('\n')}`.trimEnd()
}

/** A command hands mails to the server that runs. */
const handedOver = ({ config }: CommandContext, { id }: MailRow) =>
  config.mail
    ? `The server sends it as soon as it runs. What became of it: mail show ${id}`
    : `${capturedNote} Read it: mail show ${id}`

function addTest(mail: Command): void {
  mail
    .command('test')
    .description('Send a test mail')
    .argument('<address>', 'to whom')
    .option(...siteOption)
    .option('--language <language>', `in which it is written: ${languages.join(', ')}; the site's`)
    .action(async (address: string, options: { site?: string; language?: string }, command: Command) => {
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        const by = context.audit.actor.name ?? ''
        const to = {
          name: address,
          address,
          language: options.language === undefined ? null : readLanguage('language', options.language),
          by,
        }
        const made = await sendTestMail(context.database, site.id, to, context.audit)
        return {
          json: wholeJson(made),
          text: `A test mail to ${plain(address)} is queued. ${handedOver(context, made)}`,
        }
      })
    })
}

function addRetry(mail: Command): void {
  mail
    .command('retry')
    .description('Try a mail again at once: one that failed, waits or was kept here')
    .argument('<mail>', 'its id, as mail list shows it')
    .option(...siteOption)
    .action(async (given: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async (context) => {
        const { config, database, audit } = context
        const mailId = readId('mail', given)
        const site = await context.site(options.site)
        const tried = await retryMail(database, site.id, mailId, config.mail !== undefined, audit)
        return { json: wholeJson(tried), text: `It is queued again. ${handedOver(context, tried)}` }
      })
    })
}
