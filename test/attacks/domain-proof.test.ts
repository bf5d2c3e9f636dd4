// Whoever wants authority over somebody else's domain: with another's record, an old one, an alias, a wildcard, a race, or
// resolvers that were made to believe something.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ProofSite } from '../fixtures/proof-site.ts'
import { type MadeDirectory, makeDirectory } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let it: ProofSite
let globex: MadeDirectory
let mallory: MadeDirectory
let domain: string
let tests = 0

beforeAll(async () => {
  it = await ProofSite.open()
})
afterAll(() => it.close())

beforeEach(async () => {
  tests++
  domain = `globex${tests}.com`
  globex = await makeDirectory(it.running, it.site, `Globex ${tests}`)
  mallory = await makeDirectory(it.running, it.site, `Mallory ${tests}`)
  for (const server of it.servers) {
    server.entries.clear()
    server.wildcard = undefined
  }
})

/** The domain is nobody's by a proof of this directory. */
async function isNotProven(directory = mallory): Promise<void> {
  const all = await it.domains(directory)
  expect(all.filter((line) => line.includes(' proven '))).toEqual([])
}

test('the record that another directory was given proves nothing for this one', async () => {
  const theirs = await it.begin(globex, domain)
  await it.begin(mallory, domain)
  it.set(domain, { txt: [theirs] })
  expect(await it.verify(mallory, domain)).toMatchObject({ found: 'not-there' })
  await isNotProven()
})

test('the record of a domain proves none beside, above or beneath it', async () => {
  const value = await it.begin(mallory, domain)
  for (const other of [`mail.${domain}`, `other${tests}.com`]) {
    await it.begin(mallory, other)
    it.set(other, { txt: [value] })
    expect(await it.verify(mallory, other)).toMatchObject({ found: 'not-there' })
  }
  await isNotProven()
})

test('the record that a domain was proven with does not prove it again once it was taken back', async () => {
  await it.prove(globex, domain)
  await it.remove(globex, domain)
  await it.begin(globex, domain)
  expect(await it.verify(globex, domain)).toMatchObject({ found: 'not-there' })
  expect(await it.refusedVerify(mallory, domain)).toMatchObject({ status: 404 })
  await isNotProven(globex)
})

test('a directory that is made anew under the name of one that is gone has other values to show', async () => {
  const value = await it.begin(globex, domain)
  it.set(domain, { txt: [value] })
  await it.verify(globex, domain)
  await it.running.app.database.inSite(it.site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'directories',
      text: 'delete from directories where site_id = $1 and directory_id = $2',
      values: [it.site.id, globex.directory.directoryId],
    }),
  )
  const again = await makeDirectory(it.running, it.site, `Globex ${tests}`)
  expect(await it.domains(again)).toEqual([])
  expect(await it.begin(again, domain)).not.toBe(value)
  expect(await it.verify(again, domain)).toMatchObject({ found: 'not-there' })
})

test('an alias, which whoever owns its target answers, proves nothing', async () => {
  const value = await it.begin(mallory, domain)
  for (const { entries } of it.servers) entries.set('challenge.mallory.test', { txt: [value] })
  it.set(domain, { cname: 'challenge.mallory.test' })
  const { found, resolvers } = await it.verify(mallory, domain)
  expect([found, ...resolvers.map(({ saw }) => saw)]).toEqual(['not-there', 'alias', 'alias', 'alias'])
  await isNotProven()
})

test('a value that every name of the domain answers proves nothing', async () => {
  const value = await it.begin(mallory, domain)
  for (const server of it.servers) server.wildcard = { txt: [value] }
  expect(await it.verify(mallory, domain)).toMatchObject({ found: 'not-there' })
  await isNotProven()
})

test('one resolver that was made to believe the record convinces nobody, nor do two against one', async () => {
  const value = await it.begin(mallory, domain)
  for (const n of [1, 2]) {
    it.set(domain, { txt: [value] }, it.servers.slice(0, n))
    expect(await it.verify(mallory, domain)).toMatchObject({ found: 'unclear' })
  }
  await isNotProven()
})

test('a value among more records than anybody has is not looked for', async () => {
  const value = await it.begin(mallory, domain)
  it.set(domain, { txt: [value, ...Array.from({ length: 150 }, (_, n) => `${n}`.repeat(60))] })
  const { found, resolvers } = await it.verify(mallory, domain)
  expect([found, ...resolvers.map(({ saw }) => saw)]).toEqual([
    'not-there',
    'too-long',
    'too-long',
    'too-long',
  ])
})

test('of two directories that prove one domain at the same moment exactly one has it', async () => {
  const values = [await it.begin(globex, domain), await it.begin(mallory, domain)]
  it.set(domain, { txt: values })
  const both = await Promise.allSettled(
    [globex, mallory, globex, mallory].map((directory) => it.verify(directory, domain)),
  )
  expect(both.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
  const all = [...(await it.domains(globex)), ...(await it.domains(mallory))]
  expect(all.filter((line) => line === `${domain} proven proven`)).toHaveLength(1)
  expect(all.filter((line) => line === `${domain} null begun`)).toHaveLength(1)
})

test('a proof that is taken back while its record is looked for is not made', async () => {
  it.set(domain, { txt: [await it.begin(globex, domain)] })
  const [verified] = await Promise.allSettled([it.verify(globex, domain), it.remove(globex, domain)])
  await it.settle()
  // Whichever came first, nothing is left of it.
  expect([verified.status, await it.domains(globex)]).toEqual([expect.any(String), []])
})

test('a declaration at the moment of another’s proof does not outlive it', async () => {
  it.set(domain, { txt: [await it.begin(globex, domain)] })
  await Promise.allSettled([
    it.verify(globex, domain),
    ...Array.from({ length: 5 }, () =>
      it.owner.call('declareDomain', { params: it.at(mallory), body: { domain } }),
    ),
  ])
  expect(await it.domains(globex)).toEqual([`${domain} proven proven`])
  expect(await it.domains(mallory)).toEqual([])
})

test('who may not change directories begins, looks for and takes back no proof', async () => {
  it.set(domain, { txt: [await it.begin(globex, domain)] })
  const params = { ...it.at(globex), domain }
  for (const role of ['agent', 'auditor', 'member'] as const) {
    const { browser } = await makeStaff(it.running, it.site, role, { address: `${role}${tests}@acme.test` })
    const begun = await browser.refused('beginDomainProof', { params: it.at(globex), body: { domain } })
    const looked = await browser.refused('verifyDomain', { params })
    const removed = await browser.refused('removeDomain', { params })
    const allowed = await browser.refused('allowGuests', { params: it.at(globex) })
    expect([role, ...[begun, looked, removed, allowed].map(({ status }) => status)]).toEqual([
      role,
      403,
      403,
      403,
      403,
    ])
  }
  await isNotProven(globex)
})

test('nobody has this server ask the DNS for names that are no domain of a proof', async () => {
  const names = [
    '..',
    '%2e%2e',
    'localhost',
    '127.0.0.1',
    `a@${domain}`,
    `${domain}.`,
    'x'.repeat(250),
    '*.com',
  ]
  for (const { asked } of it.servers) asked.splice(0)
  for (const name of names) {
    const { status } = await it.owner.send('verifyDomain', { params: { ...it.at(globex), domain: name } })
    expect([name, status]).toEqual([name, expect.toSatisfy((code: number) => code === 404 || code === 400)])
  }
  expect(it.servers.flatMap(({ asked }) => asked)).toEqual([])
})

test('a site has the DNS asked only so often within a quarter of an hour', async () => {
  const statuses = new Set<number>()
  await it.begin(globex, domain)
  for (let n = 0; n < 70; n++) {
    const { status } = await it.owner.send('verifyDomain', { params: { ...it.at(globex), domain } })
    statuses.add(status)
    if (status === 429) break
  }
  expect([...statuses]).toEqual([200, 429])
})
