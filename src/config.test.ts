import { expect, test } from 'vitest'
import { ConfigError, publicUrlOf, readConfig } from './config.ts'

test('an empty environment is a usable one', () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    publicUrl: undefined,
    databaseUrl: undefined,
    logLevel: 'info',
    scimRateMax: 500,
    tls: undefined,
  })
})

test('an empty variable counts as unset, because compose files write those', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 3000, databaseUrl: undefined })
})

test.each([
  ['https://help.acme.com/', 'https://help.acme.com'],
  ['HTTPS://Help.Acme.com:443', 'https://help.acme.com'],
  ['http://localhost:8080', 'http://localhost:8080'],
])('the public URL %s is %s', (PUBLIC_URL, expected) => {
  expect(readConfig({ PUBLIC_URL }).publicUrl).toBe(expected)
})

test('resolvers are at least two addresses, each with a port where it is not 53', () => {
  expect(readConfig({}).dnsResolvers).toHaveLength(3)
  const DNS_RESOLVERS = '10.0.0.1:5353, 2620:fe::fe ,[::1]:54'
  expect(readConfig({ DNS_RESOLVERS }).dnsResolvers).toEqual(['10.0.0.1:5353', '2620:fe::fe', '[::1]:54'])
})

test('what may be called beside the public Internet is named by host and port, or by network', () => {
  expect(readConfig({}).outboundAllow.entries).toEqual([])
  const OUTBOUND_ALLOW = 'IdP.corp.example:8443, 10.0.0.0/8 ,[fd00::1]:443,fd12::/16'
  const { entries, names, covers } = readConfig({ OUTBOUND_ALLOW }).outboundAllow
  expect(entries).toEqual(['IdP.corp.example:8443', '10.0.0.0/8', '[fd00::1]:443', 'fd12::/16'])
  expect([names('idp.corp.example', 8443), names('[fd00::1]', 443)]).toEqual([true, true])
  expect([names('idp.corp.example', 443), names('x.idp.corp.example', 8443)]).toEqual([false, false])
  expect([covers('10.1.2.3'), covers('::ffff:10.1.2.3'), covers('fd12::9')]).toEqual([true, true, true])
  expect([covers('11.0.0.1'), covers('fd13::9'), covers('idp')]).toEqual([false, false, false])
})

test('mails are taken nowhere unless it is said where', () => {
  expect(readConfig({ SMTP_IN_MB_MAX: '10' }).mailIn).toBeUndefined()
  const bytesMax = 25 * 1024 * 1024
  expect(readConfig({ SMTP_IN: '0.0.0.0:25' }).mailIn).toEqual({
    host: '0.0.0.0',
    port: 25,
    bytesMax,
    relays: [],
  })
  const SMTP_IN_RELAYS = '10.0.0.5, ::ffff:10.0.0.6,fd00::1'
  expect(readConfig({ SMTP_IN: '[::]:2525', SMTP_IN_RELAYS }).mailIn).toMatchObject({
    host: '::',
    port: 2525,
    relays: ['10.0.0.5', '10.0.0.6', 'fd00::1'],
  })
})

test('no ceiling is a ceiling of 0', () => {
  expect(readConfig({ SCIM_RATE_MAX: '0' }).scimRateMax).toBe(0)
  expect(() => readConfig({ SCIM_RATE_MAX: '-1' })).toThrow(/SCIM_RATE_MAX/)
  expect(() => readConfig({ SCIM_RATE_MAX: '0.5' })).toThrow(/SCIM_RATE_MAX/)
})

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['10.0.0.0/8, ::1 ,loopback', '10.0.0.0/8,::1,loopback'],
  ['192.168.0.0/255.255.0.0', '192.168.0.0/255.255.0.0'],
  ['true', true],
  ['false', false],
  ['', false],
])('TRUST_PROXY %s is understood', (TRUST_PROXY, expected) => {
  expect(readConfig({ TRUST_PROXY }).trustProxy).toBe(expected)
})

test.each([
  ['PORT', ' ', /whole number from 0 to 65535/],
  ['PORT', '0x1F', /whole number/],
  ['PORT', '1e3', /whole number/],
  ['PORT', '-1', /whole number/],
  ['PORT', '65536', /whole number/],
  ['BACKUP_KEEP', ' ', /whole number from 0 to 1000/],
  ['BACKUP_KEEP', '7.0', /whole number/],
  ['BACKUP_KEEP', '1001', /whole number/],
  ['DNS_RESOLVERS', '1.1.1.1', /at least 2/],
  ['DNS_RESOLVERS', '1.1.1.1, 1.1.1.1', /at least 2/],
  ['DNS_RESOLVERS', '1.1.1.1, dns.google', /"dns.google" is no address/],
  ['DNS_RESOLVERS', '1.1.1.1, 8.8.8.8:0', /"8.8.8.8:0" is no address/],
  ['OUTBOUND_ALLOW', 'idp.corp.example', /"idp.corp.example" is neither host and port/],
  ['OUTBOUND_ALLOW', 'https://idp.corp.example:443', /is no network/],
  ['OUTBOUND_ALLOW', 'idp.corp.example:0', /neither host and port/],
  ['OUTBOUND_ALLOW', '10.0.0.0/33', /"10.0.0.0\/33" is no network/],
  ['OUTBOUND_ALLOW', '169.254.0.0/16', /link-local/],
  ['OUTBOUND_ALLOW', '169.254.169.254:80', /link-local/],
  ['OUTBOUND_ALLOW', 'fe80::/10', /link-local/],
  ['OUTBOUND_ALLOW', '[fd00:ec2::254]:80', /link-local/],
  ['OUTBOUND_ALLOW', '10.0.0.0/8,', /"" is neither/],
  ['METRICS_TOKEN', 'short', /24 to 200/],
  ['METRICS_TOKEN', 'a token with blanks in it is none', /24 to 200/],
  ['METRICS_DIRECTORIES', '10001', /whole number from 0 to 10000/],
  ['SMTP_IN', '25', /an address and a port/],
  ['SMTP_IN', '0.0.0.0:70000', /an address and a port/],
  ['SMTP_IN', '[::1', /an address and a port/],
  ['SMTP_IN_MB_MAX', '0', /must be 1 or more/],
  ['SMTP_IN_MB_MAX', '101', /whole number from 0 to 100/],
  ['SMTP_IN_RELAYS', '10.0.0.0/8', /"10.0.0.0\/8" is no address/],
  ['TRUST_PROXY', 'bogus', /"bogus" is no address or network/],
  ['TRUST_PROXY', '127.0.0.1,bogus', /"bogus" is no address/],
  ['TRUST_PROXY', '10.0.0.0/33', /"10.0.0.0\/33" is no address/],
  ['TRUST_PROXY', '127.0.0.1,', /"" is no address/],
  // Fastify trusts nobody for a number of proxies: it must not look as if that did something.
  ['TRUST_PROXY', '1', /"1" is no address/],
  ['PUBLIC_URL', 'help.acme.com', /http or https URL/],
  ['PUBLIC_URL', 'ftp://help.acme.com', /http or https URL/],
  ['PUBLIC_URL', 'https://help.acme.com/desk', /scheme and host only.*leave out: path \/desk$/],
  ['PUBLIC_URL', 'https://help.acme.com/?a=b', /leave out: query$/],
  ['PUBLIC_URL', 'https://help.acme.com/#top', /leave out: fragment$/],
  ['PUBLIC_URL', 'https://ann:x@help.acme.com', /such as https:\/\/help\.acme\.com; leave out: user name/],
  ['DATABASE_URL', 'mysql://x', /must begin with postgres/],
  ['DATABASE_URL', 'postgres://h:99999/x', /no URL such as/],
  ['DATABASE_URL', 'postgres://h/x?sslrootcert=/no/ca.pem', /names the file \/no\/ca\.pem.*ENOENT/],
])('%s=%j is refused by name and rule', (variable, value, rule) => {
  const read = () => readConfig({ [variable]: value })
  expect(read).toThrow(new RegExp(`^The environment is not usable:\n  ${variable}: `))
  expect(read).toThrow(rule)
})

test('a bad DATABASE_URL is refused without its password', () => {
  const read = () => readConfig({ DATABASE_URL: 'postgres://owner:se#cret@h/x' })
  expect(read).toThrow(/DATABASE_URL: .*%23/)
  expect(read).not.toThrow(/se#|cret/)
})

test('every bad variable is named at once, and once more as a list', () => {
  const bad = {
    PORT: 'abc',
    PUBLIC_URL: 'help',
    DATABASE_URL: 'mysql://x',
    LOG_LEVEL: 'loud',
    TRUST_PROXY: 'bogus',
    BACKUP_KEEP: 'all',
  }
  let failure: unknown
  try {
    readConfig({ ...bad, TLS_CERT: 'a.pem' })
  } catch (error) {
    failure = error
  }
  expect(failure).toBeInstanceOf(ConfigError)
  expect(failure).toMatchObject({ variables: [...Object.keys(bad), 'TLS_CERT, TLS_KEY'] })
})

test.each([
  ['127.0.0.1', undefined, undefined, 'http://localhost:3000'],
  ['::1', undefined, 4000, 'http://localhost:4000'],
  ['0.0.0.0', undefined, undefined, 'http://localhost:3000'],
  ['192.168.1.5', undefined, undefined, 'http://192.168.1.5:3000'],
  ['fd00::5', undefined, undefined, 'http://[fd00::5]:3000'],
  ['192.168.1.5', { certFile: '', keyFile: '' }, 8443, 'https://192.168.1.5:8443'],
])('without PUBLIC_URL a server on %s is reached where it listens', (host, tls, port, expected) => {
  expect(publicUrlOf({ publicUrl: undefined, host, port: 3000, tls }, port)).toBe(expected)
})

test('PUBLIC_URL goes before where the server listens', () => {
  const config = readConfig({ PUBLIC_URL: 'https://help.acme.com', HOST: '192.168.1.5' })
  expect(publicUrlOf(config, 4000)).toBe('https://help.acme.com')
})
