import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { adminApi, setupApi } from '../src/admin/contract.ts'
import { deskApi } from '../src/desk/contract.ts'
import { mailApi } from '../src/mail/contract.ts'
import {
  type Answer,
  type Given,
  type Item,
  type Problem,
  problem,
  type Route,
} from '../src/model/contract.ts'
import { programPermissions } from '../src/model/permissions.ts'
import { signInApi } from '../src/sso/contract.ts'

const routes = Object.entries<Route>({ ...adminApi, ...deskApi, ...setupApi, ...signInApi, ...mailApi })
const operations = [adminApi, deskApi, setupApi, signInApi, mailApi].flatMap(Object.keys)

test('no operation stands in two contracts, and no two routes are the same', () => {
  expect(operations.length).toBeGreaterThan(40)
  expect(new Set(operations).size).toBe(operations.length)
  const places = routes.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
  expect(places.filter((place, n) => places.indexOf(place) !== n)).toEqual([])
})

test.each(routes)('%s is a route that every reader of the contract understands', (_operation, route) => {
  const {
    method,
    path,
    params,
    query,
    body,
    answer,
    creates,
    summary,
    sessionOnly,
    freshSignIn,
    tagged,
    heldToReading,
  } = route
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  expect(Object.keys(params?.shape ?? {})).toEqual(inPath)
  if (method === 'GET')
    expect({ body, answers: answer !== undefined }).toEqual({ body: undefined, answers: true })
  // A body of DELETE has no meaning (RFC 9110 9.3.5), so what it needs to know stands in its address.
  else if (method !== 'DELETE') expect(query).toBeUndefined()
  if (heldToReading || method === 'PATCH')
    expect(routes.some(([, one]) => one.method === 'GET' && one.path === path)).toBe(true)
  if (creates) expect({ method, answers: answer !== undefined }).toEqual({ method: 'POST', answers: true })
  if (tagged) expect(Object.keys((answer as z.ZodObject).shape)).toEqual(expect.arrayContaining([...tagged]))
  // No program can sign in anew; where one may do it without, the contract says so.
  if (freshSignIn) expect(freshSignIn).toBe(sessionOnly ? true : 'at-a-browser')
  expect(summary).toMatch(/^[A-Z].*[^.]$/)
  // What is not in the contract is refused by name, and an answer never says more than it promises.
  for (const part of [params, query, body])
    if (part) expect(openObjects(z.toJSONSchema(part, input))).toEqual([])
  if (answer) expect(openObjects(z.toJSONSchema(answer))).toEqual([])
})

test('the scope of an API key can hold exactly what at least one route takes from a program', () => {
  const forPrograms = routes.filter(([, { sessionOnly }]) => !sessionOnly)
  const used = new Set<string>(
    forPrograms.flatMap(([, { permission, alsoNeeds = [], saysMoreFor = [] }]) => [
      permission,
      ...alsoNeeds,
      ...saysMoreFor,
    ]),
  )
  used.delete('signed-in')
  used.delete('anyone')
  used.delete('customer')
  // A program that asks needs it in its scope (test/stories/desk-api.test.ts).
  used.delete('asker')
  used.add('requests.ask')
  used.delete('set-up')
  expect([...used].sort()).toEqual([...programPermissions].sort())
})

const input = { io: 'input' } as const

/** The objects of a JSON schema that let in more than they name. */
function openObjects(schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return []
  const inner = Object.values(schema).flatMap(openObjects)
  const isOpen = 'properties' in schema && 'type' in schema && !('additionalProperties' in schema)
  return isOpen ? [schema, ...inner] : inner
}

test('an open object would be noticed, wherever it stands', () => {
  expect(openObjects(z.toJSONSchema(z.array(z.object({ id: z.string() })), input))).toHaveLength(1)
})

test('types follow from the table', () => {
  expectTypeOf<Given<typeof adminApi.getDirectory>>().toEqualTypeOf<{
    readonly params: { directoryId: string }
  }>()
  expectTypeOf<Given<typeof adminApi.listTokens>>().toExtend<{ query: { limit?: number | undefined } }>()
  expectTypeOf<Given<typeof signInApi.signIn>>().toEqualTypeOf<{
    readonly body: { address: string; password: string }
  }>()
  expectTypeOf<Answer<typeof adminApi.revokeToken>>().toEqualTypeOf<undefined>()
  expectTypeOf<Item<typeof adminApi.listDirectories>['state']>().toEqualTypeOf<
    'rehearsal' | 'live' | 'paused'
  >()
})

test('a problem says which field breaks which rule', () => {
  const refused: Problem = {
    type: '/api/docs#invalid',
    title: 'The input breaks a rule',
    status: 400,
    code: 'invalid',
    detail: 'name: must be at most 200 characters.',
    requestId: '1',
    errors: [{ field: 'name', rule: 'too-long', detail: 'must be at most 200 characters.', limit: 200 }],
  }
  expect(problem.parse(refused)).toEqual(refused)
  expect(problem.safeParse({ ...refused, stack: 'at …' }).success).toBe(false)
})
