// A directory's connection as it is kept, held while it is changed.

import type { Connection } from '../model/access/connection.ts'
import { conflict, notFound } from '../model/errors.ts'
import { endKeysThrough } from '../storage/access/asker-keys.ts'
import {
  type CertificateRow,
  certificatesOf,
  type OwnKeyRow,
  ownKeyOf,
} from '../storage/access/connection-keys.ts'
import {
  type ConnectionRow,
  connectionForUpdate,
  connectionOf,
  endBegunLogins,
  endPendingOfManagedStaff,
  endSessionsOfManagedStaff,
  endSessionsThrough,
  readConnection,
  type SameIssuer,
  sameIssuer,
} from '../storage/access/connections.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { siteForUpdate } from '../storage/sites.ts'

/** A connection with everything that an administrator may see of it. */
export interface StoredConnection {
  readonly connection: Connection
  readonly certificates: readonly CertificateRow[]
  readonly ownKey: Omit<OwnKeyRow, 'privateKey'> | undefined
  readonly createdAt: Date
  readonly updatedAt: Date
}

const queriesOf = (siteId: number, directoryId: number) => [
  connectionOf(siteId, directoryId),
  certificatesOf(siteId, directoryId),
  ownKeyOf(siteId, directoryId),
]

function storedOf(answers: unknown[][]): StoredConnection | undefined {
  const [[row] = [], certificates = [], [ownKey] = []] = answers
  const connection = readConnection(row)
  if (!connection) return undefined
  const { createdAt, updatedAt } = row as ConnectionRow
  return {
    connection,
    certificates: certificates as CertificateRow[],
    ownKey: ownKey as StoredConnection['ownKey'],
    createdAt,
    updatedAt,
  }
}

export async function readStored(
  database: Database,
  siteId: number,
  directoryId: number,
): Promise<StoredConnection | undefined> {
  return storedOf(await database.readInDirectory(siteId, directoryId, queriesOf(siteId, directoryId)))
}

/** The same in the caller's transaction, locked; of changes to connections of one site each sees what the one before did. */
export async function holdConnection(tx: Transaction, directoryId: number): Promise<StoredConnection> {
  await tx.readAll([siteForUpdate(tx.siteId), connectionForUpdate(tx.siteId, directoryId)])
  const stored = storedOf(await tx.readAll(queriesOf(tx.siteId, directoryId)))
  if (!stored) throw notFound('The connection of this directory', 'directory')
  return stored
}

export interface Confirmed {
  /** The name of another directory whose people come from the same provider. */
  readonly sharedWith?: string | undefined
}

/**
 * Refuses a provider that another directory has: what it says would be believed of both, and each one's people could come in
 * as the other's.
 * @param keys of the certificates, in hexadecimal
 */
export async function requireOwnProvider(
  tx: Transaction,
  connection: Connection,
  keys: readonly string[],
  { sharedWith }: Confirmed,
): Promise<void> {
  const { directoryId, issuer } = connection
  const others = await tx.read<SameIssuer>(sameIssuer(tx.siteId, directoryId, issuer))
  const shared = others.find((other) =>
    connection.protocol === 'saml'
      ? other.keys.some((key) => keys.includes(key))
      : other.oidc !== null && JSON.parse(other.oidc).clientId === connection.clientId,
  )
  if (!shared || sharedWith === shared.name) return
  throw conflict(
    `sharedWith: the directory ${shared.name} has the same provider with the same ${connection.protocol === 'saml' ? 'key' : 'client ID'}. Whoever it lets in could come in here too; confirm that with its name.`,
    'sharedWith',
  )
}

/** @returns how many sessions a statement has ended */
export async function endedBy(
  tx: Transaction,
  query: ReturnType<typeof endSessionsThrough>,
): Promise<number> {
  const [{ ended } = { ended: 0 }] = await tx.read<{ ended: number }>(query)
  return ended
}

/** Ends what was opened by a connection, because its provider's word counts no more as it did. */
export async function endThrough(tx: Transaction, directoryId: number): Promise<number> {
  tx.write(endBegunLogins(tx.siteId, directoryId))
  tx.write(endPendingOfManagedStaff(tx.siteId, directoryId))
  const customers = await endedBy(tx, endSessionsThrough(tx.siteId, directoryId))
  tx.write(endKeysThrough(tx.siteId, directoryId))
  return customers + (await endedBy(tx, endSessionsOfManagedStaff(tx.siteId, directoryId)))
}
