import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { certificate, itsKey } from '../../test/fixtures/certificate.ts'
import { fingerprintText, makeOwnKey, readCertificate } from './certificate.ts'

test('a certificate is read as PEM, and as the base64 of metadata', () => {
  const read = readCertificate(certificate)
  expect(read).toMatchObject({
    pem: certificate,
    subject: 'CN=help.example.com',
    key: { kind: 'ec', curve: 'prime256v1' },
  })
  expect(fingerprintText(read.fingerprint)).toBe(new X509Certificate(certificate).fingerprint256)
  const bare = certificate.replaceAll(/-----[^-]+-----|\n/g, '')
  expect(readCertificate(` ${bare.slice(0, 30)}\r\n\t${bare.slice(30)} `)).toEqual(read)
  expect(readCertificate(`Bag Attributes\n  friendlyName: idp\n${certificate}`)).toEqual(read)
})

test.each([
  ['nothing', '', /must be a certificate/],
  ['words', 'our certificate', /must be a certificate/],
  ['base64 of something else', 'aGVsbG8h', /must be a certificate/],
  ['two', certificate + certificate, /not several/],
  ['a private key', itsKey, /is a private key/],
  ['a certificate and its private key', certificate + itsKey, /is a private key/],
  [
    'a request for one',
    '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----',
    /must be a certificate/,
  ],
  ['a very long one', 'A'.repeat(20_000), /must be a certificate/],
])('%s is refused', (_what, given, says) => {
  expect(() => readCertificate(given)).toThrow(says)
})

test('our own key has a certificate of its own, for ten years', async () => {
  const now = new Date('2026-03-01T12:00:00Z')
  const made = await makeOwnKey('doorward-abc123def456', now)
  const read = new X509Certificate(made.certificate)
  expect(read.checkPrivateKey(createPrivateKey(made.privateKey))).toBe(true)
  expect(read.verify(read.publicKey)).toBe(true)
  expect(read.subject).toBe('CN=doorward-abc123def456')
  expect(made.notAfter.toISOString()).toBe('2036-03-01T12:00:00.000Z')
  expect(readCertificate(made.certificate).key).toEqual({ kind: 'rsa', bits: 3072 })
})
