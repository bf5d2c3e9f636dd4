// Files that go with requests, answers and notes: whoever sees the message has them, and nobody else.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from '../fixtures/browser.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { makeStaff } from '../fixtures/staff.ts'
import { begin, bring, piece, send } from '../fixtures/uploads.ts'

const helpBase = '/api/help/attachments'

let now = new Date('2026-03-01T08:00:00Z')
let centre: HelpCentre
let agent: Browser
let ann: Browser
let bob: Browser
let bobId: string
let organizationId: string
let form: { requestTypeId: string; fields: { [id: string]: string } }

beforeAll(async () => {
  centre = await HelpCentre.open(() => now)
  const { owner, running, site } = centre
  agent = (await makeStaff(running, site, 'agent', { now })).browser
  const [portal] = (await owner.call('listHelpPortals', {})).items
  const requestTypeId = portal?.requestTypes[0]?.id ?? ''
  const { fields } = await owner.call('getHelpForm', { params: { requestTypeId } })
  form = { requestTypeId, fields: { [fields[0]?.id ?? '']: 'It smokes' } }
  const annId = await centre.add('Ann', 'ann@home.test')
  bobId = await centre.add('Bob', 'bob@home.test')
  organizationId = (await owner.call('addOrganization', { body: { name: 'Globex' } })).id
  for (const customerId of [annId, bobId])
    await owner.call('addOrganizationPerson', { params: { organizationId }, body: { customerId } })
  ann = await centre.enter('ann@home.test')
  bob = await centre.enter('bob@home.test')
})
afterAll(() => centre.close())

/** A whole file, brought at the help centre. */
async function brought(by: Browser, name: string, content: string): Promise<string> {
  const { headers } = await begin(by, name, content.length, { at: helpBase })
  const location = headers.get('location') ?? ''
  expect((await piece(by, location, 0, content)).status).toBe(204)
  return location.slice(helpBase.length + 1)
}
async function ask(attachmentIds: string[]) {
  now = new Date(now.getTime() + 1_000)
  const body = { ...form, summary: 'Printer', organizationIds: [organizationId], attachmentIds }
  return (await ann.call('askRequest', { body })).id
}
const readable = async (by: Browser, id: string) =>
  (await send(by, 'GET', `${helpBase}/${id}/content`)).status === 200
const names = (files: readonly { readonly name: string }[]) => files.map(({ name }) => name)

test('files go with a request and its comments, and are read by whoever sees them', async () => {
  const log = await brought(ann, 'log.txt', 'paper jam')
  const requestId = await ask([log])
  const params = { requestId }
  expect(await readable(bob, log)).toBe(true)
  expect(await readable(agent, log)).toBe(true)
  const answer = await bring(agent, 'manual.pdf', '%PDF-1.7')
  await agent.call('writeComment', { params, body: { markdown: 'Read this', attachmentIds: [answer] } })
  // What a file says needs no words; nothing at all does.
  const photo = await brought(bob, 'photo.txt', 'x')
  await bob.call('writeOwnComment', { params, body: { markdown: '', attachmentIds: [photo] } })
  expect((await bob.refused('writeOwnComment', { params, body: { markdown: ' ' } })).code).toBe('invalid')
  const seen = await ann.call('getOwnRequest', { params })
  expect(names(seen.attachments)).toEqual(['log.txt'])
  expect(seen.attachments[0]).toMatchObject({ sizeBytes: 9, mediaType: 'text/plain', isImage: false })
  expect(seen.comments.map(({ attachments }) => names(attachments))).toEqual([['manual.pdf'], ['photo.txt']])
  const { items } = await agent.call('listComments', { params, query: {} })
  expect(items.map(({ attachments }) => names(attachments))).toEqual([['photo.txt'], ['manual.pdf']])
  expect(await readable(ann, answer)).toBe(true)
  // Who belongs to the organization no longer has none of it.
  await centre.owner.call('removeOrganizationPerson', { params: { organizationId, customerId: bobId } })
  for (const id of [log, answer, photo]) expect(await readable(bob, id)).toBe(false)
  await centre.owner.call('addOrganizationPerson', {
    params: { organizationId },
    body: { customerId: bobId },
  })
})

test('the file of an internal note is for agents alone', async () => {
  const requestId = await ask([])
  const params = { requestId }
  const secret = await bring(agent, 'secret.txt', 'internal')
  const body = { markdown: 'Look', internal: true, attachmentIds: [secret] }
  await agent.call('writeComment', { params, body })
  expect(await readable(ann, secret)).toBe(false)
  expect(JSON.stringify(await ann.call('getOwnRequest', { params }))).not.toContain('secret.txt')
  expect(JSON.stringify((await ann.call('listOwnComments', { params, query: {} })).items)).toBe('[]')
  // An agent who is a customer in the same browser reads as an agent.
  expect(await readable(agent, secret)).toBe(true)
  const whole = await agent.call('getRequest', { params })
  expect(whole.comments.map(({ attachments }) => names(attachments))).toEqual([['secret.txt']])
})

test('a message takes nobody else’s file, nor one twice; what it refuses it names, and nothing is written', async () => {
  const requestId = await ask([])
  const params = { requestId }
  const foreign = await brought(bob, 'of bob.txt', 'x')
  const own = await brought(ann, 'own.txt', 'x')
  const refused = await ann.refused('writeOwnComment', {
    params,
    body: { markdown: 'Here', attachmentIds: [foreign, own] },
  })
  expect(refused.errors).toEqual([
    {
      field: 'attachmentIds',
      rule: 'not-found',
      detail: 'A file is none of yours, or gone. Bring it again.',
    },
  ])
  expect((await ann.call('getOwnRequest', { params })).comments).toEqual([])
  await ann.call('writeOwnComment', { params, body: { markdown: 'Here', attachmentIds: [own] } })
  const again = await ann.refused('writeOwnComment', {
    params,
    body: { markdown: 'Here', attachmentIds: [own] },
  })
  expect(again.errors?.[0]?.detail).toBe('own.txt belongs to a message already.')
  expect(
    (await ann.refused('askRequest', { body: { ...form, summary: 'x', attachmentIds: [own] } })).code,
  ).toBe('invalid')
})

test('somebody who is a customer and one of the staff in one browser brings files as the face has it', async () => {
  const both = await centre.enter('ann@home.test')
  for (const [name, value] of agent.cookies) both.cookies.set(name, value)
  const asking = await brought(both, 'asking.txt', 'x')
  const answering = await bring(both, 'answering.txt', 'x')
  const requestId = await ask([asking])
  const params = { requestId }
  await agent.call('writeComment', { params, body: { markdown: 'Here', attachmentIds: [answering] } })
  expect(await readable(both, answering)).toBe(true)
})

test('a customer brings so much in a day, and what they remove does not count', async () => {
  await centre.owner.call('changeSite', { body: { attachmentMbMax: 1_000 } })
  now = new Date(now.getTime() + 1_000)
  const first = await begin(bob, 'a.dat', 600_000_000, { at: helpBase })
  expect(first.status).toBe(201)
  const over = await begin(bob, 'b.dat', 600_000_000, { at: helpBase })
  expect([over.status, over.body.errors]).toEqual([413, [expect.objectContaining({ field: 'day' })]])
  // Others are not held to it.
  expect((await begin(agent, 'b.dat', 600_000_000)).status).toBe(201)
  await send(bob, 'DELETE', first.headers.get('location') ?? '')
  expect((await begin(bob, 'b.dat', 600_000_000, { at: helpBase })).status).toBe(201)
  await centre.owner.call('changeSite', { body: { attachmentMbMax: 50 } })
})
