// A user in more groups than are read beside others: the answer is whole, and nobody who travels along waits for it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { groupsHeldMax } from '../../src/storage/identity/user-groups.ts'
import type { Query, Write } from '../../src/storage/statement.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'

const groups = groupsHeldMax + 1

let running: RunningApp
let globex: MadeDirectory
let ann: string
let bob: string
let outer: string
let trips: string[][] = []

beforeAll(async () => {
  running = await runningApp()
  const site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex')
  const { scim, directory } = globex
  ann = (await scim.createUser('ann')).json.id
  bob = (await scim.createUser('bob')).json.id
  outer = (await scim.createGroup('Outer')).json.id
  const id = `('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
  const write = (table: string, text: string, ...values: string[]): Write => ({
    name: '',
    table,
    alone: true,
    text: `insert into ${table} ${text} from generate_series(1, ${groups}) n`,
    values: [site.id, directory.directoryId, ...values],
  })
  await running.app.database.inDirectory(site.id, directory.directoryId, async (tx) => {
    tx.write(
      write(
        'directory_groups',
        `(site_id, directory_id, group_id, display_name, display_name_folded, resource, created_at, updated_at, pending)
          select $1, $2, ${id}, 'Group ' || n, 'group ' || n, '{"displayName":"Group ' || n || '"}', now(), now(), false`,
      ),
    )
    const closure = 'directory_group_closure'
    const columns = '(site_id, directory_id, group_id, inner_group_id, since)'
    tx.write(write(closure, `${columns} select $1, $2, ${id}, ${id}, now()`))
    // All of them lead to one outer group.
    tx.write(write(closure, `${columns} select $1, $2, $3, ${id}, now()`, outer))
    tx.write(
      write(
        'directory_group_members',
        `(site_id, directory_id, group_id, user_id, added_at) select $1, $2, ${id}, $3, now()`,
        ann,
      ),
    )
  })
  running.app.database.onRoundTrip = (queries: readonly Query[]) =>
    trips.push(queries.map(({ name }) => name))
})
afterAll(() => running.close())

/** Each group once, and the outer one once as well. */
function expectAll(listed: readonly { value: string; type: string }[]): void {
  expect(listed.length).toBe(groups + 1)
  expect(new Set(listed.map(({ value }) => value)).size).toBe(groups + 1)
  expect(listed.filter(({ type }) => type === 'indirect').map(({ value }) => value)).toEqual([outer])
}

test('is answered with all of them, in each way to the same user with the same tag', async () => {
  const { scim } = globex
  const read = await scim.get(`/Users/${ann}`)
  expectAll(read.json.groups)
  const filtered = (await scim.filter('/Users', 'userName eq "ann"')).json.Resources[0]
  expect(filtered).toEqual(read.json)
  const listed = (await scim.get('/Users')).json.Resources
  expect(listed.find(({ id }: { id: string }) => id === ann)).toEqual(read.json)
  const judged = (await scim.filter('/Users', 'groups.display eq "Outer"')).json.Resources
  expect(judged).toEqual([read.json])
  const changed = await scim.patch(`/Users/${ann}`, { op: 'replace', path: 'title', value: 'Lead' })
  expect(changed.json.groups).toEqual(read.json.groups)
  expect(changed.headers.get('etag')).toBe((await scim.get(`/Users/${ann}`)).headers.get('etag'))
})

test('costs a wait more, in which nobody else travels; who is in few groups costs none', async () => {
  const { scim } = globex
  await scim.get(`/Users/${bob}`)
  const cost = async (id: string) => {
    trips = []
    await scim.get(`/Users/${id}`)
    return trips.filter((names) => names[0] === 'read-directory' && !names.includes('live-token'))
  }
  expect(await cost(ann)).toEqual([
    ['read-directory', 'user-by-id-with-groups'],
    ['read-directory', 'groups-of-user'],
  ])
  expect(await cost(bob)).toEqual([['read-directory', 'user-by-id-with-groups']])
})
