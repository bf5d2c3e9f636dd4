// Measures what a mail's look-alikes cost on a large site: `npm run bench -- look-alikes`. 100,000 customers of 200 companies by names of
// real lists, of whom many share a name; CUSTOMERS makes it smaller or larger.

import { probesOf } from '../src/model/desk/look-alike.ts'
import { foldName } from '../src/model/identity/organization.ts'
import { findLookAlikes, keepLookAlikeKeys } from '../src/requests/look-alikes.ts'
import { innocents } from '../test/look-alikes/innocents.ts'
import { kinds } from '../test/look-alikes/kinds.ts'
import { anyName, population, Random, written } from '../test/look-alikes/population.ts'
import { temporaryDataDir } from './database.ts'
import { openLargeSite } from './large-site.ts'
import { loadNow } from './machine.ts'
import { percentile } from './percentiles.ts'

const customers = Number(process.env.CUSTOMERS ?? 100_000)
const mails = 2_000

await using cleanup = new AsyncDisposableStack()
const { database, site, fill, rehearsed } = await openLargeSite(cleanup, temporaryDataDir(cleanup))
const say = (line: string) => process.stdout.write(`${line}\n`)

const people = population(7)
const random = new Random(11)
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const directory = await rehearsed('Globex', { users: 1, groups: 1, groupsEach: 1 })
await fill(
  ...people.companies.map(
    ({ domain }) =>
      `insert into directory_domains (site_id, directory_id, domain, authority, since)
       values (${site.id}, ${directory}, ${quoted(domain)}, 'proven', now()) on conflict do nothing`,
  ),
)
const step = 5_000
for (let from = 0; from < customers; from += step) {
  const rows = Array.from({ length: Math.min(step, customers - from) }, (_, n) => {
    const known = people.people[from + n]
    const name = written(known?.name ?? anyName(random))
    const company = random.of(people.companies)
    const address = known?.kind === 'customer' ? known.address : `user${from + n}@${company.domain}`
    return `(${quoted(name)}, ${quoted(foldName(name))}, ${quoted(address)}, ${known?.directoryId === null})`
  })
  await fill(
    `with w as materialized (select uuidv7() as id, x.* from (values ${rows.join(', ')}) x (name, folded, address, loner)),
      c as (insert into customers (site_id, customer_id, display_name, name_folded, active, directory_id, created_at, updated_at)
        select ${site.id}, id, name, folded, true, case when not loner then ${directory} end, now(), now() from w)
     insert into customer_addresses (site_id, customer_id, address_id, address, address_folded, standing, directory_id, since)
     select ${site.id}, id, id, address, address, 'held', case when not loner then ${directory} end, now() from w`,
  )
}
const began = performance.now()
await keepLookAlikeKeys(database, site.id)
say(`${customers} customers; their keys took ${Math.round(performance.now() - began)} ms`)
await fill('analyze')

const attacks = kinds.flatMap((kind) => {
  const victims = people.people.filter((one) => kind.fits(one, random))
  return Array.from({ length: mails / kinds.length }, () => kind.make(random.of(victims), random, people))
})
for (const [what, writers] of [
  ['innocent', innocents(mails, random, people)],
  ['attack', attacks],
] as const) {
  const times: number[] = []
  let keys = 0
  for (const writer of writers) {
    const start = performance.now()
    await database.inSite(site.id, (tx) => findLookAlikes(tx, site.id, writer))
    times.push(performance.now() - start)
    const { nameKeys, domainKeys, addresses } = probesOf(writer)
    keys = Math.max(keys, nameKeys.length + domainKeys.length + addresses.length)
  }
  times.splice(0, 100)
  times.sort((a, b) => a - b)
  const ms = (share: number) => percentile(times, share).toFixed(2)
  say(`${what}: median ${ms(0.5)} ms, p95 ${ms(0.95)} ms, p99 ${ms(0.99)} ms; at most ${keys} keys`)
}
say(`load ${loadNow()}`)
