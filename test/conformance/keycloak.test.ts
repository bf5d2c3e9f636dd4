// Keycloak's add-ons: what they send, what they are answered, and what that comes to.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { core } from '../fixtures/urns.ts'

let running: RunningApp
let keycloak: Provider

beforeAll(async () => {
  running = await runningApp()
})
beforeEach(async () => {
  keycloak = await makeProvider(running, 'keycloak')
})
afterAll(() => running.close())

test('a PUT of a group without members keeps everybody in it (P22, mitodl)', async () => {
  const { scim } = keycloak
  const ann = (await scim.createUser('ann@globex.com')).json.id
  const { id } = (await scim.createGroup('foo', [ann])).json
  const body = {
    schemas: [`${core}:Group`],
    id,
    externalId: 'bbaffbe6-1c3b-4f0e-8f5e-1d2a3b4c5d6e',
    displayName: 'foo2',
  }
  expect((await scim.send('PUT', `/Groups/${id}`, body)).status).toBe(200)
  expect(await keycloak.read(`/Groups/${id}`)).toMatchObject({
    id,
    displayName: 'foo2',
    externalId: body.externalId,
  })
  expect(await keycloak.membersOf(id)).toEqual([ann])
  expect(await keycloak.organizationsOf('ann@globex.com')).toEqual(['foo2'])
})

test('an id of its own at the creation is not taken: the server issues it (Goldfish before 2.4.1)', async () => {
  const own = 'b086aaea-5c1f-4d3a-9a43-0c6f2d5e8b17'
  const { status, json } = await keycloak.scim.createUser('ann@globex.com', { id: own })
  expect(status).toBe(201)
  expect(json.id).not.toBe(own)
  expect((await keycloak.scim.get(`/Users/${own}`)).status).toBe(404)
  expect((await keycloak.scim.get(`/Users/${json.id}`)).status).toBe(200)
  const group = await keycloak.scim.createGroup('foo', [json.id], { id: own })
  expect(group.json.id).not.toBe(own)
  expect(await keycloak.membersOf(group.json.id)).toEqual([json.id])
})

test('a user is replaced whole, and leaves so', async () => {
  const { id } = (await keycloak.scim.createUser('ann@globex.com', { externalId: 'kc-ann', title: 'Ms' }))
    .json
  const body = {
    schemas: [`${core}:User`],
    id,
    externalId: 'kc-ann',
    userName: 'ann@globex.com',
    active: false,
  }
  expect((await keycloak.scim.send('PUT', `/Users/${id}`, body)).status).toBe(200)
  const shown = await keycloak.read(`/Users/${id}`)
  expect(shown).toMatchObject({ active: false, externalId: 'kc-ann' })
  expect(shown).not.toHaveProperty('title')
  expect(await keycloak.customers()).toMatchObject([{ active: false }])
})
