import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readIdPlace } from '../../http/page.ts'
import { needsOf } from '../../model/access/connection-rules.ts'
import type { Answer } from '../../model/contract.ts'
import { notFound } from '../../model/errors.ts'
import { highestId, lowestId } from '../../model/ids.ts'
import type { CertificateRow, OwnKeyRow } from '../../storage/access/connection-keys.ts'
import { fingerprintText, readCertificate } from '../certificate.ts'
import { affectedPage } from '../connection-affected.ts'
import { addOne, makeKey, removeOne } from '../connection-certificates.ts'
import { readStored, type StoredConnection } from '../connection-hold.ts'
import { type SeenMetadata, seeMetadata } from '../connection-metadata.ts'
import { type OurAddresses, ourAddresses } from '../connection-ours.ts'
import { changeConnection, createConnection, disconnect } from '../connections.ts'
import type { adminApi } from '../contract.ts'
import { findSignIns } from '../sign-in-log.ts'
import { directoryOf, directoryToGrant } from './directory-of.ts'

type Api = typeof adminApi
type View = Answer<Api['getConnection']>

const certificateView = (row: CertificateRow) => ({
  id: row.certificateId,
  fingerprint: fingerprintText(row.fingerprint),
  notBefore: row.notBefore.toISOString(),
  notAfter: row.notAfter.toISOString(),
  addedAt: row.addedAt.toISOString(),
  pem: row.pem,
})

export const keyView = ({ certificate, notAfter, createdAt }: Omit<OwnKeyRow, 'privateKey'>) => ({
  certificate,
  fingerprint: fingerprintText(readCertificate(certificate).fingerprint),
  notAfter: notAfter.toISOString(),
  createdAt: createdAt.toISOString(),
})

/** A directory's connection as the API shows it. */
export function viewOf(ours: OurAddresses, stored: StoredConnection | undefined, now: Date): View {
  if (!stored) return { ours, connection: null }
  const { connection: one, certificates, ownKey, createdAt, updatedAt } = stored
  const { protocol, mode, issuer, matchBy, matchClaim, addressClaim, nameClaim, groupsClaim, justInTime } =
    one
  const { secondFactor } = one
  const saml =
    one.protocol === 'saml'
      ? {
          ssoUrl: one.ssoUrl,
          signed: one.signed,
          signsRequests: one.signsRequests,
          encrypted: one.encrypted,
          idpInitiated: one.idpInitiated,
          certificates: certificates.map(certificateView),
        }
      : null
  const oidc =
    one.protocol === 'oidc'
      ? {
          clientId: one.clientId,
          authentication: one.authentication,
          hasSecret: one.clientSecret !== null,
          tenantId: one.tenantId,
          scopes: [...one.scopes],
        }
      : null
  const until = certificates.map(({ notAfter }) => notAfter)
  const connection = {
    ...{ protocol, mode, issuer, matchBy, matchClaim, addressClaim, nameClaim, groupsClaim, justInTime },
    secondFactor,
    saml,
    oidc,
    ownKey: ownKey ? keyView(ownKey) : null,
    needs: needsOf(one, until, now),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
  return { ours, connection }
}

type InDirectory = Pick<
  Call<Api['getConnection']>,
  'database' | 'site' | 'params' | 'sites' | 'publicUrl' | 'now'
>

/** What the provider of a directory needs of us. */
export async function oursOf(
  { sites, site, publicUrl, now }: Pick<InDirectory, 'sites' | 'site' | 'publicUrl' | 'now'>,
  directoryId: number,
): Promise<OurAddresses> {
  return ourAddresses(await sites.urlOf(site, publicUrl, now), site.id, directoryId)
}

async function shown(call: InDirectory): Promise<View> {
  const { directoryId } = await directoryOf(call)
  const stored = await readStored(call.database, call.site.id, directoryId)
  return viewOf(await oursOf(call, directoryId), stored, call.now)
}

/** Metadata that was looked at, as the API shows it. */
export function metadataView({
  certificates,
  changes,
  nameIdFormats,
  ...seen
}: SeenMetadata): Answer<Api['readMetadata']> {
  return {
    ...seen,
    nameIdFormats: [...nameIdFormats],
    certificates: certificates.map((one) => ({
      ...one,
      notBefore: one.notBefore.toISOString(),
      notAfter: one.notAfter.toISOString(),
    })),
    changes: changes && { ...changes, gone: [...changes.gone] },
  }
}

export const connectionHandlers = {
  getConnection: (call: Call<Api['getConnection']>) => shown(call),

  async createConnection(call: Call<Api['createConnection']>) {
    const { database, site, body, audit } = call
    const { directoryId } = await directoryToGrant(call)
    const { protocol, certificates, sharedWith, ...settings } = body
    const wanted = { protocol, settings: given(settings), certificates, sharedWith }
    await createConnection(database, site.id, directoryId, wanted, audit, call)
    return shown(call)
  },

  async changeConnection(call: Call<Api['changeConnection']>) {
    const { database, site, body, audit, params, now } = call
    const { directoryId } = await directoryToGrant(call)
    const ours = await oursOf(call, directoryId)
    const unchanged = call.unchanged(params.directoryId, (stored: StoredConnection) =>
      viewOf(ours, stored, now),
    )
    await changeConnection(database, site.id, directoryId, given(body), audit, call, unchanged)
    return shown(call)
  },

  async removeConnection(call: Call<Api['removeConnection']>) {
    const { directoryId } = await directoryToGrant(call)
    await disconnect(call.database, call.site.id, directoryId, call.audit)
    return undefined
  },

  async readMetadata(call: Call<Api['readMetadata']>) {
    const { directoryId } = await directoryToGrant(call)
    const stored = await readStored(call.database, call.site.id, directoryId)
    return metadataView(await seeMetadata(call.body, stored, call.now, call))
  },

  async addCertificate(call: Call<Api['addCertificate']>) {
    const { database, site, body, audit } = call
    const { directoryId } = await directoryToGrant(call)
    const id = await addOne(database, site.id, directoryId, body, audit)
    const stored = await readStored(database, site.id, directoryId)
    const made = stored?.certificates.find(({ certificateId }) => certificateId === id)
    if (!made) throw notFound('This certificate')
    return certificateView(made)
  },

  async removeCertificate(call: Call<Api['removeCertificate']>) {
    const { database, site, params, audit } = call
    const { directoryId } = await directoryToGrant(call)
    await removeOne(database, site.id, directoryId, params.certificateId, audit)
    return undefined
  },

  async makeConnectionKey(call: Call<Api['makeConnectionKey']>) {
    const { directoryId } = await directoryToGrant(call)
    return keyView(await makeKey(call.database, call.site.id, directoryId, call.audit))
  },

  async getAffected(call: Call<Api['getAffected']>) {
    const { database, site, query } = call
    const { directoryId } = await directoryOf(call)
    const page = { after: readIdPlace(query.after, lowestId), limit: query.limit + 1 }
    const { rows: read, ...counted } = await affectedPage(database, site.id, directoryId, page)
    const { rows, next } = pageOfRows(read, query.limit, ({ id }) => id)
    const items = rows.map((one) => ({
      ...one,
      doors: [...one.doors],
      lastUsedAt: one.lastUsedAt?.toISOString() ?? null,
    }))
    return { ...counted, items, next }
  },

  async listSignIns(call: Call<Api['listSignIns']>) {
    const { database, site, query } = call
    const { directoryId } = await directoryOf(call)
    const before = readIdPlace(query.after, highestId)
    const filter = { outcome: query.outcome, text: query.query }
    const { rows, next } = await findSignIns(database, site.id, directoryId, filter, {
      before,
      limit: query.limit,
    })
    const items = rows.map(({ customerId, name, at, ...one }) => ({
      ...one,
      at: at.toISOString(),
      customer: customerId === null ? null : { id: customerId, name: name ?? '' },
    }))
    return { items, next: next ?? null }
  },
}

/** Only what was given: a field that is absent stays as it is. */
export function given<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
