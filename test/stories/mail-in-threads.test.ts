// From one mail server to another and back: a request by mail, an answer, and the answer to it, over real SMTP.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MailWorld } from '../../demo/simulator/mail-world.ts'
import { senderActsPerHourMax } from '../../src/model/desk/pace.ts'
import { keepLookAlikeKeys } from '../../src/requests/look-alikes.ts'
import type { Site } from '../../src/storage/sites.ts'
import { mailboxAt } from '../fixtures/arrived-mail.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { runQueue } from '../fixtures/queue.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let world: MailWorld
let office: PostOffice
let running: RunningApp
let site: Site
let owner: Person
let port: number
let sent = 0

beforeAll(async () => {
  world = await MailWorld.open()
  world.publish('globex.test', { spf: 'v=spf1 ip4:127.0.0.1 -all', dkim: true, dmarc: 'v=DMARC1; p=reject' })
  world.publish('nowhere.test', { spf: 'v=spf1 ip4:127.0.0.1 -all', dkim: true, dmarc: 'v=DMARC1; p=reject' })
  world.publish('initech.test', { spf: 'v=spf1 -all', dmarc: 'v=DMARC1; p=reject' })
  office = await PostOffice.open()
  running = await runningApp({ env: { ...world.env, ...office.env } })
  await running.app.mailIn?.listen()
  port = running.app.mailIn?.port ?? 0
  site = await makeSite(running)
  owner = await makeStaff(running, site, 'owner')
  await mailboxAt(running.app.database, site.id, 'help@acme.test', byTest())
  for (const [name, address] of [
    ['Ann Lee', 'ann@globex.test'],
    ['Peter', 'peter@initech.test'],
  ] as const)
    await owner.browser.call('addCustomer', { body: { name, address, proven: true } })
})
afterAll(async () => {
  await running.close()
  await office.close()
  await world.close()
})

/** Brings a mail as the server of its sender's domain, and answers what became of it. */
async function bring(from: string, more: object = {}, signedBy?: string, envelopeTo?: string[]) {
  const mail = {
    from,
    to: 'help@acme.test',
    subject: `Printer ${++sent}`,
    text: 'It is on fire.',
    messageId: `<${sent}@elsewhere.test>`,
    ...more,
  }
  await world.bring(port, mail, {
    ...(signedBy && { signedBy }),
    ...(envelopeTo && { envelopeTo, envelopeFrom: from }),
  })
  await runQueue(running, site)
  const [newest] = (await owner.browser.call('listArrivedMails', { query: {} })).items
  return owner.browser.call('getArrivedMail', { params: { arrivedMailId: newest?.id ?? '' } })
}

const mailsTo = (address: string) => office.received.filter(({ to }) => to.includes(address))
const queue = async () =>
  (await owner.browser.call('listQueue', { query: { state: 'all', sort: 'newest' } })).items

test('a mail becomes a request, its answer comes back by mail, and the answer to that goes into the request', async () => {
  await bring('Ann <ann@globex.test>', {}, 'globex.test')
  const [asked] = await queue()
  expect(asked).toMatchObject({
    requester: { emailAddress: 'ann@globex.test', kind: 'customer' },
    assurance: { level: 'proven' },
  })
  const params = { requestId: asked?.id ?? '' }
  await owner.browser.call('writeComment', { params, body: { markdown: 'Is it **on**?' } })
  await runQueue(running, site)
  const [answer] = mailsTo('ann@globex.test').slice(-1)
  const replyTo = answer?.parsed.replyTo?.value[0]?.address ?? ''
  expect(answer?.parsed.inReplyTo).toBe(`<${sent}@elsewhere.test>`)
  expect(answer?.parsed.headers.get('auto-submitted')).toBe('auto-generated')
  const text = `Yes, it is.\n\nOn Sun, 1 Mar 2026 at 09:00, Acme <${replyTo}> wrote:\n> Is it on?\n`
  await bring('ann@globex.test', { to: replyTo, text }, 'globex.test', [replyTo])
  const whole = await owner.browser.call('getRequest', { params })
  expect(whole.status).toBe('waiting-for-support')
  expect(whole.comments.at(-1)?.markdown.replaceAll('\\', '')).toBe('Yes, it is.')
  expect(JSON.stringify(whole.comments.at(-1)?.quoted)).toContain('Is it on')
})

test('a forged mail is suspect, tells its supposed sender nothing, and enters nothing', async () => {
  await bring('peter@initech.test')
  const [asked] = await queue()
  expect(asked).toMatchObject({ requester: { name: 'Peter' }, assurance: { level: 'suspect' } })
  expect(mailsTo('peter@initech.test')).toEqual([])
})

test('a vendor nobody knows writes under the name of an employee, and the agent sees why that is suspect', async () => {
  await owner.browser.call('changeAccessPolicy', { body: { unknownSenders: 'accept' } })
  await makeStaff(running, site, 'agent', { address: 'uwe@acme.test', name: 'Uwe Berg' })
  await keepLookAlikeKeys(running.app.database, site.id)
  await bring('Uwe Berg <billing@nowhere.test>', {}, 'nowhere.test')
  const [asked] = await queue()
  expect(asked?.requester).toMatchObject({ kind: 'sender', emailAddress: 'billing@nowhere.test' })
  expect(asked?.assurance.level).toBe('suspect')
  expect(asked?.assurance.evidence).toContainEqual(
    expect.objectContaining({ code: 'name-like', person: 'staff', name: 'Uwe Berg' }),
  )
})

test('who is refused hears of it once a day, where it is proven that they wrote', async () => {
  await owner.browser.call('changeAccessPolicy', { body: { unknownSenders: 'refuse' } })
  const before = (await queue()).length
  await bring('bob@nowhere.test', {}, 'nowhere.test')
  await bring('bob@nowhere.test', {}, 'nowhere.test')
  await bring('eve@initech.test')
  await bring('cid@nowhere.test', { headers: { 'Auto-Submitted': 'auto-replied' } }, 'nowhere.test')
  expect(mailsTo('bob@nowhere.test').map(({ parsed }) => parsed.subject)).toEqual([
    expect.stringContaining('was not taken'),
  ])
  expect([...mailsTo('eve@initech.test'), ...mailsTo('cid@nowhere.test')]).toEqual([])
  expect(await queue()).toHaveLength(before)
})

test('another desk that answers every mail of ours with a new one of its own is stopped after an hour’s pace', async () => {
  await owner.browser.call('changeAccessPolicy', { body: { unknownSenders: 'accept' } })
  const desk = 'desk@globex.test'
  const results: (string | null)[] = []
  let heard = -1
  // It names no mail of ours, and says nowhere that it is a program.
  while (mailsTo(desk).length > heard && results.length < 100) {
    heard = mailsTo(desk).length
    const { result } = await bring(desk, { subject: `We received your mail ${heard}` }, 'globex.test')
    results.push(result)
  }
  expect(results).toEqual([...Array(senderActsPerHourMax).fill('opened'), 'held'])
  expect(mailsTo(desk)).toHaveLength(senderActsPerHourMax)
})

test('another desk that answers at the address that was made for it is answered once', async () => {
  const desk = 'tickets@globex.test'
  await bring(desk, {}, 'globex.test')
  const replyTo = mailsTo(desk)[0]?.parsed.replyTo?.value[0]?.address ?? ''
  for (let n = 0; n < 3; n++) {
    const { result } = await bring(desk, { to: replyTo, text: `Ticket ${n}` }, 'globex.test', [replyTo])
    expect(result).toBe('commented')
  }
  expect(mailsTo(desk)).toHaveLength(1)
})

test("a leaver's reply enters nothing", async () => {
  const { scim } = await makeDirectory(running, site, 'Nowhere', { domains: ['nowhere.test'] })
  const made = await scim.createUser('dan', { emails: [{ value: 'dan@nowhere.test', primary: true }] })
  await bring('dan@nowhere.test', {}, 'nowhere.test')
  const [asked] = await queue()
  expect(asked).toMatchObject({
    requester: { emailAddress: 'dan@nowhere.test', kind: 'customer' },
    assurance: { level: 'proven' },
  })
  const params = { requestId: asked?.id ?? '' }
  await owner.browser.call('writeComment', { params, body: { markdown: 'Is it on?' } })
  await runQueue(running, site)
  const replyTo = mailsTo('dan@nowhere.test').at(-1)?.parsed.replyTo?.value[0]?.address ?? ''
  expect(
    (await scim.patch(`/Users/${made.json.id}`, { op: 'replace', path: 'active', value: false })).status,
  ).toBe(200)
  const count = (await owner.browser.call('getRequest', { params })).comments.length
  const refused = await bring('dan@nowhere.test', { to: replyTo }, 'nowhere.test', [replyTo])
  expect(refused).toMatchObject({ result: 'refused', reason: 'deactivated-by-directory' })
  expect((await owner.browser.call('getRequest', { params })).comments).toHaveLength(count)
})
