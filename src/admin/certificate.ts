// Certificates of identity providers: read from what people paste and from metadata; and our own, made here.
import { createHash, X509Certificate } from 'node:crypto'
import type { CertificateFacts } from '../model/access/connection-rules.ts'
import { invalid } from '../model/errors.ts'

export interface ReadCertificate extends CertificateFacts {
  /** As everybody writes it: lines of 64 between BEGIN and END. */
  readonly pem: string
  /** SHA-256 of the certificate, and of its key alone. */
  readonly fingerprint: Buffer
  readonly keyFingerprint: Buffer
  readonly subject: string
}

const lettersMax = 16_384

/**
 * Reads one certificate: PEM, or the base64 of metadata without BEGIN and END.
 * @throws DoorwardError 'invalid', naming the field
 */
export function readCertificate(given: string, field = 'certificate'): ReadCertificate {
  const blocks = [...given.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g)]
  if (blocks.some(([, kind = '']) => kind.includes('PRIVATE'))) {
    throw invalid(field, 'is a private key. Nobody but your provider should have it; make a new one there.')
  }
  if (blocks.length > 1) throw invalid(field, 'must be one certificate, not several.')
  const [[, kind = 'CERTIFICATE', inner = given] = []] = blocks
  const base64 = inner.replaceAll(/\s/g, '')
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && base64.length % 4 === 0
  const none = () =>
    invalid(field, 'must be a certificate, as your provider offers it: -----BEGIN CERTIFICATE----- …')
  if (kind !== 'CERTIFICATE' || !isBase64 || base64.length > lettersMax) throw none()
  let read: X509Certificate
  try {
    read = new X509Certificate(Buffer.from(base64, 'base64'))
  } catch {
    throw none()
  }
  return factsOf(read)
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest()

function factsOf(read: X509Certificate): ReadCertificate {
  const { raw, publicKey, subject } = read
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {}
  const kind = publicKey.asymmetricKeyType ?? 'unknown'
  const key =
    kind === 'rsa' && modulusLength !== undefined
      ? ({ kind: 'rsa', bits: modulusLength } as const)
      : kind === 'ec'
        ? ({ kind: 'ec', curve: namedCurve ?? 'unknown' } as const)
        : ({ kind: 'other', name: kind } as const)
  return {
    pem: pemOf(raw),
    fingerprint: sha256(raw),
    keyFingerprint: sha256(publicKey.export({ format: 'der', type: 'spki' })),
    notBefore: new Date(read.validFrom),
    notAfter: new Date(read.validTo),
    // OpenSSL writes the parts of a name line by line.
    subject: subject?.replaceAll('\n', ', ') ?? '',
    key,
  }
}

function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/** As providers show it: pairs of letters between colons. */
export const fingerprintText = (bytes: Buffer) =>
  (bytes.toString('hex').toUpperCase().match(/../g) ?? []).join(':')

const ownKeyYears = 10
const ownKeyBits = 3_072

/**
 * A key of our own with a certificate that says nothing but whose it is: providers look at the key alone.
 * @param name letters, digits and hyphens
 */
export async function makeOwnKey(name: string, now: Date) {
  // Loaded when it is needed: few ever make one. The library asks for the first by itself.
  await import('reflect-metadata')
  const { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } =
    await import('@peculiar/x509')
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: ownKeyBits,
  }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const notAfter = new Date(now)
  notAfter.setUTCFullYear(now.getUTCFullYear() + ownKeyYears)
  const made = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    // A provider's clock may be a little behind.
    notBefore: new Date(now.getTime() - 60 * 60 * 1000),
    notAfter,
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
    ],
  })
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const lines = pkcs8.match(/.{1,64}/g) ?? []
  const privateKey = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n')
  return { privateKey, certificate: pemOf(Buffer.from(made.rawData)), notAfter: made.notAfter }
}
