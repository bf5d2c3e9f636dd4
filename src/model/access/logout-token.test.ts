import { describe, expect, test } from 'vitest'
import { readLogoutToken } from './logout-token.ts'

const now = new Date('2026-11-29T12:00:00Z')
const seconds = now.getTime() / 1000
const event = 'http://schemas.openid.net/event/backchannel-logout'
const claims = { iat: seconds, jti: 'j', sub: 'ann', sid: 's', events: { [event]: {} } }
const plain = { issuer: 'https://idp.example', tenantId: null }
const read = (
  changed: object,
  header: object = { typ: 'logout+jwt' },
  connection: typeof plain | object = {},
) =>
  readLogoutToken(
    { header: { ...header }, claims: { ...claims, ...changed } },
    { ...plain, ...connection },
    now,
  )

describe('a logout token', () => {
  test('says whose sessions end', () => {
    expect(read({})).toMatchObject({ subject: 'ann', issuerSession: 's', tokenId: 'j' })
    expect(read({ sid: undefined })).toMatchObject({ subject: 'ann', issuerSession: undefined })
    expect(read({ sub: undefined })).toMatchObject({ subject: undefined, issuerSession: 's' })
    expect(read({}, { typ: 'JWT' })).toMatchObject({ subject: 'ann' })
    expect(read({}, {})).toMatchObject({ subject: 'ann' })
  })

  test('is remembered for longer than it could be used', () => {
    const word = read({ iat: seconds - 600 })
    if (typeof word === 'string') throw new Error(word)
    expect(word.until.getTime()).toBeGreaterThan(now.getTime() + 60_000)
  })

  test.each([
    ['the kind of another token', {}, { typ: 'at+jwt' }],
    ['a nonce', { nonce: 'n' }],
    ['an empty nonce', { nonce: '' }],
    ['no events', { events: undefined }],
    ['events that are a list', { events: [event] }],
    ['events that are a text', { events: event }],
    ['another event', { events: { 'http://schemas.openid.net/event/other': {} } }],
    ['an event that is only true', { events: { [event]: true } }],
    ['an event that is a list', { events: { [event]: [] } }],
    ['no jti', { jti: undefined }],
    ['an empty jti', { jti: '' }],
    ['a jti that is no text', { jti: 1 }],
    ['no time', { iat: undefined }],
    ['a time long ago', { iat: seconds - 661 }],
    ['a time to come', { iat: seconds + 61 }],
    ['neither sub nor sid', { sub: undefined, sid: undefined }],
    ['sub and sid that are no texts', { sub: 1, sid: ['s'] }],
  ])('with %s ends nothing', (_, changed, header?: object) => {
    expect(typeof read(changed, header)).toBe('string')
  })

  test('of another tenant ends nothing', () => {
    const tenant = '11111111-2222-4333-8444-555555555555'
    expect(typeof read({ tid: 'other' }, undefined, { tenantId: tenant })).toBe('string')
    expect(read({ tid: tenant, oid: 'o' }, undefined, { tenantId: tenant })).toMatchObject({
      subject: `${tenant}/o`,
    })
    // There `sub` is another one for each application, and not whom we know.
    expect(read({ tid: tenant }, undefined, { tenantId: tenant })).toMatchObject({ subject: undefined })
  })
})
