import type { Command } from 'commander'
import { addOne, makeKey, removeOne } from '../admin/connection-certificates.ts'
import { readStored } from '../admin/connection-hold.ts'
import { notFound } from '../model/errors.ts'
import { type Options, ofDirectory, readFile, shown } from './connection-context.ts'
import { certificateJson, certificateTable, ownKeyText } from './connection-text.ts'
import { directoryOption, readId, siteOption } from './options.ts'
import { counted } from './table.ts'

/** `connection certificate list|add|remove`, `connection key` */
export function addCertificateCommands(parent: Command): void {
  const certificate = parent
    .command('certificate')
    .description("The provider's certificates: the present one and the next")
  certificate
    .command('list')
    .description('List them, with when they end')
    .option(...siteOption)
    .option(...directoryOption)
    .action(
      ofDirectory(async ({ database, audit: { now } }, { site, directory }) => {
        const stored = await readStored(database, site.id, directory.directoryId)
        if (!stored) throw notFound('A connection of this directory', 'directory')
        const json = stored.certificates.map(certificateJson)
        return { json, text: certificateTable(stored.certificates, now) }
      }),
    )
  addAdd(certificate)
  addRemove(certificate)
  addKey(parent)
}

function addAdd(parent: Command): void {
  parent
    .command('add')
    .description('Add one; nobody is signed out')
    .argument('<file>', 'PEM; - reads the standard input')
    .option(...siteOption)
    .option(...directoryOption)
    .option('--shared-with <directory>', 'confirms that another directory has the same provider')
    .action(async (file: string, options: Options & { readonly sharedWith?: string }, command: Command) => {
      const { sharedWith } = options
      await ofDirectory<typeof options>(async (context, found) => {
        const given = { certificate: readFile('certificate', file), sharedWith }
        await addOne(context.database, found.site.id, found.directory.directoryId, given, context.audit)
        return shown(context, found)
      })(options, command)
    })
}

function addRemove(parent: Command): void {
  parent
    .command('remove')
    .description('Remove one; whoever signed in by the connection is signed out')
    .argument('<id>', 'as connection certificate list shows it')
    .option(...siteOption)
    .option(...directoryOption)
    .action(async (id: string, options: Options, command: Command) => {
      await ofDirectory(async ({ database, audit }, { site, directory }) => {
        const certificateId = readId('certificate', id)
        const ended = await removeOne(database, site.id, directory.directoryId, certificateId, audit)
        const text = `It is removed; ${counted(ended, 'session has', 'sessions have')} ended.`
        return { json: { removed: certificateId, endedSessions: ended }, text }
      })(options, command)
    })
}

function addKey(parent: Command): void {
  parent
    .command('key')
    .description(
      'Make our own key towards the provider, and print its certificate; one of before is used no more',
    )
    .option(...siteOption)
    .option(...directoryOption)
    .action(
      ofDirectory(async ({ database, audit }, { site, directory }) => {
        const { certificate, notAfter } = await makeKey(database, site.id, directory.directoryId, audit)
        return { json: { certificate, notAfter }, text: ownKeyText(certificate) }
      }),
    )
}
