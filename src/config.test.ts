import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('an empty environment is a usable one', () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    publicUrl: undefined,
    databaseUrl: undefined,
    logLevel: 'info',
    tls: undefined,
  })
})

test('an empty variable counts as unset, because compose files write those', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 3000, databaseUrl: undefined })
})

test('a public URL ends without a slash', () => {
  expect(readConfig({ PUBLIC_URL: 'https://help.acme.com/' }).publicUrl).toBe('https://help.acme.com')
})

test('every bad variable is named at once', () => {
  const read = () =>
    readConfig({
      PORT: 'abc',
      PUBLIC_URL: 'help',
      DATABASE_URL: 'mysql://x',
      LOG_LEVEL: 'loud',
      TLS_CERT: 'a.pem',
    })
  expect(read).toThrow(/PORT.*\n.*PUBLIC_URL.*\n.*DATABASE_URL.*\n.*LOG_LEVEL.*\n.*TLS_CERT, TLS_KEY/)
})
