import type { Command } from 'commander'
import { addOne } from '../admin/connection-certificates.ts'
import { readStored } from '../admin/connection-hold.ts'
import { type SeenMetadata, seeMetadata } from '../admin/connection-metadata.ts'
import { changeConnection, createConnection } from '../admin/connections.ts'
import { conflict, invalid } from '../model/errors.ts'
import { type Options, ofDirectory, outsideOf, readFile, shown } from './connection-context.ts'
import { details, moment, table } from './table.ts'

interface ImportOptions extends Options {
  readonly url?: string
  readonly file?: string
  readonly entityId?: string
  readonly yes?: true
  readonly sharedWith?: string
}

/** `connection import` */
export function addImport(parent: Command): void {
  parent
    .command('import')
    .description("Read a SAML provider's metadata: show what it says, and take it over with --yes")
    .option('--site <slug>', 'the site; not needed when there is one')
    .option('--directory <id or name>', 'the directory; not needed when there is one')
    .option('--url <url>', 'where the metadata is')
    .option('--file <file>', 'a file of metadata; - reads the standard input')
    .option('--entity-id <id>', 'which one, where several are described')
    .option('--yes', 'take it over: nothing of what is there is removed')
    .option('--shared-with <directory>', 'confirms that another directory has the same provider')
    .action(
      ofDirectory<ImportOptions>(async (context, found, options) => {
        const { database, audit } = context
        const { site, directory } = found
        const { directoryId } = directory
        if ((options.url === undefined) === (options.file === undefined))
          throw invalid('url', 'give --url or --file.')
        const document = options.file === undefined ? undefined : readFile('file', options.file)
        const stored = await readStored(database, site.id, directoryId)
        const given = { url: options.url, document, entityId: options.entityId }
        const seen = await seeMetadata(given, stored, audit.now, outsideOf(context))
        if (!options.yes) return { json: { ...seen, saved: false }, text: seenText(seen) }
        const { entityId: issuer, ssoUrl } = seen
        const shared = options.sharedWith === undefined ? {} : { sharedWith: options.sharedWith }
        const usable = seen.certificates.filter((one) => one.refusal === null)
        if (!stored) {
          const settings = { issuer, ssoUrl, signsRequests: seen.wantsSignedRequests }
          const certificates = usable.map(({ pem }) => pem)
          const wanted = { protocol: 'saml', settings, certificates, ...shared } as const
          await createConnection(database, site.id, directoryId, wanted, audit, outsideOf(context))
          return shown(context, found)
        }
        if (stored.connection.protocol !== 'saml') {
          throw conflict('It is connected by OIDC. Remove that first: connection remove', 'directory')
        }
        for (const { pem } of usable.filter((one) => !one.isKnown)) {
          await addOne(database, site.id, directoryId, { certificate: pem, ...shared }, audit)
        }
        const change = { issuer, ssoUrl, ...shared }
        await changeConnection(database, site.id, directoryId, change, audit, outsideOf(context))
        return shown(context, found)
      }),
    )
}

function seenText(seen: SeenMetadata): string {
  const { changes } = seen
  const differs = (is: boolean | undefined) => (is ? ' (other than now)' : '')
  return [
    details('The metadata says:', [
      ['entity ID', `${seen.entityId}${differs(changes?.issuer)}`],
      ['sign-in address', `${seen.ssoUrl}${differs(changes?.ssoUrl)}`],
      ['wants signed requests', seen.wantsSignedRequests ? 'yes' : 'no'],
      ...(changes && changes.gone.length > 0 ? ([['not there any more', changes.gone]] as const) : []),
    ]),
    table(
      ['sha-256', 'expires', ''],
      seen.certificates.map((one) => [
        one.fingerprint,
        moment(one.notAfter),
        one.refusal ?? (one.isKnown ? 'is there already' : 'new'),
      ]),
      'No certificate.',
    ),
    'Compare the fingerprints with what your provider shows. To take it over: the same with --yes',
  ].join('\n')
}
