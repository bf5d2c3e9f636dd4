// What no database takes and nobody types: it is refused by the field's name, whatever the route.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { adminApi } from '../../src/admin/contract.ts'
import { deskApi } from '../../src/desk/contract.ts'
import { mailApi } from '../../src/mail/contract.ts'
import type { Problem, Route } from '../../src/model/contract.ts'
import { keyOf } from '../../src/model/ids.ts'
import { signInApi } from '../../src/sso/contract.ts'
import type { Browser, Operation, Reply } from '../fixtures/browser.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let owner: Browser
let params: { readonly [name: string]: string }

beforeAll(async () => {
  running = await runningApp()
  const site = await makeSite(running)
  const { browser, id } = await makeStaff(running, site, 'owner')
  owner = browser
  const { directory } = await makeDirectory(running, site, 'Globex')
  await owner.call('createDetailField', { body: { key: 'contract' } })
  const customer = await owner.call('addCustomer', { body: { name: 'Ann' } })
  params = {
    directoryId: keyOf(directory.directoryId),
    staffId: id,
    customerId: customer.id,
    key: 'contract',
    domain: 'globex.com',
    task: 'write-usage',
    class: 'new',
  }
})
afterAll(() => running.close())

const nobody = '01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17'
/** What customers do with their own account names nobody else's, whoever asks. */
const routes = Object.entries<Route>({ ...adminApi, ...deskApi, ...mailApi, ...signInApi }).filter(
  ([, { permission }]) => permission !== 'customer',
) as [Operation, Route][]
const paramsOf = (route: Route) =>
  Object.fromEntries(Object.keys(route.params?.shape ?? {}).map((name) => [name, params[name] ?? nobody]))

type Schema = {
  readonly type?: string
  readonly properties?: { readonly [name: string]: Schema }
  readonly items?: Schema
  readonly additionalProperties?: Schema | false
  readonly propertyNames?: { readonly enum?: readonly string[] }
  readonly anyOf?: readonly Schema[]
}

/** The path of every text beneath a schema. */
function textsIn(schema: Schema, path: readonly string[] = []): string[][] {
  const { type, properties = {}, items, additionalProperties, propertyNames, anyOf = [] } = schema
  const name = propertyNames?.enum?.[0]
  return [
    ...(type === 'string' ? [[...path]] : []),
    ...Object.entries(properties).flatMap(([name, inner]) => textsIn(inner, [...path, name])),
    ...(items ? textsIn(items, [...path, '0']) : []),
    ...(additionalProperties && name ? textsIn(additionalProperties, [...path, name]) : []),
    ...anyOf.flatMap((inner) => textsIn(inner, path)),
  ]
}

const schemaOf = (part: z.ZodType) => z.toJSONSchema(part, { io: 'input' }) as Schema
const fieldsOf = (part: 'params' | 'query' | 'body') =>
  routes.flatMap(([operation, route]) => {
    const schema = route[part]
    if (!schema) return []
    return textsIn(schemaOf(schema)).map((path): [string, Operation, Route, string[]] => [
      `${operation} ${path.join('.')}`,
      operation,
      route,
      path,
    ])
  })

/** A value at its path, and nothing else. */
function only(path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return value
  return name === '0' ? [only(rest, value)] : { [name]: only(rest, value) }
}

function expectNamed({ status, body }: Reply<unknown>, field: string): void {
  expect([status, body]).toEqual([400, expect.objectContaining({ code: 'invalid' })])
  expect((body as Problem).errors?.map((error) => error.field)).toContain(field)
}

test('there are many texts to look at', () => {
  expect(fieldsOf('body').length).toBeGreaterThan(40)
  expect(fieldsOf('query').length).toBeGreaterThan(30)
})

describe.each([
  ['a NUL', '\0'],
  ['a lone surrogate', '\ud800'],
])('%s is refused in the body of', (_name, bad) => {
  test.each(fieldsOf('body'))('%s', async (_title, operation, route, path) => {
    for (const value of [`a${bad}b`, `a${bad}b@c.de`]) {
      const reply = await owner.send(operation, { params: paramsOf(route), body: only(path, value) })
      expectNamed(reply, path.join('.'))
    }
  })
})

test.each(fieldsOf('query'))(
  'a NUL is refused in the query of %s',
  async (_title, operation, route, path) => {
    const [name = ''] = path
    const given = { params: paramsOf(route), query: { [name]: 'a\0b' } }
    expectNamed(await owner.send(operation, given), name)
    // Half a pair is no percent-encoded UTF-8: whatever is made of it, the database takes it.
    const url = route.path.replaceAll(/\{(\w+)\}/g, (_, param) => paramsOf(route)[param] ?? '')
    expect((await owner.fetch(route.method, `${url}?${name}=%ED%A0%80`)).status).toBeLessThan(500)
  },
)

test.each(fieldsOf('params'))(
  'a NUL in the path of %s names nothing',
  async (_title, operation, route, path) => {
    const [name = ''] = path
    const given = { params: { ...paramsOf(route), [name]: 'a\0b' }, body: route.body && {} }
    expect((await owner.send(operation, given)).status).toBe(404)
  },
)

const lists = routes.filter(([, { query }]) => query && 'after' in query.shape)
/** The beginnings of places, which somebody has spoiled. */
const cursors = [
  'AAAA',
  'AA',
  `${nobody}\0`,
  `${nobody}AAAA`,
  'MjAyNi0xMS0yOSA',
  'LTI3MTgyMS0wNC0yMFQwMDowMDowMFog',
]

test.each(lists)('a cursor that no page gave is refused by name: %s', async (operation, route) => {
  for (const after of cursors) {
    const { status, body } = await owner.send(operation, { params: paramsOf(route), query: { after } })
    if (status === 404) continue
    expect([after, status]).toEqual([after, expect.toSatisfy((code) => code === 400 || code === 200)])
    if (status === 400) expect((body as Problem).errors?.map(({ field }) => field)).toEqual(['after'])
  }
})

describe('what is no JSON object', () => {
  const send = async (body: string, type: string) => {
    const response = await fetch(`${running.origin}/api/sign-in`, {
      method: 'POST',
      headers: { ...owner.headers, 'content-type': type },
      body,
    })
    return { status: response.status, problem: (await response.json()) as Problem }
  }

  test.each([
    ['[]', 'application/json'],
    ['"text"', 'application/json'],
    ['1', 'application/json'],
    ['{}', 'text/plain'],
  ])('%s as %s is refused with what is needed', async (body, type) => {
    expect(await send(body, type)).toMatchObject({
      status: 400,
      problem: {
        code: 'invalid',
        detail: `body: must be one JSON object, with Content-Type: application/json. It came as ${type}.`,
        errors: [{ field: 'body', rule: 'not-an-object' }],
      },
    })
  })

  test('nothing at all, or null, is as if nothing was given', async () => {
    expect((await send('null', 'application/json')).problem.errors?.map(({ field }) => field)).toEqual([
      'address',
      'password',
    ])
  })
})

test('a text that is whole is taken, whatever its script', async () => {
  const given = { params: { key: 'contract' } }
  const label = 'Vertrag 合同 \u{1f4dc}'
  expect(await owner.call('changeDetailField', { ...given, body: { label } })).toMatchObject({ label })
  const refused = await owner.refused('changeDetailField', { ...given, body: { label: 'One\nTwo' } })
  expect(refused.errors).toMatchObject([{ field: 'label', rule: 'characters' }])
})

test('of several wrong domains of a new directory each is named', async () => {
  const body = { name: 'Hooli', domains: ['hooli.test', 'no domain', 'hooli.example', 'gmail.com'] }
  const { errors } = await owner.refused('createDirectory', { body })
  expect(errors?.map(({ field }) => field)).toEqual(['domains.1', 'domains.3'])
  const ofStaff = { name: 'Hooli', domains: ['hooli.com', 'ACME.com'] }
  await owner.call('createStaff', { body: { name: 'Uwe', address: 'uwe@acme.com', role: 'agent' } })
  expect(await owner.refused('createDirectory', { body: ofStaff })).toMatchObject({
    code: 'conflict',
    errors: [{ field: 'domains.1', detail: expect.stringMatching(/^somebody of your staff/) }],
  })
})
