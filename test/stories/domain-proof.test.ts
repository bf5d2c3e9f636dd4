// A directory proves a domain by a record in its DNS, and keeps it as long as the record stays; over real HTTP and real DNS.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { pause } from '../../src/people/directory-state.ts'
import { ProofSite } from '../fixtures/proof-site.ts'
import { byTest, type MadeDirectory, makeDirectory } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let it: ProofSite
let globex: MadeDirectory
let hooli: MadeDirectory
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
  hooli = await makeDirectory(it.running, it.site, `Hooli ${tests}`)
})

const add = ({ scim }: MadeDirectory, address: string, displayName: string) =>
  scim.createUser(address, { displayName })
const declare = (directory: MadeDirectory) =>
  it.owner.call('declareDomain', { params: it.at(directory), body: { domain } })
const preview = (directory: MadeDirectory, act?: 'declare' | 'prove' | 'remove') =>
  it.owner.call('previewDomain', {
    params: { ...it.at(directory), domain },
    query: act === undefined ? {} : { act },
  })
const hoursMs = 3_600_000
const after = (hours: number) => new Date(Date.now() + hours * hoursMs)
const needs = async () => {
  const { needs } = await it.owner.call('getOverview', { query: {} })
  return needs.filter(({ kind }) => kind === 'domain-missed').map(({ label }) => label)
}

test('a domain is proven once its record is there, and not before', async () => {
  await add(globex, `ann@${domain}`, 'Ann')
  const value = await it.begin(globex, domain.toUpperCase())
  expect(value).toMatch(/^doorward-domain=[0-9a-f]{40}$/)
  expect(await it.begin(globex, domain)).toBe(value)
  expect(await it.domains(globex)).toEqual([`${domain} null begun`])
  expect(await it.verify(globex, domain)).toMatchObject({ found: 'not-there' })
  await it.settle()
  expect(await it.standings(domain)).toEqual([`Ann: ann@${domain} claimed`])
  it.set(domain, { txt: ['v=spf1 -all', value] })
  const verified = await it.verify(globex, domain)
  expect(verified).toMatchObject({ found: 'there', domain: { authority: 'proven' } })
  expect(verified.resolvers.map(({ saw }) => saw)).toEqual(['seen', 'seen', 'seen'])
  await it.settle()
  expect(await it.domains(globex)).toEqual([`${domain} proven proven`])
  expect(await it.standings(domain)).toEqual([`Ann: ann@${domain} held`])
  await add(globex, `bob@mail.${domain}`, 'Bob')
  expect(await it.standings(`mail.${domain}`)).toEqual([`Bob: bob@mail.${domain} claimed`])
})

test('a proof that is only begun confers nothing and stands in nobody’s way', async () => {
  await it.begin(hooli, domain)
  await add(hooli, `ann@${domain}`, 'Ann of Hooli')
  await declare(globex)
  await add(globex, `ann@${domain}`, 'Ann of Globex')
  expect(await it.standings(domain)).toEqual([
    `Ann of Globex: ann@${domain} held`,
    `Ann of Hooli: ann@${domain} claimed`,
  ])
  await it.prove(globex, domain)
  expect(await it.domains(globex)).toEqual([`${domain} proven proven`])
  expect(await it.domains(hooli)).toEqual([`${domain} null begun`])
})

test('what is proven takes away what others hold by their word, and gives it back when it ends', async () => {
  await declare(hooli)
  const initech = await makeDirectory(it.running, it.site, `Initech ${tests}`)
  await it.owner.call('allowGuests', { params: it.at(initech) })
  await add(hooli, `ann@${domain}`, 'Ann of Hooli')
  await add(initech, `bob@${domain}`, 'Bob of Initech')
  await add(globex, `ann@${domain}`, 'Ann of Globex')
  expect(await it.standings(domain)).toEqual([
    `Ann of Hooli: ann@${domain} held`,
    `Bob of Initech: bob@${domain} held`,
  ])
  expect(await preview(globex, 'prove')).toMatchObject({
    act: 'prove',
    others: 2,
    firstOthers: expect.arrayContaining([
      expect.objectContaining({ name: 'Bob of Initech', directory: `Initech ${tests}` }),
    ]),
    declarations: [`Hooli ${tests}`],
  })
  await it.prove(globex, domain)
  expect(await it.standings(domain)).toEqual([`Ann of Globex: ann@${domain} held`])
  expect(await it.domains(hooli)).toEqual([])
  expect(await it.owner.refused('declareDomain', { params: it.at(hooli), body: { domain } })).toMatchObject({
    status: 409,
    detail: expect.stringContaining('another directory has proven'),
  })
  await it.remove(globex, domain)
  await it.settle()
  expect(await it.standings(domain)).toEqual([
    `Ann of Globex: ann@${domain} claimed`,
    `Ann of Hooli: ann@${domain} claimed`,
    `Bob of Initech: bob@${domain} held`,
  ])
})

test('others lose at once what was theirs, also while they are paused', async () => {
  await declare(hooli)
  await add(hooli, `ann@${domain}`, 'Ann of Hooli')
  await pause(it.running.app.database, it.site.id, hooli.directory.directoryId, byTest())
  await it.prove(globex, domain)
  expect(await it.standings(domain)).toEqual([`Ann of Hooli: ann@${domain} claimed`])
  await add(globex, `ann@${domain}`, 'Ann of Globex')
  expect(await it.standings(domain)).toContain(`Ann of Globex: ann@${domain} held`)
})

test('of two directories with a record each, the second waits until the domain is taken from the first', async () => {
  const values = [await it.begin(globex, domain), await it.begin(hooli, domain)]
  expect(new Set(values).size).toBe(2)
  it.set(domain, { txt: values })
  await it.verify(globex, domain)
  await add(globex, `ann@${domain}`, 'Ann of Globex')
  expect(await it.refusedVerify(hooli, domain)).toMatchObject({
    status: 409,
    detail: expect.stringContaining('Take the domain back from that one first'),
  })
  await it.remove(globex, domain)
  await it.verify(hooli, domain)
  await add(hooli, `ann@${domain}`, 'Ann of Hooli')
  await it.settle()
  expect(await it.standings(domain)).toEqual([`Ann of Hooli: ann@${domain} held`])
  // People do not follow the domain.
  const { items } = await it.owner.call('listCustomers', { query: { query: 'Ann of' } })
  expect(items.filter(({ name }) => name === 'Ann of Globex').length).toBeGreaterThan(0)
})

test('a record that goes is missed for 72 hours: administrators are told, and then the domain is no longer proven', async () => {
  await it.prove(globex, domain)
  await add(globex, `ann@${domain}`, 'Ann')
  await it.check(after(12))
  it.set(domain, undefined)
  // Looked at within the day already.
  await it.check(after(12))
  expect(await it.domains(globex)).toEqual([`${domain} proven proven`])
  await it.check(after(25))
  expect(await it.domains(globex)).toEqual([`${domain} proven missed`])
  expect(await needs()).toEqual([domain])
  const [mail, ...more] = (await it.mails('proof-missed')).filter((one) => one.domain === domain)
  expect(more).toEqual([])
  expect(mail).toMatchObject({
    directory: `Globex ${tests}`,
    record: `_doorward-challenge.${domain}`,
    value: expect.stringMatching(/^doorward-domain=/),
  })
  expect(Date.parse(mail?.expiresAt ?? '') - Date.now()).toBeGreaterThan(96 * hoursMs)
  await it.check(after(25 + 71))
  expect(await it.standings(domain)).toEqual([`Ann: ann@${domain} held`])
  await it.check(after(25 + 73))
  await it.settle(after(25 + 73))
  expect(await it.standings(domain)).toEqual([`Ann: ann@${domain} claimed`])
  expect(await it.domains(globex)).toEqual([])
  expect(await needs()).toEqual([])
  expect(await it.mails('authority-changed')).toContainEqual(
    expect.objectContaining({ change: 'proof-ended', domain, by: 'Doorward' }),
  )
})

test('a record that comes back within the grace is as if it had never been gone', async () => {
  await it.prove(globex, domain)
  const { items } = await it.owner.call('listDomains', { params: it.at(globex), query: {} })
  it.set(domain, undefined)
  await it.check(after(25))
  it.set(domain, { txt: [items[0]?.proof?.value ?? ''] })
  await it.check(after(60))
  expect(await it.domains(globex)).toEqual([`${domain} proven proven`])
  it.set(domain, undefined)
  await it.check(after(100))
  await it.check(after(100 + 71))
  expect(await it.domains(globex)).toEqual([`${domain} proven missed`])
})

test('whoever looks by hand brings the grace to its end too', async () => {
  await it.prove(globex, domain)
  const { items } = await it.owner.call('listDomains', { params: it.at(globex), query: {} })
  it.set(domain, undefined)
  expect(await it.verify(globex, domain)).toMatchObject({
    found: 'not-there',
    domain: { proof: { state: 'missed' } },
  })
  it.set(domain, { txt: [items[0]?.proof?.value ?? ''] })
  expect(await it.verify(globex, domain)).toMatchObject({
    found: 'there',
    domain: { proof: { state: 'proven' } },
  })
})

test('while resolvers disagree nobody gains a domain, and nobody loses one', async () => {
  const value = await it.begin(globex, domain)
  it.set(domain, { txt: [value] }, it.servers.slice(0, 2))
  expect(await it.verify(globex, domain)).toMatchObject({ found: 'unclear', domain: { authority: null } })
  it.set(domain, { txt: [value] })
  expect(await it.verify(globex, domain)).toMatchObject({ found: 'there' })
  it.set(domain, undefined, it.servers.slice(0, 2))
  await it.check(after(25))
  expect(await it.domains(globex)).toEqual([`${domain} proven proven`])
  // It was not seen for a week.
  await it.check(after(8 * 24))
  expect(await it.domains(globex)).toEqual([`${domain} proven missed`])
})

test('a resolver that is away does not stand in the way of two that agree', async () => {
  const [away] = it.servers
  if (!away) throw new Error('there is no server')
  const value = await it.begin(globex, domain)
  it.set(domain, { txt: [value] })
  away.mood = 'failing'
  try {
    expect(await it.verify(globex, domain)).toMatchObject({
      found: 'there',
      resolvers: [{ saw: 'no-answer' }, { saw: 'seen' }, { saw: 'seen' }],
    })
  } finally {
    away.mood = 'well'
  }
})

test('a proof that is not made within 14 days has expired, and is forgotten', async () => {
  const value = await it.begin(globex, domain)
  it.set(domain, { txt: [value] })
  await it.age(domain, 15)
  expect(await it.domains(globex)).toEqual([`${domain} null expired`])
  expect(await it.refusedVerify(globex, domain)).toMatchObject({
    status: 409,
    detail: expect.stringContaining('Begin it anew'),
  })
  expect(await it.begin(globex, domain)).not.toBe(value)
  expect(await it.verify(globex, domain)).toMatchObject({ found: 'not-there' })
  await it.age(domain, 15)
  await it.check(new Date())
  expect(await it.domains(globex)).toEqual([])
})

test('what is nobody’s, or of the staff, cannot be proven', async () => {
  await makeStaff(it.running, it.site, 'agent', { address: `boss@${domain}` })
  const refused = async (given: string) => {
    const { status } = await it.owner.refused('beginDomainProof', {
      params: it.at(globex),
      body: { domain: given },
    })
    return status
  }
  for (const wrong of ['gmail.com', 'co.uk', 'github.io', 'globex', `${`${'a'.repeat(57)}.`.repeat(4)}com`]) {
    expect([wrong, await refused(wrong)]).toEqual([wrong, 400])
  }
  expect(await refused(domain)).toBe(409)
})

test('somebody who joins the staff between the beginning and the record ends the proof', async () => {
  it.set(domain, { txt: [await it.begin(globex, domain)] })
  await makeStaff(it.running, it.site, 'agent', { address: `new@${domain}` })
  expect(await it.refusedVerify(globex, domain)).toMatchObject({ status: 409 })
})

test('the overview says when somebody of the staff has an address in a domain of customers', async () => {
  await declare(globex)
  await makeStaff(it.running, it.site, 'agent', { address: `agent@${domain}` })
  const { needs } = await it.owner.call('getOverview', { query: {} })
  expect(needs).toContainEqual(
    expect.objectContaining({
      kind: 'staff-domain',
      label: domain,
      directory: expect.objectContaining({ name: `Globex ${tests}` }),
    }),
  )
})

test('each step stands in the audit, and administrators hear of each change', async () => {
  await declare(hooli)
  await it.prove(globex, domain)
  await it.remove(globex, domain)
  const audited = async (directory: MadeDirectory) => {
    const { items } = await it.owner.call('listAudit', {
      query: { subject: it.at(directory).directoryId, limit: 10 },
    })
    return items
      .map(({ action, details }) => [action, details])
      .filter(([action]) => action !== 'directory.created')
  }
  expect(await audited(globex)).toEqual([
    ['domain.removed', { domain, before: 'proven', after: null }],
    ['domain.proven', { domain, before: null, after: 'proven' }],
    ['domain.proof-begun', { domain, before: null, after: 'begun' }],
  ])
  expect((await audited(hooli))[0]).toEqual(['domain.removed', { domain, before: 'declared', after: null }])
  const told = (await it.mails('authority-changed')).filter((one) => one.domain === domain)
  expect(told.map(({ change, directory, by }) => `${directory} ${change} ${by}`).sort()).toEqual([
    `Globex ${tests} proven The owner`,
    `Globex ${tests} removed The owner`,
    `Hooli ${tests} declared The owner`,
    `Hooli ${tests} removed The owner`,
  ])
})

test('a proof that was begun is found by itself, looked for less and less often, and no longer than it lives', async () => {
  const minute = 1 / 60
  const value = await it.begin(globex, domain)
  const looks = () =>
    it.servers[0]?.asked.filter((name) => name === `TXT _doorward-challenge.${domain}`).length
  const lookedAt = async (hours: number) => {
    const before = looks() ?? 0
    await it.lookForOpen(after(hours))
    return (looks() ?? 0) > before
  }
  expect(await lookedAt(minute)).toBe(false)
  const found: [number, boolean][] = []
  for (const hours of [
    3,
    4,
    6,
    65,
    70,
    76,
    7 * 60,
    7 * 60 + 20,
    7 * 60 + 31,
    30 * 60,
    30 * 60 + 55,
    31 * 60 + 1,
  ]) {
    found.push([hours, await lookedAt(hours * minute)])
  }
  expect(found.filter(([, looked]) => looked).map(([minutes]) => minutes)).toEqual([
    3, 6, 65, 76, 420, 451, 1800, 1861,
  ])
  expect(await it.domains(globex)).toEqual([`${domain} null begun`])
  it.set(domain, { txt: [value] })
  await it.lookForOpen(after(33))
  expect(await it.domains(globex)).toEqual([`${domain} proven proven`])
  const { items } = await it.owner.call('listAudit', { query: { limit: 20 } })
  expect(items.find(({ action }) => action === 'domain.proven')).toMatchObject({
    actor: { kind: 'system', name: 'look-for-proofs' },
  })
  // Nor what is over, what is another's by now, and what was taken back.
  const late = `late-${domain}`
  await it.begin(globex, late)
  it.set(late, { txt: ['x'] })
  await it.lookForOpen(after(14 * 24 + 1))
  const other = await it.begin(hooli, domain)
  it.set(domain, { txt: [other, value] })
  await it.lookForOpen(after(34))
  expect(await it.domains(hooli)).toEqual([`${domain} null begun`])
  expect(await it.domains(globex)).toEqual([`${domain} proven proven`, `${late} null begun`])
})
