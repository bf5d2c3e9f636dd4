import { expect, test } from 'vitest'
import { chooseProvider, MetadataRefusal, readMetadata } from './saml-metadata.ts'

const now = new Date('2026-03-01T12:00:00Z')
const protocol = 'urn:oasis:names:tc:SAML:2.0:protocol'
const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'

const key = (text: string, use = ' use="signing"') =>
  `<md:KeyDescriptor${use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>
    ${text}
  </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
const sso = (binding: string, url: string) =>
  `<md:SingleSignOnService Binding="${binding}" Location="${url}"/>`
const idp = (inner: string, more = '') =>
  `<md:IDPSSODescriptor protocolSupportEnumeration="${protocol}"${more}>${inner}</md:IDPSSODescriptor>`
const entity = (id: string, inner: string, more = '') =>
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${id}"${more}>${inner}</md:EntityDescriptor>`
const usual = key('AAAA') + sso(redirect, 'https://idp.example/sso')

test('what a provider says of itself is read', () => {
  const text = entity(
    'https://idp.example/',
    idp(
      `${key('AA\n AA')}${key('BBBB', '')}${key('AAAA')}${key('CCCC', ' use="encryption"')}
      <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
      ${sso(post, 'https://idp.example/post')}${sso(redirect, 'https://idp.example/sso?a=1&amp;b=2')}`,
      ' WantAuthnRequestsSigned="true"',
    ),
  )
  expect(readMetadata(text, now)).toEqual([
    {
      entityId: 'https://idp.example/',
      ssoUrl: 'https://idp.example/sso?a=1&b=2',
      binding: 'redirect',
      certificates: ['AAAA', 'BBBB'],
      wantsSignedRequests: true,
      nameIdFormats: ['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
    },
  ])
})

test.each([
  ['a mark and a declaration before it', `\ufeff<?xml version="1.0" encoding="utf-8"?>\n`],
  ['empty lines before it', '\n\n'],
  ['a comment before it', '<?xml version="1.0"?><!-- <DOCTYPE> & <a> - -->\n'],
])('%s are no hindrance', (_what, before) => {
  expect(readMetadata(before + entity('urn:a', idp(usual)), now)).toHaveLength(1)
})

test('comments between elements are passed over, and what they hold with them', () => {
  const other = entity('urn:b', idp(usual))
  const text = entity('urn:a', `<!--${other}-->${idp(`<!-- one -->${usual}<!-- -->`)}`)
  expect(readMetadata(`${text}<!-- the end -->`, now)).toMatchObject([
    { entityId: 'urn:a', certificates: ['AAAA'] },
  ])
  expect(
    readMetadata(entity('urn:a', idp(usual), ' xmlns:xml="http://www.w3.org/XML/1998/namespace"'), now),
  ).toHaveLength(1)
})

test('only HTTP-POST is enough; other bindings are not', () => {
  const [found] = readMetadata(entity('urn:a', idp(key('AAAA') + sso(post, 'https://idp.example/post'))), now)
  expect(found).toMatchObject({
    binding: 'post',
    ssoUrl: 'https://idp.example/post',
    wantsSignedRequests: false,
  })
})

test('roles beside it, also those of older protocols, are passed over', () => {
  const service = `<md:SPSSODescriptor protocolSupportEnumeration="${protocol}">${key('SPSP')}</md:SPSSODescriptor>`
  const older = `<md:IDPSSODescriptor protocolSupportEnumeration="urn:mace:shibboleth:1.0">${key('OLD')}</md:IDPSSODescriptor>`
  const [found] = readMetadata(entity('urn:a', service + older + idp(usual)), now)
  expect(found?.certificates).toEqual(['AAAA'])
})

const both = `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${entity('urn:a', idp(usual))}
  <md:EntitiesDescriptor>${entity('urn:b', idp(usual))}</md:EntitiesDescriptor>${entity('urn:service', '')}</md:EntitiesDescriptor>`

test('of several the one that is named exactly is chosen', () => {
  const all = readMetadata(both, now)
  expect(all.map(({ entityId }) => entityId)).toEqual(['urn:a', 'urn:b'])
  expect(chooseProvider(all, 'urn:b').entityId).toBe('urn:b')
  expect(() => chooseProvider(all, 'urn:B')).toThrow('does not describe urn:B')
  expect(() => chooseProvider(all, undefined)).toThrow('2 identity providers. Say which one: urn:a, urn:b')
  expect(chooseProvider(all.slice(0, 1), undefined).entityId).toBe('urn:a')
})

test.each<[string, string, RegExp]>([
  ['no XML', 'hello', /well-formed/],
  ['a page', '<html><body/></html>', /no SAML metadata/],
  ['another namespace', '<EntityDescriptor entityID="urn:a"/>', /no SAML metadata/],
  ['a service', entity('urn:a', '<md:SPSSODescriptor/>'), /no identity provider/],
  ['no address', entity('urn:a', idp(key('AAAA'))), /no address for signing in/],
  ['another binding alone', entity('urn:a', idp(sso('urn:soap', 'https://idp.example'))), /no address/],
  [
    'one that is over',
    entity('urn:a', idp(usual), ' validUntil="2026-02-01T00:00:00Z"'),
    /valid until 2026-02-01/,
  ],
  ['a date that is none', entity('urn:a', idp(usual), ' validUntil="soon"'), /valid until soon/],
  ['one twice', both.replace('urn:b', 'urn:a'), /twice/],
  ['a DOCTYPE', `<!DOCTYPE a [<!ENTITY b "c">]>${entity('urn:a', idp(usual))}`, /DOCTYPE/],
  [
    'a comment within a certificate',
    entity('urn:a', idp(key('AA<!-- -->AA') + sso(redirect, 'https://idp.example/sso'))),
    /comment within a value/,
  ],
  [
    'a comment before a certificate',
    entity('urn:a', idp(key('<!-- x -->AAAA') + sso(redirect, 'https://idp.example/sso'))),
    /comment within a value/,
  ],
  ['a comment that ends nowhere', entity('urn:a', `${idp(usual)}<!-- >`), /well-formed/],
  ['a comment in a comment', entity('urn:a', `${idp(usual)}<!-- <!-- --> -->`), /well-formed/],
  ['CDATA', entity('urn:a', `${idp(usual)}<![CDATA[x]]>`), /CDATA/],
  ['another prefix xml', entity('urn:a', idp(usual), ' xmlns:xml="urn:x"'), /well-formed/],
  ['an entity', entity('urn:a&x;', idp(usual)), /entity/],
  ['depth', entity('urn:a', '<a>'.repeat(20_000)), /deeper/],
  ['very many elements', entity('urn:a', '<a/>'.repeat(20_001)), /more than 20000/],
])('%s is refused', (_what, text, says) => {
  expect(() => readMetadata(text, now)).toThrow(MetadataRefusal)
  expect(() => readMetadata(text, now)).toThrow(says)
})
