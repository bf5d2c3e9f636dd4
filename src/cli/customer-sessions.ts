import type { Command } from 'commander'
import { endSessionsOf, sessionsOf } from '../admin/customer-sessions.ts'
import { findCustomer } from '../admin/customers.ts'
import type { SignInMethod } from '../model/access/customer-sign-in.ts'
import { runCommand } from './context.ts'
import { readId, siteOption } from './options.ts'
import { counted, cut, moment, plain, table } from './table.ts'

/** `customer sessions|end-sessions` */
export function customerSessions(customer: Command): void {
  addList(customer)
  addEnd(customer)
}

const doors: { readonly [method in SignInMethod]: string } = {
  saml: 'SAML',
  oidc: 'OIDC',
  code: 'code by mail',
  password: 'password',
  passkey: 'passkey',
  invitation: 'invitation',
}
const browserMax = 60

function addList(customer: Command): void {
  customer
    .command('sessions')
    .description('List where a customer is signed in at the help centre')
    .argument('<customer>', 'id or e-mail address')
    .option(...siteOption)
    .action(async (which: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const { id, name } = await findCustomer(database, site.id, 'customer', which)
        const json = await sessionsOf(database, site, id, audit.now)
        const rows = json.map(({ id, method, directory, createdAt, lastSeenAt, ip, userAgent }) => [
          directory === null ? doors[method] : `${directory} (${doors[method]})`,
          moment(createdAt),
          moment(lastSeenAt),
          ip ?? '–',
          cut(userAgent ?? '–', browserMax),
          id,
        ])
        const empty = `${plain(name)} is not signed in.`
        return { json, text: table(['door', 'since', 'last seen', 'from', 'browser', 'id'], rows, empty) }
      })
    })
}

function addEnd(customer: Command): void {
  customer
    .command('end-sessions')
    .description('End all sessions of a customer at the help centre, or one of them, at once')
    .argument('<customer>', 'id or e-mail address')
    .option('--session <id>', 'only this one, as customer sessions shows it')
    .option(...siteOption)
    .action(async (which: string, options: { site?: string; session?: string }, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const sessionId = options.session === undefined ? undefined : readId('session', options.session)
        const site = await siteOf(options.site)
        const { id, name } = await findCustomer(database, site.id, 'customer', which)
        const wanted = { customerId: id, ...(sessionId !== undefined && { sessionId }) }
        const ended = await endSessionsOf(database, site.id, wanted, audit)
        const text = `${counted(ended, 'session', 'sessions')} of ${plain(name)} ended. To keep somebody out: customer deactivate ${id}`
        return { json: { customerId: id, ended }, text }
      })
    })
}
