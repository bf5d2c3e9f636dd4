// Which mails about requests people get: as they choose, not about what they muted, and at a click of their mail program.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../src/storage/new-id.ts'
import type { Browser } from '../fixtures/browser.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { askedByMail } from '../fixtures/senders.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let now = new Date('2026-03-01T08:00:00Z')
let centre: HelpCentre
let uwe: Person
let ann: Browser
let address: string
let form: { requestTypeId: string; fields: { [id: string]: string } }
let tests = 0

beforeAll(async () => {
  centre = await HelpCentre.open(() => now)
  uwe = await makeStaff(centre.running, centre.site, 'agent', { address: 'uwe@desk.test', now })
  const requestTypeId = (await centre.owner.call('listHelpPortals', {})).items[0]?.requestTypes[0]?.id ?? ''
  const { fields } = await centre.owner.call('getHelpForm', { params: { requestTypeId } })
  form = { requestTypeId, fields: { [fields[0]?.id ?? '']: 'It smokes' } }
})
afterAll(() => centre.close())

beforeEach(async () => {
  tests++
  now = new Date(now.getTime() + 1_000)
  address = `ann${tests}@home.test`
  await centre.add(`Ann ${tests}`, address)
  ann = await centre.enter(address)
})

const answer = (requestId: string, markdown: string) =>
  uwe.browser.call('writeComment', { params: { requestId }, body: { markdown } })
const about = async (key: string, to = address) =>
  (await centre.mailsTo(to)).filter(({ subject }) => subject?.includes(`[${key}]`))

test('of what somebody switched off they hear nothing, and of the rest they do', async () => {
  expect(await ann.call('getMailWishes', {})).toEqual({ opened: true, answers: true, resolved: true })
  await ann.call('setMailWishes', { body: { opened: false, answers: true, resolved: false } })
  const { id, key } = await ann.call('askRequest', { body: { ...form, summary: 'Printer' } })
  await answer(id, 'Is it on?')
  await uwe.browser.call('changeRequest', { params: { requestId: id }, body: { status: 'resolved' } })
  const mails = await about(key)
  expect(mails.map(({ text }) => text)).toEqual([expect.stringContaining('Is it on?')])
})

test('a muted request is silent, also what was on its way, until it is not', async () => {
  const { id, key } = await ann.call('askRequest', { body: { ...form, summary: 'Printer' } })
  expect(await about(key)).toHaveLength(1)
  const params = { requestId: key }
  await ann.call('muteOwnRequest', { params, body: { muted: true } })
  expect((await ann.call('getOwnRequest', { params })).muted).toBe(true)
  await answer(id, 'Is it on?')
  expect(await about(key)).toHaveLength(1)
  await ann.call('muteOwnRequest', { params, body: { muted: false } })
  await answer(id, 'Hello?')
  expect((await about(key)).at(-1)?.text).toContain('Hello?')
})

test('an agent mutes a request for themselves, and no other does by that', async () => {
  const { id, key } = await ann.call('askRequest', { body: { ...form, summary: 'Printer' } })
  await uwe.browser.call('changeRequest', { params: { requestId: id }, body: { assigneeId: uwe.id } })
  const write = (markdown: string) =>
    ann.call('writeOwnComment', { params: { requestId: id }, body: { markdown } })
  await write('First')
  const before = await about(key, 'uwe@desk.test')
  expect(before.filter(({ text }) => text?.includes('First'))).toHaveLength(1)
  const params = { requestId: key }
  await uwe.browser.call('muteRequest', { params, body: { muted: true } })
  expect((await uwe.browser.call('getRequest', { params })).muted).toBe(true)
  expect((await centre.owner.call('getRequest', { params })).muted).toBe(false)
  await write('Second')
  expect(await about(key, 'uwe@desk.test')).toHaveLength(before.length)
  await answer(id, 'Is it on?')
  expect((await about(key)).some(({ text }) => text?.includes('Is it on?'))).toBe(true)
  await uwe.browser.call('muteRequest', { params, body: { muted: false } })
  await write('Third')
  const after = await about(key, 'uwe@desk.test')
  expect(after).toHaveLength(before.length + 1)
  expect(after.filter(({ text }) => text?.includes('Third'))).toHaveLength(1)
  const none = { requestId: newId() }
  expect((await uwe.browser.send('muteRequest', { params: none, body: { muted: true } })).status).toBe(404)
})

test('a mail program unsubscribes by a click, from no page of ours and without a session', async () => {
  const { id, key } = await ann.call('askRequest', { body: { ...form, summary: 'Printer' } })
  const [mail] = await about(key)
  const listed = mail?.headers.get('list') as { unsubscribe?: { url?: string } } | undefined
  const url = new URL(listed?.unsubscribe?.url ?? 'http://none')
  expect(url.pathname).toMatch(/^\/fewer-mails\/[0-9a-f-]{36}\.[0-9a-f-]{36}\.[a-z2-7]{20}$/)
  const post = (path: string) =>
    fetch(centre.running.origin + path, {
      method: 'POST',
      body: new URLSearchParams('List-Unsubscribe=One-Click'),
    })
  const forged = url.pathname.replace(/.$/, (letter) => (letter === 'a' ? 'b' : 'a'))
  for (const path of [forged, '/fewer-mails/x', '/fewer-mails/..'])
    expect((await post(path)).status).toBe(404)
  const params = { token: url.pathname.split('/').at(-1) ?? '' }
  expect(await centre.visitor().call('getMutingLink', { params })).toEqual({ key, muted: false })
  // Looking at the page changes nothing.
  expect((await post(url.pathname)).status).toBe(200)
  expect(await centre.visitor().call('getMutingLink', { params })).toEqual({ key, muted: true })
  await answer(id, 'Is it on?')
  expect(await about(key)).toHaveLength(1)
})

test('a sender, who has no page, gets no more mails by the link either', async () => {
  const bob = `bob${tests}@nowhere.test`
  const asked = { address: bob, name: 'Bob', summary: 'Help' }
  const { requestId, key } = await askedByMail(centre.running.app.database, centre.site.id, asked, now)
  await answer(requestId, 'Who are you?')
  const [mail] = await about(key, bob)
  const listed = mail?.headers.get('list') as { unsubscribe?: { url?: string } } | undefined
  const token = listed?.unsubscribe?.url?.split('/').at(-1) ?? ''
  await centre.visitor().send('muteByLink', { params: { token } })
  await answer(requestId, 'Hello?')
  expect(await about(key, bob)).toHaveLength(1)
})
