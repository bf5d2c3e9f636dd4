import { X509Certificate } from 'node:crypto'
import type { OwnKey } from '../../model/access/connection.ts'
import { connectionOf, readConnection } from '../../storage/access/connections.ts'
import type { DoorServices } from '../door-services.ts'
import type { DirectoryVisit } from '../visit.ts'
import { describeOwnKey } from './client.ts'

/** The key by which a provider knows us, as it fetches it itself (RFC 7517); without one, no key. */
export async function ownKeys(
  { database }: DoorServices,
  { site, directoryId }: DirectoryVisit,
): Promise<{ readonly keys: readonly object[] } | undefined> {
  const [rows = []] = await database.readInSite(site.id, [connectionOf(site.id, directoryId)])
  const connection = readConnection(rows[0])
  if (connection?.protocol !== 'oidc') return undefined
  return { keys: connection.ownKey === null ? [] : [publicKeyOf(connection.ownKey)] }
}

function publicKeyOf(ownKey: OwnKey): object {
  const { raw, publicKey } = new X509Certificate(ownKey.certificate)
  const { algorithm, keyId } = describeOwnKey(ownKey)
  return {
    ...publicKey.export({ format: 'jwk' }),
    kid: keyId,
    use: 'sig',
    alg: algorithm,
    'x5t#S256': keyId,
    x5c: [raw.toString('base64')],
  }
}
