// Who hears by mail of what happens to requests, and that rights are looked at again when the mail is sent.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Browser } from '../fixtures/browser.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let now = new Date('2026-03-01T08:00:00Z')
let centre: HelpCentre
let owner: Browser
let uwe: Person
let ida: Person
let tests = 0
let annId: string
let bobId: string
let organizationId: string
let requestTypeId: string
let fieldId: string
let ann: Browser

const later = () => {
  now = new Date(now.getTime() + 1_000)
}
const addressOf = (name: string) => `${name}${tests}@home.test`

beforeAll(async () => {
  centre = await HelpCentre.open(() => now)
  owner = centre.owner
  uwe = await makeStaff(centre.running, centre.site, 'agent', { address: 'uwe@desk.test', now })
  ida = await makeStaff(centre.running, centre.site, 'agent', { address: 'ida@desk.test', now })
  requestTypeId = (await owner.call('listHelpPortals', {})).items[0]?.requestTypes[0]?.id ?? ''
  fieldId = (await owner.call('getHelpForm', { params: { requestTypeId } })).fields[0]?.id ?? ''
})
afterAll(() => centre.close())

beforeEach(async () => {
  tests++
  later()
  annId = await centre.add('Ann Lee', addressOf('ann'))
  bobId = await centre.add('Bob', addressOf('bob'))
  organizationId = (await owner.call('addOrganization', { body: { name: `Company ${tests}` } })).id
  for (const customerId of [annId, bobId])
    await owner.call('addOrganizationPerson', { params: { organizationId }, body: { customerId } })
  later()
  ann = await centre.enter(addressOf('ann'))
})

async function ask(summary: string) {
  const body = { requestTypeId, summary, fields: { [fieldId]: 'It smokes' } }
  return ann.call('askRequest', { body })
}

/** What was written to an address about a request. */
async function told(address: string, key: string) {
  const mails = await centre.mailsTo(address)
  return mails.filter(({ subject }) => subject?.includes(`[${key}]`)).map(({ text = '' }) => text)
}

test('a new request: who asked hears that it came, agents hear who asks, with the whole address and how sure that is', async () => {
  const { key } = await ask('The printer smokes')
  expect(await told(addressOf('ann'), key)).toEqual([expect.stringContaining('has come to us')])
  const [mail = ''] = await told('uwe@desk.test', key)
  expect(mail.replaceAll('\u2060', '')).toContain(addressOf('ann'))
  expect(mail).toContain('Ann Lee')
  expect(mail).toContain('with a proven mailbox')
})

test('an answer goes to who asked and who takes part, and not to its writer', async () => {
  const { id: requestId, key } = await ask('Printer')
  const params = { requestId }
  await ann.call('addOwnParticipant', { params, body: { address: addressOf('bob') } })
  await uwe.browser.call('changeRequest', { params, body: { assigneeId: uwe.id } })
  await uwe.browser.call('writeComment', { params, body: { markdown: 'Is it **on**?' } })
  await uwe.browser.call('writeComment', { params, body: { markdown: 'Secret thoughts', internal: true } })
  for (const name of ['ann', 'bob']) {
    const mails = await told(addressOf(name), key)
    expect(mails.join()).toContain('Is it on?')
    expect(mails.join()).not.toContain('Secret')
  }
  await ann.call('writeOwnComment', { params, body: { markdown: 'It is' } })
  expect((await told('uwe@desk.test', key)).join()).toContain('It is')
  // It is Uwe's: the others hear no more of it.
  expect((await told('ida@desk.test', key)).join()).not.toContain('It is')
})

test('of a comment agents hear who wrote it, and not who asked', async () => {
  const { id: requestId, key } = await ask('Printer')
  const params = { requestId }
  await ann.call('addOwnParticipant', { params, body: { address: addressOf('bob') } })
  await uwe.browser.call('changeRequest', { params, body: { assigneeId: uwe.id } })
  await told('uwe@desk.test', key)
  later()
  const bob = await centre.enter(addressOf('bob'))
  await bob.call('writeOwnComment', { params, body: { markdown: 'Mine too' } })
  const mails = (await told('uwe@desk.test', key)).map((text) => text.replaceAll('\u2060', ''))
  const [news = ''] = mails.filter((text) => text.includes('Mine too'))
  expect(news).toContain(addressOf('bob'))
  expect(news).not.toContain(addressOf('ann'))
})

test('agents choose of what they hear', async () => {
  const body = { newRequests: false, assignments: true, answers: false }
  expect(await ida.browser.call('setDeskNotices', { body })).toEqual(body)
  const { id: requestId, key } = await ask('Printer')
  expect(await told('ida@desk.test', key)).toEqual([])
  await uwe.browser.call('changeRequest', { params: { requestId }, body: { assigneeId: ida.id } })
  expect(await told('ida@desk.test', key)).toEqual([expect.stringContaining('yours now')])
  await ann.call('writeOwnComment', { params: { requestId }, body: { markdown: 'Hello?' } })
  expect(await told('ida@desk.test', key)).toHaveLength(1)
  await ida.browser.call('setDeskNotices', { body: { newRequests: true, assignments: true, answers: true } })
})

test('whoever sees the request no longer when the mail is sent gets none, and the mails’ page says why', async () => {
  const { id: requestId, key } = await ask('Salary of the boss')
  const params = { requestId }
  await ann.call('addOwnParticipant', { params, body: { address: addressOf('bob') } })
  await told(addressOf('bob'), key)
  // Word is left of it, mails are queued, and before they are sent Bob leaves.
  await uwe.browser.call('writeComment', { params, body: { markdown: 'It is 1,000' } })
  await owner.call('removeOrganizationPerson', { params: { organizationId, customerId: bobId } })
  expect(await told(addressOf('bob'), key)).toEqual([])
  const { items } = await owner.call('listMails', { query: { to: addressOf('bob'), state: 'failed' } })
  expect(items.map(({ lastError }) => lastError)).toEqual(['This person may not see the request any more.'])
})

test('a mail about a request is kept without what was asked, and without whoever asked', async () => {
  const { key } = await ask('Salary of the boss')
  await told('uwe@desk.test', key)
  const { items } = await owner.call('listMails', { query: { to: 'uwe@desk.test' } })
  for (const { id: mailId } of items) {
    const kept = JSON.stringify(await owner.call('getMail', { params: { mailId } })).replaceAll('\u2060', '')
    for (const told of ['Salary', addressOf('ann'), 'Ann Lee']) expect(kept).not.toContain(told)
  }
})

test('whoever has no address of their own for certain is written nothing', async () => {
  const { id } = await owner.call('addCustomer', {
    body: { name: 'Claim', address: `claim${tests}@home.test` },
  })
  const { key } = await owner.call('openRequest', { body: { customerId: id, summary: 'By telephone' } })
  expect(await told(`claim${tests}@home.test`, key)).toEqual([])
})
