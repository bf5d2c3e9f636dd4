// What we write to providers and about them: whatever others have put into it, it says what we mean and nothing else.
import { createVerify } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attributeOf, childrenOf, elementsOf, readXml } from '../../src/model/access/xml.ts'
import type { Site } from '../../src/storage/sites.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { assertionXml, genuine, responseXml, saml, samlp, signed } from '../fixtures/saml-forge.ts'
import { own } from '../fixtures/saml-keys.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { customersOf, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let globex: SamlDoor

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  globex = await makeSamlDoor(running, site, 'Globex </saml:Issuer><x y="')
})
afterAll(() => running.close())

/** The request with which a door sends a browser away. */
async function requestOf(door: SamlDoor, headers: Record<string, string> = {}, query = '') {
  const { location } = await new Visitor(running.origin).open(door.path, query, { headers })
  const url = new URL(location ?? '')
  const text = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
  return { url, text, root: readXml(text) }
}
const outcomes = async () =>
  (
    await readRows<{ outcome: string }>(running, site, {
      name: '',
      text: 'select outcome from sign_ins where site_id = $1 order by sign_in_id',
      values: [site.id],
    })
  ).map(({ outcome }) => outcome)

describe('our request', () => {
  test.each([
    ['an end of the attribute', 'https://idp.test/sso?x="><samlp:Extensions/><y z="'],
    ['an entity of nobody', 'https://idp.test/sso?a=1&b=&evil;&amp;'],
    ['a request of its own', 'https://idp.test/sso?SAMLRequest=evil&RelayState=evil&SAMLRequest=evil2'],
  ])('says what it says although the provider’s address holds %s', async (_, ssoUrl) => {
    const issuer = `https://${encodeURIComponent(_).replaceAll('%', '').toLowerCase()}.test`
    const door = await makeSamlDoor(running, site, _, { ssoUrl, issuer })
    const { url, root } = await requestOf(door)
    expect([url.host, url.searchParams.getAll('SAMLRequest').length]).toEqual(['idp.test', 1])
    expect([root.name, root.namespace]).toEqual(['AuthnRequest', samlp])
    expect(elementsOf(root).map(({ name }) => name)).toEqual(['AuthnRequest', 'Issuer', 'NameIDPolicy'])
    expect(attributeOf(root, 'AssertionConsumerServiceURL')).toBe(door.acsUrl)
    expect(childrenOf(root, saml, 'Issuer')[0]?.text).toBe(door.entityId)
    expect(attributeOf(root, 'Destination')).toBe(ssoUrl)
  })

  test.each<[string, Record<string, string>, string]>([
    ['a host', { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' }, ''],
    [
      'an address to come back to',
      {},
      '?AssertionConsumerServiceURL=https%3A%2F%2Fevil.example&ACS=evil.example',
    ],
    ['a state', {}, '?RelayState=https%3A%2F%2Fevil.example&to=https%3A%2F%2Fevil.example'],
  ])('leads back to our own address, whoever names %s', async (_, headers, query) => {
    const { url, text, root } = await requestOf(globex, headers, query)
    expect(attributeOf(root, 'AssertionConsumerServiceURL')).toBe(globex.acsUrl)
    expect(text + url.href).not.toContain('evil')
    expect(url.searchParams.has('RelayState')).toBe(false)
  })

  test('is signed as a whole where the provider wants that, so that nobody changes where it leads back to', async () => {
    const door = await makeSamlDoor(running, site, 'Signs', {
      signsRequests: true,
      issuer: 'https://signs.test',
    })
    const { url } = await requestOf(door)
    const { searchParams } = url
    expect(searchParams.get('SigAlg')).toBe('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256')
    const [covered = ''] = /SAMLRequest=[^#]*?(?=&Signature=)/.exec(url.search) ?? []
    const verifies = (text: string) =>
      createVerify('RSA-SHA256')
        .update(text)
        .verify(own.certificate, searchParams.get('Signature') ?? '', 'base64')
    expect(covered).toContain('SigAlg=')
    expect([verifies(covered), verifies(covered.replace('SAMLRequest=', 'SAMLRequest=A'))]).toEqual([
      true,
      false,
    ])
  })

  test('is another one each time, and guessed by nobody', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => attributeOf((await requestOf(globex)).root, 'ID') ?? ''),
    )
    expect(new Set(ids).size).toBe(20)
    for (const id of ids) expect(id).toMatch(/^_[0-9a-f]{40}$/)
  })

  test.each(['Assertion', 'Response'] as const)(
    'that somebody shows the provider again and again signs in once: twenty answers, each its own, signed as %s',
    async (part) => {
      const what = part === 'Assertion' ? 'assertion' : 'response'
      const issuer = `https://again-${what}.test`
      const door = await makeSamlDoor(running, site, `Again ${what}`, { signed: what, issuer })
      const visitor = new Visitor(running.origin)
      const given = writtenTo(door, await visitor.begin(door))
      const before = (await outcomes()).length
      const answers = Array.from({ length: 20 }, () => signed(responseXml(given, assertionXml(given)), part))
      const answered = await Promise.all(answers.map((xml) => visitor.bring(door, { xml })))
      const after = (await outcomes()).slice(before)
      expect(after.filter((outcome) => outcome === 'in')).toHaveLength(1)
      expect(answered.filter(({ location }) => location === '/')).toHaveLength(1)
    },
  )
})

describe('our metadata', () => {
  test('holds nothing that anybody wrote, and is one entity', async () => {
    const { text } = await new Visitor(running.origin).fetch(`${globex.path}/metadata?x="><y>`)
    const root = readXml(text)
    expect([root.name, attributeOf(root, 'entityID')]).toEqual(['EntityDescriptor', globex.entityId])
    const [service, ...more] = elementsOf(root).filter(({ name }) => name === 'AssertionConsumerService')
    expect([service && attributeOf(service, 'Location'), more]).toEqual([globex.acsUrl, []])
    expect(text).not.toContain('Globex')
  })
})

describe('what a provider writes', () => {
  const name = 'Ann</saml:AttributeValue><script>alert(1)</script>&"\''
  const escaped = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

  test('stays text wherever it is shown: markup in a name', async () => {
    const visitor = new Visitor(running.origin)
    const given = writtenTo(globex, await visitor.begin(globex))
    const attributes = { displayName: [escaped], email: ['ann@globex.test'] }
    await visitor.bring(globex, { xml: genuine({ ...given, nameId: 'markup', attributes }, 'assertion') })
    expect((await customersOf(running, site)).map((one) => one.name)).toContain(name)
    const { text } = await visitor.fetch('/api/portal/me')
    expect(JSON.parse(text)).toMatchObject({ name })
  })

  test('stays text in the report of a test', async () => {
    const staff = await makeStaff(running, site, 'admin')
    const visitor = new Visitor(running.origin, staff.browser.cookies)
    const requestId = await visitor.begin(globex, '?test=1')
    const given = { ...writtenTo(globex, requestId), nameId: escaped, attributes: { displayName: [escaped] } }
    const { location } = await visitor.bring(globex, { xml: genuine(given, 'assertion') })
    expect(location).toMatch(/^\/[\w/?=&-]+$/)
  })

  test('is base64 alone in the page that posts a response once more', async () => {
    const stranger = new Visitor(running.origin)
    const xml = genuine(writtenTo(globex, '_x'), 'assertion')
    const evil = '"><script>alert(1)</script>'
    const { status, text } = await stranger.bring(globex, { xml }, `&RelayState=${encodeURIComponent(evil)}`)
    expect(status).toBe(200)
    expect(text).not.toContain('alert')
    expect(text).toContain(`action="${new URL(globex.acsUrl).pathname}"`)
  })

  test('is taken by a POST alone: no redirect, no other binding, no sign-out, so that nothing is inflated', async () => {
    const bomb = encodeURIComponent('eJwDAAAAAAE='.repeat(20))
    for (const path of ['acs', 'slo', 'logout', 'sls', 'artifact']) {
      for (const parameter of ['SAMLResponse', 'SAMLRequest', 'SAMLart']) {
        const { status } = await new Visitor(running.origin).fetch(
          `${globex.path}/${path}?${parameter}=${bomb}`,
        )
        expect([path, status]).toEqual([path, 404])
      }
    }
  })
})
