import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { DnsServer, type Entry } from '../../demo/simulator/dns-server.ts'
import { DnsResolvers } from './dns-resolvers.ts'

let one: DnsServer
let two: DnsServer

beforeAll(async () => {
  one = await new DnsServer().listen()
  two = await new DnsServer().listen()
})
afterAll(() => Promise.all([one.close(), two.close()]))
beforeEach(() => {
  for (const server of [one, two]) {
    server.entries.clear()
    server.wildcard = undefined
    server.mood = 'well'
  }
})

const name = '_doorward-challenge.globex.com'
const value = 'doorward-domain=abc'
const waits = { tryMs: 250, allMs: 1_000 }
const look = async () =>
  (await new DnsResolvers([one.address, two.address], waits).look('globex.com', 'abc')).map(({ saw }) => saw)

function set(entry: Entry, servers = [one, two]): void {
  for (const server of servers) server.entries.set(name, entry)
}

test.each<[string, Entry, string]>([
  ['the value alone', { txt: [value] }, 'seen'],
  ['the value beside others', { txt: ['v=spf1 -all', value, 'doorward-domain=other'] }, 'seen'],
  ['the value in pieces', { txt: [['doorward-', 'domain=abc']] }, 'seen'],
  ['another value', { txt: ['doorward-domain=abcd'] }, 'other-value'],
  ['the value inside a longer one', { txt: [`${value} ${value}`] }, 'other-value'],
  ['the value in other letters', { txt: [value.toUpperCase()] }, 'other-value'],
  ['no record', { txt: [] }, 'nothing'],
  ['more records than a proof is looked for in', { txt: [...Array(60).fill('x'), value] }, 'too-long'],
  [
    'records that are longer',
    { txt: [value, ...Array(20).fill(Array(4).fill('y'.repeat(250)))] },
    'too-long',
  ],
  ['an answer that is too long for one packet', { txt: [value, ...Array(8).fill('z'.repeat(200))] }, 'seen'],
  ['an alias of a name that has the value', { cname: 'elsewhere.test' }, 'alias'],
])('%s', async (_what, entry, expected) => {
  for (const server of [one, two]) server.entries.set('elsewhere.test', { txt: [value] })
  set(entry)
  expect(await look()).toEqual([expected, expected])
})

test('a name that does not exist has nothing', async () => {
  expect(await look()).toEqual(['nothing', 'nothing'])
})

test('a value that every name has is none', async () => {
  one.wildcard = { txt: [value] }
  two.wildcard = { cname: 'elsewhere.test' }
  expect(await look()).toEqual(['every-name', 'alias'])
})

test.each(['silent', 'failing', 'garbled'] as const)(
  'a resolver that is %s is heard within its time, and the other counts',
  async (mood) => {
    set({ txt: [value] })
    one.mood = mood
    expect(await look()).toEqual(['no-answer', 'seen'])
  },
)

test('resolvers may see different things', async () => {
  set({ txt: [value] }, [one])
  expect(await look()).toEqual(['seen', 'nothing'])
})
