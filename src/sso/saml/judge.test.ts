import { expect, test } from 'vitest'
import {
  assertionXml,
  encoded,
  encrypted,
  forms,
  genuine,
  responseXml,
  signed,
} from '../../../test/fixtures/saml-forge.ts'
import { first, own, second } from '../../../test/fixtures/saml-keys.ts'
import type { SamlConnection } from '../../model/access/connection.ts'
import { judge, openResponse } from './judge.ts'

const names = {
  entityId: 'https://help.acme.test/sso/k/metadata',
  acsUrl: 'https://help.acme.test/sso/k/acs',
}
const written = { ...names, issuer: 'https://idp.globex.com', requestId: '_q1' }

const connection: SamlConnection = {
  directoryId: 1,
  mode: 'optional',
  protocol: 'saml',
  matchBy: 'external-id',
  matchClaim: null,
  addressClaim: null,
  nameClaim: null,
  groupsClaim: null,
  justInTime: false,
  secondFactor: 'everyone',
  issuer: written.issuer,
  ssoUrl: 'https://idp.globex.com/sso',
  signed: 'assertion',
  signsRequests: false,
  encrypted: false,
  idpInitiated: false,
  certificates: [second.certificate, first.certificate],
  ownKey: { privateKey: own.key, certificate: own.certificate },
}

const judged = (xml: string, change: Partial<SamlConnection> = {}, now = new Date()) =>
  judge(openResponse(encoded(xml)), {
    ...names,
    connection: { ...connection, ...change },
    now,
    request: 'request',
  })

test.each(forms)('a response that is right comes in: %s', async (form) => {
  const given = await judged(
    genuine({ ...written, attributes: { email: ['ann@globex.com'], groups: ['a', 'b'] } }, form),
    { signed: form },
  )
  expect(given.steps.filter(({ ok }) => !ok)).toEqual([])
  expect(given.outcome).toBe('passed')
})

test('encrypted', async () => {
  const a = signed(assertionXml(written), 'Assertion')
  const given = await judged(responseXml(written, encrypted(a, own.certificate)), { encrypted: true })
  expect(given.steps.filter(({ ok }) => !ok)).toEqual([])
  expect(given.outcome).toBe('passed')
  const whole = await judged(
    signed(responseXml(written, encrypted(assertionXml(written), own.certificate)), 'Response'),
    { encrypted: true, signed: 'response' },
  )
  expect(whole.steps.filter(({ ok }) => !ok)).toEqual([])
})
