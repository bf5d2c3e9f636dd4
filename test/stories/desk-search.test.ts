// Agents find requests by words, by key, and by who asked.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from '../fixtures/browser.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let owner: Browser
let zelda: string

beforeAll(async () => {
  running = await runningApp()
  const site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  const add = async (name: string, address: string) =>
    (await owner.call('addCustomer', { body: { name, address, proven: true } })).id
  zelda = await add('Zelda Quux', 'zelda@quux.test')
  const other = await add('Bob', 'bob@globex.test')
  const ask = (customerId: string, summary: string) =>
    owner.call('openRequest', { body: { customerId, summary } })
  const { id: requestId } = await ask(zelda, 'The printer smokes')
  await ask(other, 'My chair squeaks')
  const params = { requestId }
  await owner.call('writeComment', { params, body: { markdown: 'Toner **empty**, again', internal: true } })
  await owner.call('changeRequest', { params, body: { status: 'resolved' } })
})
afterAll(() => running.close())

const find = async (query: string, more: object = { state: 'all' }) =>
  (await owner.call('listQueue', { query: { query, ...more } })).items.map(({ summary }) => summary)

test.each([
  ['a word of the summary', 'PRINTER'],
  ['the beginning of a word', 'prin'],
  ['words in any order', 'smokes printer'],
  ['a word of an internal note', 'toner'],
  ['the key', 'sup-1'],
  ['a part of the name', 'quu'],
  ['the address', 'zelda@quux.test'],
])('by %s', async (_by, query) => {
  expect(await find(query)).toEqual(['The printer smokes'])
})

test('and by a former address', async () => {
  await owner.call('changeCustomer', { params: { customerId: zelda }, body: { address: 'z@other.test' } })
  expect(await find('zelda@quux.test')).toEqual(['The printer smokes'])
})

test('the filters hold as well, and what nobody wrote is not found', async () => {
  expect(await find('printer', {})).toEqual([])
  expect(await find('printer', { state: 'over' })).toEqual(['The printer smokes'])
  expect(await find('smokes chair')).toEqual([])
  expect(await find(`%' or 1=1 --`)).toEqual([])
})
