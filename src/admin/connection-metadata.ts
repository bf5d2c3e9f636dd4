// A SAML provider's metadata, looked at before anything is saved.

import { isSafeUrl } from '../http/safe-fetch.ts'
import { judgeCertificate, judgeProviderUrl } from '../model/access/connection-rules.ts'
import {
  chooseProvider,
  type DescribedProvider,
  MetadataRefusal,
  metadataMax,
  readMetadata,
} from '../model/access/saml-metadata.ts'
import { DoorwardError, invalid } from '../model/errors.ts'
import { fingerprintText, type ReadCertificate, readCertificate } from './certificate.ts'
import type { StoredConnection } from './connection-hold.ts'
import { metadataAt, type Outside } from './provider-reading.ts'

export interface MetadataGiven {
  readonly url?: string | undefined
  readonly document?: string | undefined
  readonly entityId?: string | undefined
}

interface SeenCertificate {
  readonly pem: string
  readonly fingerprint: string
  readonly notBefore: Date
  readonly notAfter: Date
  /** Why it cannot be taken; null: it can. */
  readonly refusal: string | null
  readonly isKnown: boolean
}

export interface SeenMetadata extends Omit<DescribedProvider, 'certificates'> {
  readonly certificates: readonly SeenCertificate[]
  /** What it would change; null where nothing is connected. */
  readonly changes: {
    readonly issuer: boolean
    readonly ssoUrl: boolean
    readonly gone: readonly string[]
  } | null
}

/**
 * Reads metadata and compares it with what is there; nothing is saved, because a key counts only by somebody's word.
 * @throws DoorwardError 'invalid', naming the field
 */
export async function seeMetadata(
  given: MetadataGiven,
  stored: StoredConnection | undefined,
  now: Date,
  outside: Outside,
): Promise<SeenMetadata> {
  const field = given.url === undefined ? 'document' : 'url'
  const text = given.url === undefined ? given.document : await metadataAt(given.url.trim(), outside)
  if (text === undefined || text.trim() === '') throw invalid(field, 'give an address or a document.')
  if (Buffer.byteLength(text) > metadataMax)
    throw invalid(field, 'is longer than 1 MiB. Give the metadata of one provider alone.')
  const provider = read(field, text, given.entityId?.trim(), now)
  const verdict = judgeProviderUrl(provider.ssoUrl, (url) => isSafeUrl(url, outside.outboundAllow))
  if (verdict !== undefined)
    throw invalid(field, `the address for signing in, ${provider.ssoUrl}, ${verdict}`)
  const known = stored?.connection.protocol === 'saml' ? stored.certificates : []
  const knownPrints = known.map((one) => fingerprintText(one.fingerprint))
  const certificates = provider.certificates.flatMap((one) => seen(one, knownPrints, now))
  if (certificates.length === 0) throw invalid(field, 'it names no certificate for signing.')
  return { ...provider, certificates, changes: changesOf(provider, certificates, knownPrints, stored) }
}

function read(field: string, text: string, entityId: string | undefined, now: Date): DescribedProvider {
  try {
    return chooseProvider(readMetadata(text, now), entityId)
  } catch (error) {
    if (error instanceof MetadataRefusal) throw invalid(field, `it cannot be used. ${error.message}`)
    throw error
  }
}

/** What is no certificate at all is left out, as if it did not stand there. */
function seen(base64: string, known: readonly string[], now: Date): SeenCertificate[] {
  let one: ReadCertificate
  try {
    one = readCertificate(base64)
  } catch (error) {
    if (error instanceof DoorwardError) return []
    throw error
  }
  const { pem, notBefore, notAfter } = one
  const fingerprint = fingerprintText(one.fingerprint)
  const refusal = judgeCertificate(one, now) ?? null
  return [{ pem, fingerprint, notBefore, notAfter, refusal, isKnown: known.includes(fingerprint) }]
}

function changesOf(
  provider: DescribedProvider,
  certificates: readonly SeenCertificate[],
  known: readonly string[],
  stored: StoredConnection | undefined,
): SeenMetadata['changes'] {
  if (stored?.connection.protocol !== 'saml') return null
  const { issuer, ssoUrl } = stored.connection
  const listed = certificates.map(({ fingerprint }) => fingerprint)
  return {
    issuer: provider.entityId !== issuer,
    ssoUrl: provider.ssoUrl !== ssoUrl,
    gone: known.filter((one) => !listed.includes(one)),
  }
}
