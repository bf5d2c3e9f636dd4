import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { certificate, itsKey } from '../test/fixtures/certificate.ts'
import { readConfig } from './config.ts'
import { tlsProblems } from './tls-files.ts'

const anotherKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

const folder = mkdtempSync(join(tmpdir(), 'doorward-tls-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fileOf = (name: string, content: string | Buffer) => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}
const certFile = fileOf('help.pem', certificate)
const keyFile = fileOf('help.key', itsKey)
const der = Buffer.from(certificate.replace(/-----.*-----|\s/g, ''), 'base64')
const otherKey = fileOf('other.key', anotherKey().export({ type: 'pkcs8', format: 'pem' }))
const lockedKey = fileOf(
  'locked.key',
  anotherKey().export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
)

test('a certificate and its key are as they should be', () => {
  expect(tlsProblems({ certFile, keyFile })).toEqual([])
})

test.each([
  [
    'a missing certificate',
    { certFile: '/no/such.pem', keyFile },
    [/^TLS_CERT: the file \/no\/such\.pem .*ENOENT/],
  ],
  [
    'a certificate in binary form',
    { certFile: fileOf('help.der', der), keyFile },
    [/^TLS_CERT: .*der holds no certificate in PEM/],
  ],
  ['a missing key', { certFile, keyFile: folder }, [/^TLS_KEY: .*EISDIR/]],
  [
    'both exchanged',
    { certFile: keyFile, keyFile: certFile },
    [/^TLS_CERT: .*no certificate in PEM/, /^TLS_KEY: .*no private key in PEM/],
  ],
  [
    'another key',
    { certFile, keyFile: otherKey },
    [/^TLS_KEY: .*other\.key is not the key of the certificate in .*help\.pem$/],
  ],
  ['a locked key', { certFile, keyFile: lockedKey }, [/^TLS_KEY: .*locked with a passphrase/]],
])('%s is told by variable, file and rule', (_, files, expected) => {
  const lines = tlsProblems(files).map(([variable, rule]) => `${variable}: ${rule}`)
  expect(lines).toHaveLength(expected.length)
  for (const [n, rule] of expected.entries()) expect(lines[n]).toMatch(rule)
})

test('the server looks into the files at its start, together with all other variables; a command does not', () => {
  const env = { PORT: 'x', TLS_CERT: certFile, TLS_KEY: otherKey }
  expect(() => readConfig(env, { readsKeys: true })).toThrow(/PORT: .*\n.*TLS_KEY: .*is not the key/)
  expect(readConfig({ ...env, PORT: '1' }).tls).toEqual({ certFile, keyFile: otherKey })
})
