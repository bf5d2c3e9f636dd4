// Bulk (RFC 7644 3.7): the client's intent is preserved, in whatever order its operations stand.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { patch, statusesOf } from '../fixtures/bulk-request.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { enterprise, messages } from '../fixtures/urns.ts'

let running: RunningApp

beforeAll(async () => {
  running = await runningApp()
})
afterAll(() => running.close())

describe('a bulk request comes to what its operations come to as calls of their own', () => {
  interface Deed {
    readonly kind: 'user' | 'group' | 'join' | 'leave' | 'title' | 'manager' | 'members' | 'delete'
    /** Which of the resources that were created so far, wrapped around. */
    readonly on: number
    readonly to: number
  }
  const deed: fc.Arbitrary<Deed> = fc.record({
    kind: fc.constantFrom(
      'user',
      'user',
      'group',
      'group',
      'join',
      'leave',
      'title',
      'manager',
      'members',
      'delete',
    ),
    on: fc.nat(20),
    to: fc.nat(20),
  })

  /** The operations of some deeds, with references; creations refer to earlier ones. */
  function operationsOf(deeds: readonly Deed[]) {
    const created: string[] = []
    const some = (index: number) => created[index % Math.max(created.length, 1)] ?? 'nobody'
    const refersTo = (name: string) => `bulkId:${name}`
    const pathOf = (name: string) => `/${name.startsWith('user') ? 'Users' : 'Groups'}/${refersTo(name)}`
    const make = (kind: 'user' | 'group', to: string, n: number) => {
      const name = `${kind}-${n}`
      const [reference, path] = [
        created.length > 0 ? [{ value: refersTo(to) }] : [],
        `/${kind === 'user' ? 'Users' : 'Groups'}`,
      ]
      created.push(name)
      const more =
        kind === 'user'
          ? { userName: name, manager: reference[0] }
          : { displayName: name, members: reference }
      return { method: 'POST', path, bulkId: name, data: more }
    }
    const first = deeds.findIndex(({ kind }) => kind === 'user' || kind === 'group')
    return deeds.slice(first < 0 ? deeds.length : first).map(({ kind, on, to }, n) => {
      const [target, other] = [some(on), some(to)]
      const value = [{ value: refersTo(other) }]
      if (kind === 'user' || kind === 'group') return make(kind, other, n)
      if (kind === 'delete') return { method: 'DELETE', path: pathOf(target) }
      if (kind === 'members')
        return {
          method: 'PUT',
          path: pathOf(target),
          data: { userName: target, displayName: target, members: value },
        }
      if (kind === 'title') return patch(pathOf(target), { op: 'add', path: 'title', value: `title-${n}` })
      if (kind === 'manager')
        return patch(pathOf(target), { op: 'replace', path: 'manager', value: refersTo(other) })
      if (kind === 'join') return patch(pathOf(target), { op: 'add', path: 'members', value })
      return patch(pathOf(target), { op: 'remove', path: `members[value eq "${refersTo(other)}"]` })
    })
  }
  type Sent = ReturnType<typeof operationsOf>[number]

  /** One call after the other, each with the ids that the earlier ones answered. */
  async function oneByOne({ scim }: MadeDirectory, operations: readonly Sent[]): Promise<string[]> {
    const ids = new Map<string, string>()
    const statuses: string[] = []
    for (const operation of operations) {
      const text = JSON.stringify(operation).replace(
        /bulkId:([a-z]+-\d+)/g,
        (whole, name) => ids.get(name) ?? whole,
      )
      const { method, path, data } = JSON.parse(text)
      const answer = await scim.send(method, path, data)
      if ('bulkId' in operation && answer.status === 201) ids.set(operation.bulkId, answer.json.id)
      statuses.push(String(answer.status))
    }
    return statuses
  }

  /** All that the directory holds, with names for ids. */
  async function contents({ scim }: MadeDirectory) {
    const all = [...(await scim.get('/Users')).json.Resources, ...(await scim.get('/Groups')).json.Resources]
    const names = new Map(all.map(({ id, userName, displayName }) => [id, userName ?? displayName]))
    const nameOf = ({ value }: { value: string }) => names.get(value) ?? 'gone'
    return all
      .map(
        ({
          userName,
          displayName,
          title,
          members = [],
          [enterprise]: { manager } = { manager: undefined },
          meta,
        }) => ({
          name: userName ?? displayName,
          title,
          manager: manager && nameOf(manager),
          members: members.map(nameOf).toSorted(),
          version: meta.version.split('-')[0],
        }),
      )
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  test('wherever its creations stand', async () => {
    let performed = 0
    let refused = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(deed, { minLength: 3, maxLength: 14, size: 'max' }),
        fc.infiniteStream(fc.nat(13)),
        async (deeds, places) => {
          const operations = operationsOf(deeds)
          const creations = operations.filter(({ method }) => method === 'POST')
          // What a creation refers to must not be deleted: whether before it depends on where it stands.
          const named = JSON.stringify(creations)
          const moved = operations.filter(
            ({ method, path }) =>
              method !== 'POST' && !(method === 'DELETE' && named.includes(`"${path.split('/')[2]}"`)),
          )
          const inOrder = [...creations, ...moved]
          for (const creation of creations)
            moved.splice(places.next().value % (moved.length + 1), 0, creation)
          const both = await makeSite(running)
          const [singly, atOnce] = [
            await makeDirectory(running, both, 'Singly'),
            await makeDirectory(running, both, 'At once'),
          ]
          const statuses = await oneByOne(singly, inOrder)
          const answer = await atOnce.scim.send('POST', '/Bulk', {
            schemas: [`${messages}:BulkRequest`],
            Operations: moved,
          })
          expect(await contents(atOnce)).toEqual(await contents(singly))
          const expected = new Map(inOrder.map((operation, n) => [operation, statuses[n]]))
          expect(statusesOf(answer)).toEqual(moved.map((operation) => expected.get(operation)))
          performed += statuses.filter((status) => status < '300').length
          refused += statuses.filter((status) => status >= '400').length
        },
      ),
      { numRuns: 40, seed: 20_260_101 },
    )
    expect(performed).toBeGreaterThan(200)
    expect(refused).toBeGreaterThan(20)
  })
})
