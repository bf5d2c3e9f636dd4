import { type Command, Option } from 'commander'
import { affectedPage } from '../admin/connection-affected.ts'
import { readStored } from '../admin/connection-hold.ts'
import { changeConnection, createConnection, disconnect } from '../admin/connections.ts'
import { type ConnectionMode, connectionModes } from '../model/access/connection.ts'
import { invalid, notFound } from '../model/errors.ts'
import { keyOf, lowestId } from '../model/ids.ts'
import { addCertificateCommands } from './connection-certificate.ts'
import { type Options, ofDirectory, outsideOf, shown } from './connection-context.ts'
import { addImport } from './connection-import.ts'
import { addSignIns } from './connection-log.ts'
import { addSettingOptions, type SettingOptions, settingsOf } from './connection-settings.ts'
import {
  afterOption,
  directoryOption,
  limitOption,
  quoted,
  readLimit,
  readPlace,
  recordsMax,
  siteOption,
} from './options.ts'
import { counted, moment, plain, table } from './table.ts'

/** `connection show|set|import|certificate|key|mode|affected|sign-ins|remove` */
export function connectionCommands(program: Command): void {
  const connection = program
    .command('connection')
    .description("How a directory's people sign in through their own company: SAML or OIDC")
  addShow(connection)
  addSet(connection)
  addImport(connection)
  addCertificateCommands(connection)
  addMode(connection)
  addAffected(connection)
  addSignIns(connection)
  addRemove(connection)
}

function addShow(parent: Command): void {
  parent
    .command('show')
    .description('Show how its people sign in, and what the provider needs of us')
    .option(...siteOption)
    .option(...directoryOption)
    .action(ofDirectory(shown))
}

function addSet(parent: Command): void {
  const command = parent
    .command('set')
    .description('Connect a directory, or change what is given of its connection')
    .option(...siteOption)
    .option(...directoryOption)
  addSettingOptions(command).action(
    ofDirectory<Options & SettingOptions>(async (context, { site, directory }, options) => {
      const { database, audit } = context
      const { directoryId } = directory
      const { protocol, sharedWith, certificates, settings } = settingsOf(options)
      const stored = await readStored(database, site.id, directoryId)
      if (!stored) {
        if (protocol === undefined) throw invalid('protocol', 'say how: saml or oidc.')
        const wanted = { protocol, settings, certificates, sharedWith }
        await createConnection(database, site.id, directoryId, wanted, audit, outsideOf(context))
        return shown(context, { site, directory })
      }
      if (protocol !== undefined && protocol !== stored.connection.protocol) {
        throw invalid('protocol', `it is ${stored.connection.protocol}. Remove it first: connection remove`)
      }
      if (certificates.length > 0) throw invalid('certificate', 'is added with: connection certificate add')
      const change = { ...settings, ...(sharedWith !== undefined && { sharedWith }) }
      await changeConnection(database, site.id, directoryId, change, audit, outsideOf(context))
      return shown(context, { site, directory })
    }),
  )
}

function addMode(parent: Command): void {
  parent
    .command('mode')
    .description(
      'Switch it: off, test (signs nobody in), optional, or required (its people come in by it alone)',
    )
    .argument('<mode>', connectionModes.join(', '))
    .option(...siteOption)
    .option(...directoryOption)
    .option('--affected <n>', 'with required: how many people lose another door, as connection affected says')
    .action(async (mode: string, options: Options & { readonly affected?: string }, command: Command) => {
      await ofDirectory<typeof options>(async (context, { site, directory }) => {
        if (!(connectionModes as readonly string[]).includes(mode)) {
          throw invalid('mode', `must be one of ${connectionModes.join(', ')}.`)
        }
        const change = {
          mode: mode as ConnectionMode,
          ...(options.affected !== undefined && { affected: Number(options.affected) }),
        }
        const { directoryId } = directory
        const outside = outsideOf(context)
        await changeConnection(context.database, site.id, directoryId, change, context.audit, outside)
        return shown(context, { site, directory })
      })(options, command)
    })
}

function addAffected(parent: Command): void {
  parent
    .command('affected')
    .description('List whom it concerns when its people sign in by the connection alone')
    .option(...siteOption)
    .option(...directoryOption)
    .addOption(new Option(...limitOption).default(recordsMax))
    .option(...afterOption)
    .action(
      ofDirectory<Options & { readonly limit: string; readonly after?: string }>(
        async ({ database }, { site, directory }, options) => {
          const limit = readLimit(options.limit)
          const after = readPlace('after', options.after, lowestId)
          const page = { after, limit: limit + 1 }
          const { rows, ...counts } = await affectedPage(database, site.id, directory.directoryId, page)
          const people = rows.slice(0, limit)
          const next = rows.length > limit ? people.at(-1)?.id : undefined
          const name = plain(directory.name)
          const text = [
            `${counted(counts.affected, 'person', 'people')} of ${name} and its proven domains can come in by another door, which closes. ${counted(counts.unmanaged, 'person', 'people')} of them are managed by no directory: they have no door then but ${name}. ${counts.neverThrough} of ${counts.people} have not come in by the connection yet.`,
            table(
              ['name', 'address', 'managed', 'doors', 'last used', 'id'],
              people.map((one) => [
                one.name,
                one.address ?? 'no address',
                one.managed ? 'yes' : 'by nobody',
                one.doors.join(', '),
                moment(one.lastUsedAt),
                one.id,
              ]),
              'Nobody has another door.',
            ),
            `To do it: connection mode required --affected ${counts.affected} --directory ${quoted(directory.name)}`,
          ]
          const more = next && `There are more: --after ${next}`
          return { json: { ...counts, items: people }, text: text.join('\n'), more }
        },
      ),
    )
}

function addRemove(parent: Command): void {
  parent
    .command('remove')
    .description('Remove the connection; whoever signed in by it is signed out')
    .option(...siteOption)
    .option(...directoryOption)
    .action(
      ofDirectory(async ({ database, audit }, { site, directory: { directoryId, name } }) => {
        const stored = await readStored(database, site.id, directoryId)
        if (!stored) throw notFound(`A connection of ${name}`, 'directory')
        await disconnect(database, site.id, directoryId, audit)
        const json = { directoryId: keyOf(directoryId), directory: name, removed: true }
        return { json, text: `${plain(name)} has no connection any more.` }
      }),
    )
}
