import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'

const folder = mkdtempSync(join(tmpdir(), 'doorward-mail-'))
afterAll(() => rmSync(folder, { recursive: true }))
const from = { MAIL_FROM: 'help@acme.test' }

test('without a mail server there are no settings', () => {
  expect(readConfig({}).mail).toBeUndefined()
})

test.each([
  [{ SMTP_HOST: 'smtp.acme.test' }, { host: 'smtp.acme.test', port: 587, tls: 'required', user: undefined }],
  [
    { SMTP_HOST: 'smtp.acme.test', SMTP_PORT: '465' },
    { port: 465, tls: 'implicit' },
  ],
  [
    { SMTP_HOST: '127.0.0.1', SMTP_PORT: '25', SMTP_TLS: 'off' },
    { port: 25, tls: 'off' },
  ],
  [
    { SMTP_URL: 'smtps://u:p%40ss@smtp.acme.test' },
    { port: 465, tls: 'implicit', user: 'u', password: 'p@ss' },
  ],
  [
    { SMTP_URL: 'smtp://[::1]:2525', SMTP_TLS: 'off' },
    { host: '::1', port: 2525, tls: 'off' },
  ],
  [{ SMTP_URL: 'smtp://smtp.acme.test' }, { port: 587, tls: 'required', password: undefined }],
])('%j is understood', (env, expected) => {
  expect(readConfig({ ...from, ...env }).mail).toMatchObject(expected)
})

test.each([
  ['help@acme.test', undefined, 'help@acme.test'],
  ['Acme Help <help@acme.test>', 'Acme Help', 'help@acme.test'],
  ['"Acme, Help" <help@acme.test>', 'Acme, Help', 'help@acme.test'],
])('mails come from %s', (MAIL_FROM, fromName, fromAddress) => {
  expect(readConfig({ SMTP_HOST: 'localhost', MAIL_FROM }).mail).toMatchObject({ fromName, fromAddress })
})

test.each([
  [{}, /MAIL_FROM: must be the address/],
  [{ MAIL_FROM: 'help' }, /MAIL_FROM: must be the address/],
  [{ MAIL_FROM: 'a@acme.test\nBcc: b@acme.test' }, /MAIL_FROM: must be the address/],
  [{ ...from, SMTP_PORT: '70000' }, /SMTP_PORT: must be a port/],
  [{ ...from, SMTP_TLS: 'no' }, /SMTP_TLS: must be one of implicit, required, off/],
  [{ ...from, SMTP_USER: 'u' }, /SMTP_USER, SMTP_PASSWORD: give both or neither/],
  [{ ...from, SMTP_URL: 'smtp://other.test' }, /SMTP_URL: says the same as SMTP_HOST/],
  [
    { ...from, DKIM_DOMAIN: 'acme.test' },
    /DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE: give all three or none/,
  ],
  [
    { ...from, DKIM_DOMAIN: 'globex.test', DKIM_SELECTOR: 'd', DKIM_KEY_FILE: 'x' },
    /DKIM_DOMAIN: must be the domain of MAIL_FROM, acme.test/,
  ],
])('%j is refused', (env, expected) => {
  expect(() => readConfig({ SMTP_HOST: 'localhost', ...env })).toThrow(expected)
})

test('what is wrong with an SMTP_URL is said without its password, and beside what else is wrong', () => {
  const read = () =>
    readConfig({ ...from, PORT: 'x', SMTP_URL: 'smtp://u:se#cret@smtp.acme.test', DKIM_DOMAIN: '-' })
  expect(read).toThrow(/PORT: .*\n.*DKIM_DOMAIN: /)
  expect(() => readConfig({ ...from, SMTP_URL: 'smtp://u:sec?ret@smtp.acme.test' })).toThrow(
    /SMTP_URL: must be such as/,
  )
  expect(() => readConfig({ ...from, SMTP_URL: 'smtp://u:sec?ret@smtp.acme.test' })).not.toThrow(/ret@/)
})

test('settings of mails without a mail server are a mistake', () => {
  expect(() => readConfig(from)).toThrow(/SMTP_HOST: must be set too, or leave out MAIL_FROM/)
})

test('the server looks into the file of the DKIM key, and says what is wrong with it', () => {
  const env = { SMTP_HOST: 'localhost', ...from, DKIM_DOMAIN: 'acme.test', DKIM_SELECTOR: 'door' }
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const read = (DKIM_KEY_FILE: string) => readConfig({ ...env, DKIM_KEY_FILE }, { readsKeys: true })
  const pem = { format: 'pem', type: 'pkcs8' } as const
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem)
  const ed25519 = generateKeyPairSync('ed25519').privateKey.export(pem)
  expect(read(file('rsa', String(rsa))).mail?.dkim).toMatchObject({ domain: 'acme.test', selector: 'door' })
  expect(() => read(file('ed', String(ed25519)))).toThrow(/DKIM_KEY_FILE: .*ed must hold an RSA key/)
  expect(() => read(file('junk', 'junk'))).toThrow(/DKIM_KEY_FILE: .*junk holds no private key in PEM form/)
  expect(() => read(join(folder, 'none'))).toThrow(/DKIM_KEY_FILE: .*none cannot be read \(ENOENT\)/)
})
