import type { Command } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { createSetupLink, setupLinks, withdrawLink } from '../admin/setup-links.ts'
import { setupLinkState } from '../model/access/setup.ts'
import { keyOf } from '../model/ids.ts'
import { runCommand } from './context.ts'
import { directoryOption, quoted, readId, siteOption } from './options.ts'
import { moment, plain, table } from './table.ts'

interface LinkOptions {
  readonly site?: string
  readonly directory?: string
}

/** `directory setup-link create|list|withdraw` */
export function addSetupLink(directory: Command): void {
  const parent = directory
    .command('setup-link')
    .description("The set-up page, on which a customer's own IT connects its identity provider by itself")
  addCreate(parent)
  addList(parent)
  addWithdraw(parent)
}

function addCreate(parent: Command): void {
  parent
    .command('create')
    .description("Send the set-up page to somebody of the customer's own IT; a running server sends the mail")
    .requiredOption('--name <name>', 'who gets it')
    .requiredOption('--address <e-mail>', 'where the link goes, and every later code')
    .option(...siteOption)
    .option(...directoryOption)
    .action(async (options: LinkOptions & { name: string; address: string }, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const site = await siteOf(options.site)
        const found = await chooseDirectory(database, site, options.directory)
        const link = await createSetupLink(database, site.id, found, options, null, audit)
        const json = { ...link, directoryId: keyOf(link.directoryId), state: setupLinkState(link, audit.now) }
        const text = `A mail to ${plain(link.name)}, ${link.address}, brings the link, which works once, until ${moment(link.expiresAt)}. To take it back: directory setup-link withdraw ${link.id} --directory ${quoted(found.name)}`
        return { json, text }
      })
    })
}

function addList(parent: Command): void {
  parent
    .command('list')
    .description('List to whom it was sent, and whether they opened it')
    .option(...siteOption)
    .option(...directoryOption)
    .action(async (options: LinkOptions, command: Command) => {
      await runCommand(command, async ({ database, audit: { now }, site: siteOf }) => {
        const site = await siteOf(options.site)
        const found = await chooseDirectory(database, site, options.directory)
        const links = await setupLinks(database, site.id, found.directoryId)
        const json = links.map((link) => ({
          ...link,
          directoryId: keyOf(link.directoryId),
          state: setupLinkState(link, now),
        }))
        const rows = links.map((link) => [
          link.name,
          link.address,
          setupLinkState(link, now),
          moment(link.createdAt),
          moment(link.lastSeenAt),
          link.id,
        ])
        const empty = `Nobody has it. Send it: directory setup-link create --name Kim --address kim@globex.com --directory ${quoted(found.name)}`
        return { json, text: table(['name', 'address', 'state', 'sent', 'last seen', 'id'], rows, empty) }
      })
    })
}

function addWithdraw(parent: Command): void {
  parent
    .command('withdraw')
    .description('Withdraw a link: it opens nothing any more, and whoever is at the page is out')
    .argument('<link>', 'its id, as setup-link list shows it')
    .option(...siteOption)
    .option(...directoryOption)
    .action(async (link: string, options: LinkOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteOf }) => {
        const id = readId('link', link)
        const site = await siteOf(options.site)
        const { directoryId, name } = await chooseDirectory(database, site, options.directory)
        await withdrawLink(database, site.id, directoryId, id, audit)
        const json = { id, directoryId: keyOf(directoryId), state: 'withdrawn' }
        return { json, text: `The link opens nothing of ${plain(name)} any more.` }
      })
    })
}
