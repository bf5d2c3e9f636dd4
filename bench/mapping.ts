// Measures what rules of mapping cost on a live directory of many people: `node bench/mapping.ts`. Their previews, and a group of
// everybody mapped and unmapped.
import { goLive } from '../src/people/directory-state.ts'
import { changeMapping } from '../src/people/mapping.ts'
import { previewMapping } from '../src/people/mapping-preview.ts'
import type { WantedMapping } from '../src/people/wanted-mapping.ts'
import { type Directory, directoryById } from '../src/storage/identity/directories.ts'
import { temporaryDataDir } from './database.ts'
import { byBench, openLargeSite } from './large-site.ts'
import { loadNow } from './machine.ts'

const users = Number(process.env.USERS ?? 100_000)
const groups = Number(process.env.GROUP_COUNT ?? 2_000)
const groupsEach = Number(process.env.GROUPS_EACH ?? 3)
const rounds = 5

await using cleanup = new AsyncDisposableStack()
const { database, site, rehearsed, sameRows, fill } = await openLargeSite(cleanup, temporaryDataDir(cleanup))
const directoryId = await rehearsed('Ours', { users, groups, groupsEach })
await sameRows(directoryId)
// Of the people nothing is left to do; the groups become organizations.
await goLive(database, site.id, directoryId, byBench())
process.stdout.write(`${users} people, ${groups} groups, load ${loadNow().toFixed(1)}\n`)

/** One group has everybody; the others have their part. */
const keys = `${site.id}, ${directoryId}`
const here = `site_id = ${site.id} and directory_id = ${directoryId}`
await fill(
  `with g as (select group_id from directory_groups where ${here} and display_name = 'Ours 1')
   insert into directory_group_members (site_id, directory_id, group_id, user_id, added_at)
   select ${keys}, g.group_id, u.user_id, now() from g, directory_users u
   where u.site_id = ${site.id} and u.directory_id = ${directoryId} on conflict do nothing`,
  'analyze',
)
const [[directory] = []] = (await database.readInSite(site.id, [directoryById(site.id, directoryId)])) as [
  Directory[],
]
if (!directory) throw new Error('the directory is gone')
const read = (queries: Parameters<typeof database.readInSite>[1]) => database.readInSite(site.id, queries)
const rule = (way: 'exact' | 'pattern', value: string, to: WantedMapping['rules'][number]['to']) =>
  ({ subject: 'name', way, value, to }) as const
const wanted = (...rules: WantedMapping['rules']): WantedMapping => ({
  rules,
  unmatched: 'own',
  home: null,
})
const previews: [string, WantedMapping][] = [
  ['one group to an organization of its own', wanted(rule('exact', 'Ours 2', { name: 'Two' }))],
  ['the group of everybody to nothing', wanted(rule('exact', 'Ours 1', 'nothing'))],
  ['every group to nothing', wanted(rule('pattern', '*', 'nothing'))],
  ['every group to one organization', wanted(rule('pattern', '*', { name: 'All' }))],
  ['everybody at home', { ...wanted(), home: { name: 'Home' } }],
]
for (const [what, mapping] of previews) {
  const from = performance.now()
  const { joins, leaves } = await previewMapping(read, site.id, directory, mapping)
  const ms = performance.now() - from
  process.stdout.write(`preview, ${what}: ${ms.toFixed(0)} ms (${joins} join, ${leaves} leave)\n`)
}
for (let round = 0; round < rounds; round++) {
  for (const [what, mapping] of [
    ['unmap', previews[1]?.[1] ?? wanted()],
    ['map', wanted()],
  ] as const) {
    const from = performance.now()
    await changeMapping(database, site.id, directoryId, mapping, [], byBench())
    process.stdout.write(`${what} the group of everybody: ${(performance.now() - from).toFixed(0)} ms\n`)
  }
}
