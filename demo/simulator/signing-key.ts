// Keys and certificates as identity providers make them for themselves.
import 'reflect-metadata'
import type { webcrypto } from 'node:crypto'
import { X509CertificateGenerator } from '@peculiar/x509'

/** Both as PEM. */
export interface SigningKey {
  readonly key: string
  readonly certificate: string
}

const dayMs = 24 * 60 * 60 * 1000

const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
}

/** A new RSA key. */
export const rsaKeys = (modulusLength = 2_048): Promise<webcrypto.CryptoKeyPair> =>
  crypto.subtle.generateKey({ ...rsa, modulusLength }, true, ['sign', 'verify'])

/** A certificate of these keys, signed by themselves, as PEM. */
export async function selfSigned(
  commonName: string,
  keys: webcrypto.CryptoKeyPair,
  { from, days }: { readonly from: Date; readonly days: number },
): Promise<string> {
  const made = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    notBefore: from,
    notAfter: new Date(Date.now() + days * dayMs),
    keys,
    signingAlgorithm: rsa,
  })
  return `${made.toString('pem').trim()}\n`
}

/** A key with its certificate for three years, as providers commonly give theirs. */
export async function makeSigningKey(commonName: string): Promise<SigningKey> {
  const keys = await rsaKeys()
  const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  const certificate = await selfSigned(commonName, keys, {
    from: new Date(Date.now() - dayMs),
    days: 3 * 365,
  })
  return { key: `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`, certificate }
}
