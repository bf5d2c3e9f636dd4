// Who people are is read by whoever may read people: a key for something else learns no name along the way.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { adminApi } from '../../src/admin/contract.ts'
import { deskApi } from '../../src/desk/contract.ts'
import { mailApi } from '../../src/mail/contract.ts'
import type { Route } from '../../src/model/contract.ts'
import { keyOf } from '../../src/model/ids.ts'
import { type ProgramPermission, programPermissions } from '../../src/model/permissions.ts'
import { Browser, type Operation } from '../fixtures/browser.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let owner: Browser
let params: { readonly [name: string]: string }

beforeAll(async () => {
  running = await runningApp()
  const site = await makeSite(running)
  const person = await makeStaff(running, site, 'owner')
  owner = person.browser
  await owner.call('changeStaff', { params: { staffId: person.id }, body: { name: 'Olga Staffname' } })
  const globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.test'], home: 'Globex' })
  // One address is held, the other only claimed: both previews of domains would name somebody.
  const zelda = { displayName: 'Zelda Clientname' }
  const { json: user } = await globex.scim.createUser('zelda@globex.test', zelda)
  await globex.scim.createUser('zoe@elsewhere.test', { displayName: 'Zoe Clientname' })
  const { json: group } = await globex.scim.createGroup('Sales', [user.id])
  await owner.call('changeAccessPolicy', { body: { block: ['globex.test'] } })
  const { items: customers } = await owner.call('listCustomers', { query: { address: 'zelda@globex.test' } })
  const { items: organizations } = await owner.call('listOrganizations', { query: {} })
  await owner.call('createDetailField', { body: { key: 'contract' } })
  params = {
    directoryId: keyOf(globex.directory.directoryId),
    customerId: customers[0]?.id ?? '',
    organizationId: organizations[0]?.id ?? '',
    groupId: group.id,
    staffId: person.id,
    key: 'contract',
  }
})
afterAll(() => running.close())

const routes = Object.entries<Route>({ ...adminApi, ...deskApi, ...mailApi }) as [Operation, Route][]

/** What is there to be read whoever it is about: who did what, what was sent in, what was written to whom. */
const tellOfPeople: readonly Route['permission'][] = [
  'audit.read',
  'exchanges.read',
  'mail.read',
  'mail.change',
  // Oneself.
  'signed-in',
  // What the person asked, and who answered.
  'asker',
]

interface Reading {
  readonly operation: Operation
  readonly given: Parameters<Browser['send']>[1]
}

/** What some must be asked. */
const queries: { readonly [operation: string]: { readonly [name: string]: string } } = {
  explainAccess: { address: 'zelda@globex.test' },
  previewAccent: { accent: '#3158b8' },
}

/** Every route that only reads, with whatever it must be given. */
const readings: readonly Reading[] = routes
  .filter(([, { method, sessionOnly, permission, media }]) => {
    const isReading = method === 'GET' && media !== 'text/event-stream'
    return isReading && !sessionOnly && !tellOfPeople.includes(permission)
  })
  .flatMap(([operation]): Reading[] => [
    { operation, given: { query: queries[operation] ?? {} } },
    ...(operation === 'previewDomain'
      ? [{ operation, given: { params: { domain: 'elsewhere.test' } } }]
      : []),
  ])
  .concat([
    {
      operation: 'previewAccessPolicy',
      given: { body: { block: ['elsewhere.test'] } },
    },
  ])

async function keyFor(scope: readonly ProgramPermission[]): Promise<Browser> {
  const { secret } = await owner.call('createApiKey', { body: { label: 'program', scope: [...scope] } })
  const key = new Browser(running.origin)
  key.headers = { authorization: `Bearer ${secret}` }
  return key
}

async function read(key: Browser, { operation, given }: Reading): Promise<string> {
  const all = { domain: 'globex.test', ...params, ...given.params }
  const { body } = await key.send(operation, { ...given, params: all })
  return JSON.stringify(body) ?? ''
}

test.each([
  ['customers.read', /Clientname|zelda@|zoe@/, 10],
  ['staff.read', /Staffname/, 4],
] as const)('without %s no route says who they are', async (permission, names, least) => {
  const everything = await keyFor(programPermissions)
  const rest = await keyFor(programPermissions.filter((one) => one !== permission))
  const telling: string[] = []
  for (const reading of readings) {
    if (!names.test(await read(everything, reading))) continue
    telling.push(reading.operation)
    expect([reading.operation, await read(rest, reading)]).toEqual([
      reading.operation,
      expect.not.stringMatching(names),
    ])
  }
  expect(telling.length).toBeGreaterThanOrEqual(least)
})

test.each(routes.filter(([, { sessionOnly }]) => !sessionOnly))(
  '%s needs the permission to read customers where it answers one',
  (_operation, { answer, permission, alsoNeeds = [] }) => {
    const answersOne =
      answer && /"(id|\$ref)":"(#\/\$defs\/)?Customer(Detail)?"/.test(JSON.stringify(z.toJSONSchema(answer)))
    if (answersOne) expect([permission, ...alsoNeeds]).toContain('customers.read')
  },
)
