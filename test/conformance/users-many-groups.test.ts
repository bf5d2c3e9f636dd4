// Memberships that are too many to come with their page are read behind it, as many as fit at once (RFC 7643 4.1.2).
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertUsers } from '../fixtures/many-users.ts'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'

let running: RunningApp
let provider: Provider
let users: string[]
/** In how many groups each is: some fit, the third is cut, the fourth has more than are read at once. */
const groupsOf = [30, 1_100, 1_100, 5_020, 0, 0]

beforeAll(async () => {
  running = await runningApp()
  provider = await makeProvider(running, 'generic')
  const { id: siteId } = provider.site
  const { directoryId } = provider.directory
  users = await insertUsers(running, siteId, directoryId, groupsOf.length)
  const values = [siteId, directoryId, Math.max(...groupsOf)]
  const id = `('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid`
  const insert = (table: string, text: string, more: unknown[] = []) => ({
    name: '',
    table,
    alone: true,
    text: `insert into ${table} ${text}`,
    values: [...values, ...more],
  })
  await running.app.database.inDirectory(siteId, directoryId, async (tx) => {
    tx.write(
      insert(
        'directory_groups',
        `(site_id, directory_id, group_id, display_name, display_name_folded, resource, created_at, updated_at)
          select $1, $2, ${id}, 'Group ' || n, 'group ' || n, '{"schemas":[]}', now(), now() from generate_series(1, $3) n`,
      ),
    )
    tx.write(
      insert(
        'directory_group_closure',
        `(site_id, directory_id, group_id, inner_group_id, since) select $1, $2, ${id}, ${id}, now() from generate_series(1, $3) n`,
      ),
    )
    tx.write(
      insert(
        'directory_group_members',
        `(site_id, directory_id, group_id, user_id, added_at)
          select $1, $2, ${id}, u.id, now() from unnest($4::uuid[], $5::int[]) as u (id, groups), generate_series(1, $3) n where n <= u.groups`,
        [users, groupsOf],
      ),
    )
  })
})
afterAll(() => running.close())

test.each([
  ['by their ids', '/Users'],
  ['in the opposite order', '/Users?sortBy=userName&sortOrder=descending'],
  ['judged one by one', '/Users?filter=groups.display%20pr%20or%20userName%20pr'],
])('a page says of each what a GET says, %s', async (_, path) => {
  const { Resources } = await provider.read(path)
  const shown = new Map(Resources.map((one: { id: string }) => [one.id, one]))
  for (const [n, id] of users.entries()) {
    const single = await provider.read(`/Users/${id}`)
    expect(shown.get(id)).toEqual(single)
    expect(single.groups?.length ?? 0).toBe(groupsOf[n])
  }
})

test.each([
  ['with its page', '/Users?startIndex=5&count=2'],
  ['behind a page that was cut', '/Users'],
])('whose only group was deleted is in none, and has the same tag, %s', async (_, path) => {
  const user = users[5] as string
  const { json: group } = await provider.scim.createGroup('Soon gone', [user])
  await provider.scim.delete(`/Groups/${group.id}`)
  const { Resources } = await provider.read(path)
  const shown = Resources.find(({ id }: { id: string }) => id === user)
  expect(shown).not.toHaveProperty('groups')
  expect(shown).toEqual(await provider.read(`/Users/${user}`))
})
