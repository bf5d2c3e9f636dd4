// Somebody opens a directory's door at another host than the site's own: `127.0.0.1` beside `localhost`, or an old name.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { genuine } from '../fixtures/saml-forge.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'

let running: RunningApp
let site: Site
let globex: SamlDoor
let own: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  globex = await makeSamlDoor(running, site, 'Globex', { issuer: 'https://idp.globex.test' })
  own = running.app.publicUrl()
})
afterAll(() => running.close())

test('the browser is sent to the same door at the site’s own host, once, and comes in there', async () => {
  expect(new URL(own).host).not.toBe(new URL(running.origin).host)
  const elsewhere = new Visitor(running.origin)
  const { status, location, cookies } = await elsewhere.fetch(
    `${globex.path}?to=${encodeURIComponent('/x?y=1')}`,
  )
  expect([status, cookies]).toEqual([303, []])
  const { origin, pathname, search, searchParams } = new URL(location ?? '')
  expect([origin, pathname, searchParams.get('to')]).toEqual([own, globex.path, '/x?y=1'])
  // A browser keeps what it was given for one host; this one is at the own host now.
  const visitor = new Visitor(own)
  const requestId = await visitor.begin({ ...globex, path: globex.path }, search)
  const xml = genuine({ ...writtenTo(globex, requestId), now: new Date() }, 'assertion')
  expect(await visitor.bring(globex, { xml })).toMatchObject({ status: 303, location: '/x?y=1' })
  // Whoever comes there at once is sent nowhere else.
  expect(await new Visitor(own).begin(globex)).toMatch(/^_/)
})

test('behind a proxy that hides the host nobody is sent in a circle', async () => {
  const answered = await new Visitor(running.origin).fetch(`${globex.path}?own-host=1`)
  expect(answered.location).toContain('https://idp.globex.test/sso?SAMLRequest=')
})

test.each([
  ['a host that somebody made up', 'evil.example', ''],
  ['a host and a port', 'localhost:1', ''],
  ['a place to go on to that is another site', 'evil.example', '?to=//evil.example/x'],
  ['the same, disguised', 'evil.example', '?to=/%5Cevil.example'],
  ['what else an address may say', 'evil.example', '?origin=https://evil.example&key=x&test='],
])('%s leads nowhere but to the own host', async (_what, host, query) => {
  const { headers, statusCode } = await running.app.server.inject({
    url: globex.path + query,
    headers: { host, 'x-forwarded-host': 'evil.example' },
  })
  if (query.endsWith('test=')) return expect(statusCode).toBe(403)
  const to = new URL(String(headers.location))
  expect([to.origin, to.pathname, to.search]).toEqual([own, globex.path, '?own-host=1'])
})

test('who tries a connection out at another host reads where to sign in', async () => {
  const { status, text } = await new Visitor(running.origin).fetch(`${globex.path}?test=1`)
  expect(status).toBe(403)
  expect(text).toContain(`Sign in at ${own}/sign-in`)
})
