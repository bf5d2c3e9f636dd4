// Google Workspace, as others met it: what it sends, what it is answered, and what that comes to.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { core } from '../fixtures/urns.ts'

const client = { 'user-agent': 'Google-Auto-Provisioning', 'content-type': 'application/json' }

let running: RunningApp
let google: Provider

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  google = await makeProvider(running, 'google')
})
afterAll(() => running.close())

const send = (method: string, path: string, body?: object) => google.scim.send(method, path, body, client)
const user = {
  schemas: ['urn:scim:schemas:core:1.0', `${core}:User`],
  userName: 'username@globex.com',
  emails: [{ primary: true, value: 'username@globex.com', type: 'work' }],
  displayName: 'User Name',
  name: { givenName: 'User', familyName: 'Name' },
  active: true,
}

test('it probes for one user, of plain JSON, and there may be none', async () => {
  for (const path of ['/Users?count=1', '/Users']) {
    const { status, json } = await send('GET', path)
    expect([status, json.totalResults, json.Resources]).toEqual([200, 0, []])
  }
})

test('a user is created by plain JSON with the schema of SCIM 1 beside the right one, which is not shown (P19)', async () => {
  const { status, json } = await send('POST', '/Users', user)
  expect(status).toBe(201)
  expect(json).toMatchObject({ ...user, schemas: [`${core}:User`] })
  expect(await google.read(`/Users/${json.id}`)).toEqual(json)
  expect(await google.customer('username@globex.com')).toMatchObject({ name: 'User Name', active: true })
})

test('a user is suspended, and weeks later deleted: the person is inactive from the first moment on', async () => {
  const { id } = (await send('POST', '/Users', user)).json
  const suspended = await send('PUT', `/Users/${id}`, { ...user, id, active: false })
  expect([suspended.status, suspended.json.active]).toEqual([200, false])
  expect(await google.customer('username@globex.com')).toMatchObject({ active: false })
  expect((await send('DELETE', `/Users/${id}`)).status).toBe(204)
  expect((await send('GET', `/Users/${id}`)).status).toBe(404)
  expect(await google.customers()).toMatchObject([{ name: 'User Name', active: false }])
  expect((await send('DELETE', `/Users/${id}`)).status).toBe(404)
})

test('a user who was suspended is back as the same person', async () => {
  const { id } = (await send('POST', '/Users', user)).json
  const before = await google.customer('username@globex.com')
  await send('PUT', `/Users/${id}`, { ...user, id, active: false })
  await send('PUT', `/Users/${id}`, { ...user, id, active: true })
  expect(await google.customer('username@globex.com')).toMatchObject({ id: before.id, active: true })
})
