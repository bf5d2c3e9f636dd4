import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { certificate, itsKey } from '../fixtures/certificate.ts'
import {
  comeBack,
  makeOidcDoor,
  type OidcDoor,
  signInsOf,
  toProvider,
  visitor,
} from '../fixtures/oidc-door.ts'
import { type OidcPeer, openPeer, PeerVisitor, peerSecret } from '../fixtures/oidc-peer.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'

let peer: OidcPeer
let other: OidcPeer
let running: RunningApp
let site: Site
let door: OidcDoor
let otherDoor: OidcDoor
let wrongDoor: OidcDoor
let keyDoor: OidcDoor

const clientId = 'doorward'

const keyOf = ({ directory }: OidcDoor) => ({
  name: '',
  table: 'connection_keys',
  text: `insert into connection_keys (site_id, directory_id, key_id, private_key, certificate, not_after, created_at)
    values ($1, $2, gen_random_uuid(), $3, $4, now() + interval '1 year', now())`,
  values: [site.id, directory.directoryId, itsKey, certificate],
})

beforeAll(async () => {
  peer = await openPeer()
  other = await openPeer()
  running = await runningApp({
    env: { OUTBOUND_ALLOW: `127.0.0.1:${peer.port}, 127.0.0.1:${other.port}` },
  })
  site = await makeSite(running)
  const given = { clientId, clientSecret: peerSecret }
  door = await makeOidcDoor(running, site, 'Globex', { ...given, issuer: peer.issuer })
  otherDoor = await makeOidcDoor(running, site, 'Initech', { ...given, issuer: other.issuer })
  wrongDoor = await makeOidcDoor(running, site, 'Wrong secret', {
    ...given,
    issuer: peer.issuer,
    clientSecret: 'wrong',
  })
  keyDoor = await makeOidcDoor(running, site, 'Own key', {
    ...given,
    clientId: 'with-key',
    issuer: peer.issuer,
    authentication: 'private_key_jwt',
    clientSecret: null,
  })
  await running.app.database.inSite(site.id, async (tx) => tx.write(keyOf(keyDoor)))
  const backTo = (one: OidcDoor) => `${running.app.publicUrl()}${one.path}/callback`
  peer.admit([
    { client_id: clientId, redirect_uris: [backTo(door), backTo(wrongDoor)] },
    {
      client_id: 'with-key',
      client_secret: undefined,
      redirect_uris: [backTo(keyDoor)],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks_uri: `${running.origin}${keyDoor.path}/keys`,
    },
  ])
  other.admit([{ client_id: clientId, redirect_uris: [backTo(otherDoor)] }])
  peer.people.set('ann', { email: 'ann@globex.example', email_verified: true, name: 'Ann Lee' })
})
afterAll(async () => {
  await running.close()
  await peer.close()
  await other.close()
})

const why = async (at: OidcDoor) => (await signInsOf(running, site, at))[0]
const failed = expect.stringContaining('/sign-in/failed')

describe('with a certified provider', () => {
  test('people sign in, and what only its userinfo tells is known as well', async () => {
    const browser = visitor(running.origin)
    const back = await new PeerVisitor().signIn(await toProvider(browser, door), 'ann')
    expect(await comeBack(browser, back)).toEqual({ status: 303, location: '/' })
    expect(await why(door)).toMatchObject({ outcome: 'in' })
  })

  test('the same answer signs in once', async () => {
    const browser = visitor(running.origin)
    const back = await new PeerVisitor().signIn(await toProvider(browser, door), 'ann')
    const answers = await Promise.all(Array.from({ length: 20 }, () => comeBack(browser, back)))
    expect(answers.filter(({ location }) => location === '/')).toHaveLength(1)
    expect(await comeBack(browser, back)).toMatchObject({ location: failed })
  })

  test('a code that another sign-in was given is worth nothing in one’s own', async () => {
    const victim = visitor(running.origin)
    const stolen = new URL(await new PeerVisitor().signIn(await toProvider(victim, door), 'ann'))
    const attacker = visitor(running.origin)
    const own = new URL(await new PeerVisitor().signIn(await toProvider(attacker, door), 'mallory'))
    own.searchParams.set('code', stolen.searchParams.get('code') ?? '')
    expect(await comeBack(attacker, own.href)).toMatchObject({ location: failed })
    expect((await why(door))?.why).toContain('invalid_grant')
  })

  test('an answer of one provider is not taken to the other (mix-up)', async () => {
    const browser = visitor(running.origin)
    const asked = new URL(await toProvider(browser, otherDoor))
    const mixed = new URL(await toProvider(visitor(running.origin), door))
    // The attacker's provider sends the person on to the honest one, with the state of its own door.
    mixed.searchParams.set('state', asked.searchParams.get('state') ?? '')
    const back = await new PeerVisitor().signIn(mixed.href, 'ann')
    expect(new URL(back).pathname).toBe(`${door.path}/callback`)
    expect(await comeBack(browser, back)).toMatchObject({ location: failed })
    expect(await comeBack(browser, back.replace(door.path, otherDoor.path))).toMatchObject({
      location: failed,
    })
    expect((await why(otherDoor))?.why).toContain('not from')
  })

  test('who knows us by our own key fetches it, and gets no secret', async () => {
    const browser = visitor(running.origin)
    const back = await new PeerVisitor().signIn(await toProvider(browser, keyDoor), 'ann')
    expect(await comeBack(browser, back)).toEqual({ status: 303, location: '/' })
    const keys = await (await fetch(`${running.origin}${keyDoor.path}/keys`)).text()
    expect(JSON.parse(keys).keys).toHaveLength(1)
    expect(keys).not.toContain('"d":')
  })

  test('a wrong secret is told to the administrator, and nobody else', async () => {
    const browser = visitor(running.origin)
    const back = await new PeerVisitor().signIn(await toProvider(browser, wrongDoor), 'ann')
    expect(await comeBack(browser, back)).toMatchObject({ location: failed })
    expect((await why(wrongDoor))?.why).toContain('does not take our client id')
  })
})
