import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { runQueue } from '../fixtures/queue.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { goodPassword, makeStaff, type Person } from '../fixtures/staff.ts'

let office: PostOffice
let running: RunningApp
let site: Site
let owner: Person

beforeAll(async () => {
  office = await PostOffice.open()
  running = await runningApp({ env: office.env })
  site = await makeSite(running)
  owner = await makeStaff(running, site, 'owner')
})
afterAll(async () => {
  await running.close()
  await office.close()
})
beforeEach(() => {
  office.received.length = 0
})

/** What arrived at an address since the last look, newest last. */
const arrivedAt = (address: string) =>
  office.received.filter(({ to }) => to.includes(address)).map(({ parsed }) => parsed)
const linkIn = (text: string | undefined) => /\/link\/(dwl_\S+)/.exec(text ?? '')?.[1] ?? ''

test('an invited person gets the link by mail, in the language chosen for them; nobody else sees it', async () => {
  const body = { name: 'Uwe', address: 'uwe@acme.test', role: 'agent', byMail: true, language: 'de' } as const
  const { staff, link, mailId } = await owner.browser.call('createStaff', { body })
  expect(link).toBeNull()
  await runQueue(running, site)
  const [mail] = arrivedAt('uwe@acme.test')
  expect(mail?.subject).toBe(`Ihr Konto bei ${site.name}`)
  expect(mail?.text).toContain('The owner hat ein Konto')
  const uwe = new Browser(running.origin, { 'accept-language': 'de-AT,de;q=0.9' })
  const given = { params: { link: linkIn(mail?.text) }, body: { password: goodPassword } }
  expect((await uwe.call('completeLink', given)).staff.id).toBe(staff.id)
  // What is kept has a gap where the link stood.
  const kept = await owner.browser.call('getMail', { params: { mailId: mailId ?? '' } })
  expect(kept).toMatchObject({
    state: 'sent',
    to: { name: 'Uwe', address: 'uwe@acme.test' },
    subject: mail?.subject,
  })
  const html = await owner.browser.send('getMailHtml', { params: { mailId: mailId ?? '' } })
  for (const text of [kept.text, html.body]) {
    expect(text).toContain('/link/…')
    expect(text).not.toContain('dwl_')
  }
})

test('a mail that is tried again brings a link that works, and so does the one of an attempt that did arrive', async () => {
  office.answers = [{ code: 451, words: 'Stored it, and lost the answer' }]
  const params = { staffId: owner.id }
  await owner.browser.call('mailStaffLink', { params })
  await runQueue(running, site)
  await runQueue(running, site, new Date(Date.now() + 2 * 60_000))
  const [first, second] = arrivedAt(owner.address)
  expect(second?.messageId).toBe(first?.messageId)
  expect(linkIn(second?.text)).not.toBe(linkIn(first?.text))
  const browser = new Browser(running.origin)
  for (const mail of [first, second]) {
    expect(await browser.call('getLink', { params: { link: linkIn(mail?.text) } })).toMatchObject({
      kind: 'reset',
    })
  }
})

test('whoever clicks twice sends one link, which works; a second mail would have ended the first one’s', async () => {
  const body = { name: 'Kim', address: 'kim@acme.test', role: 'agent', byMail: true } as const
  const { staff } = await owner.browser.call('createStaff', { body })
  await runQueue(running, site)
  office.received.length = 0
  const params = { staffId: staff.id }
  const clicks = await Promise.all([1, 2].map(() => owner.browser.call('mailStaffLink', { params })))
  expect(clicks[1]).toEqual(clicks[0])
  await runQueue(running, site)
  const [mail, ...others] = arrivedAt('kim@acme.test')
  expect(others).toEqual([])
  const link = { params: { link: linkIn(mail?.text) } }
  expect(await new Browser(running.origin).call('getLink', link)).toMatchObject({ kind: 'invite' })
  expect(await owner.browser.call('mailStaffLink', { params })).not.toEqual(clicks[0])
  await runQueue(running, site)
})

test('a mail with a link is not tried again by whoever may only try mails again', async () => {
  office.answers = [{ code: 550, words: 'No such mailbox' }]
  const body = { name: 'Ida', address: 'ida@acme.test', role: 'agent', byMail: true } as const
  const { mailId } = await owner.browser.call('createStaff', { body })
  await runQueue(running, site)
  const params = { mailId: mailId ?? '' }
  expect(await owner.browser.call('getMail', { params })).toMatchObject({ state: 'failed' })
  expect(await owner.browser.refused('retryMail', { params })).toMatchObject({
    code: 'conflict',
    detail: 'A mail with a link is not tried again by hand. Send this person a new link, under Staff.',
  })
  expect(await owner.browser.call('getMail', { params })).toMatchObject({ state: 'failed' })
})

test('a mail that is tried again and again by hand makes one attempt, and goes on as if it were tried once', async () => {
  await owner.browser.call('changePassword', { body: { password: `${goodPassword} anew` } })
  await owner.browser.call('changePassword', { body: { password: goodPassword } })
  const { items } = await owner.browser.call('listMails', { query: { state: 'queued' } })
  const params = { mailId: items[0]?.id ?? '' }
  const putOff = { code: 451, words: 'Later' }
  office.answers = Array.from({ length: 20 }, () => putOff)
  await runQueue(running, site)
  office.received.length = 0
  for (let n = 0; n < 5; n++) await owner.browser.call('retryMail', { params })
  await runQueue(running, site)
  expect(office.received).toHaveLength(1)
  // Neither do the tasks of earlier plans.
  await runQueue(running, site, new Date(Date.now() + 2 * 60_000))
  expect(await owner.browser.call('getMail', { params })).toMatchObject({ state: 'queued', attempts: 2 })
  office.answers = []
  await runQueue(running, site, new Date(Date.now() + 60 * 60_000))
  expect(await owner.browser.call('getMail', { params })).toMatchObject({ state: 'sent', attempts: 3 })
})

test('no link is made for who was disabled before the mail went', async () => {
  const body = { name: 'Eva', address: 'eva@acme.test', role: 'agent', byMail: true } as const
  const { staff, mailId } = await owner.browser.call('createStaff', { body })
  await owner.browser.call('disableStaff', { params: { staffId: staff.id } })
  await runQueue(running, site)
  expect(arrivedAt('eva@acme.test')).toEqual([])
  expect(await owner.browser.call('getMail', { params: { mailId: mailId ?? '' } })).toMatchObject({
    state: 'failed',
    lastError: 'The account is disabled by now, so no link was made.',
  })
})

test('whoever changes how they sign in hears of it, and of what an administrator did', async () => {
  const agent = await makeStaff(running, site, 'agent')
  const { browser, address } = agent
  browser.headers['accept-language'] = 'de'
  await browser.call('signIn', { body: { address, password: goodPassword } })
  const password = 'another otter violin gravel'
  await browser.call('changePassword', { body: { password } })
  await runQueue(running, site)
  const [mail] = arrivedAt(address)
  expect(mail?.subject).toBe(`Ihre Anmeldung bei ${site.name} wurde geändert`)
  expect(mail?.text).toContain('Ihr Passwort wurde geändert.')
  expect(mail?.text).toContain('Durch: Sie')
  expect(mail?.text).not.toContain(password)
})

test('an administrator looks at mails by state and address, page by page, and tries a refused one again', async () => {
  office.answers = [{ code: 550, words: 'No such mailbox' }]
  const sent = await owner.browser.call('sendTestMail', { body: { address: 'nobody@acme.test' } })
  expect(sent).toMatchObject({ state: 'queued', attempts: 0 })
  await runQueue(running, site)
  for (const address of ['ann@globex.test', 'bo@globex.test', undefined]) {
    await owner.browser.call('sendTestMail', { body: { ...(address ? { address } : {}), language: 'de' } })
  }
  await runQueue(running, site)
  expect(arrivedAt(owner.address)[0]?.subject).toBe(`Testnachricht von ${site.name}`)
  const addresses = async (query: object) =>
    (await owner.browser.call('listMails', { query })).items.map(({ to }) => to.address)
  expect(await addresses({ to: 'ANN@' })).toEqual(['ann@globex.test'])
  expect(await addresses({ to: 'ann@', state: 'failed' })).toEqual([])
  expect(await addresses({ to: 'nobody', state: 'failed' })).toEqual(['nobody@acme.test'])
  const first = await owner.browser.call('listMails', { query: { limit: 2 } })
  expect(first.items).toHaveLength(2)
  const rest = await owner.browser.call('listMails', { query: { after: first.next ?? '' } })
  const ids = [...first.items, ...rest.items].map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].sort().reverse())
  expect(rest.next).toBeNull()
  const params = { mailId: sent.id }
  expect(await owner.browser.call('retryMail', { params })).toMatchObject({ state: 'queued', attempts: 0 })
  await runQueue(running, site)
  expect(await owner.browser.call('getMail', { params })).toMatchObject({ state: 'sent', attempts: 1 })
  expect(await owner.browser.refused('retryMail', { params })).toMatchObject({ code: 'conflict' })
  const audit = await owner.browser.call('listAudit', { query: { subject: sent.id } })
  expect(audit.items.map(({ action }) => action)).toEqual(['mail.retried', 'mail.test-sent'])
})

test("the HTML of a mail comes with a policy under which it can do nothing, and another site's mail not at all", async () => {
  const { id } = await owner.browser.call('sendTestMail', { body: {} })
  const params = { mailId: id }
  expect(await owner.browser.refused('getMailHtml', { params })).toMatchObject({ status: 404 })
  await runQueue(running, site)
  const { body, headers } = await owner.browser.send('getMailHtml', { params })
  expect(body).toContain('<html lang="en"')
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  const policy = headers.get('content-security-policy')
  expect(policy).toMatch(/default-src 'none'/)
  expect(policy).toMatch(/; sandbox;/)
  expect(policy).not.toMatch(/script-src|img-src/)
})

test("the site's logo comes along as a part of the mail, and is seen in what is kept of it", async () => {
  const png = await sharp({ create: { width: 480, height: 60, channels: 4, background: '#f0b400' } })
    .png()
    .toBuffer()
  await owner.browser.call('setLogo', { body: { image: png.toString('base64') } })
  const { id } = await owner.browser.call('sendTestMail', { body: {} })
  await runQueue(running, site)
  const [mail] = arrivedAt(owner.address)
  expect(mail?.attachments).toMatchObject([
    { cid: 'logo@doorward', contentType: 'image/png', contentDisposition: 'inline', related: true },
  ])
  expect(mail?.attachments[0]?.content.subarray(1, 4).toString()).toBe('PNG')
  // The parser puts the parts of a mail where its HTML names them.
  const name = (await owner.browser.call('getSite', {})).name
  expect(mail?.html).toMatch(/<img src="data:image\/png;base64,[^"]+" alt="[^"]+" width="240" height="30"/)
  expect(mail?.html).toContain(`alt="${name}"`)
  expect(mail?.html).not.toMatch(/(src|background)="?(https?:|\/\/|cid:)/)

  const shown = () => owner.browser.send('getMailHtml', { params: { mailId: id } })
  const { body, headers } = await shown()
  expect(body).toMatch(/<img src="data:image\/png;base64,[^"]+" alt=/)
  const policy = headers.get('content-security-policy')
  expect(policy).toMatch(/default-src 'none'.*; sandbox;.*; img-src data:$/)
  expect(policy).not.toMatch(/script-src/)
  await owner.browser.call('removeLogo', {})
  expect((await shown()).body).toContain(`<img  alt="${name}"`)
})

test('how mails leave is told without the password', async () => {
  expect(await owner.browser.call('getMailSending', {})).toEqual({
    server: `127.0.0.1:${office.port}`,
    from: 'help@doorward.test',
    tls: 'off',
    signedFor: null,
  })
})

test('without a mail server a captured mail is read, and cannot be sent', async () => {
  const other = await runningApp()
  try {
    const there = await makeSite(other)
    const { browser } = await makeStaff(other, there, 'owner')
    expect(await browser.call('getMailSending', {})).toMatchObject({ server: null })
    const { id } = await browser.call('sendTestMail', { body: {} })
    await runQueue(other, there)
    const params = { mailId: id }
    expect(await browser.call('getMail', { params })).toMatchObject({
      state: 'captured',
      text: expect.stringContaining('The owner'),
    })
    expect(await browser.refused('retryMail', { params })).toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('SMTP_HOST'),
    })
  } finally {
    await other.close()
  }
})

test('a site sends few test mails in a quarter of an hour, because they go to anybody', async () => {
  const testMail = (n: number) =>
    owner.browser.send('sendTestMail', { body: { address: `victim${n}@else.test` } })
  const answers: { status: number }[] = []
  for (let n = 0; n < 11; n++) answers.push(await testMail(n))
  expect(answers[0]).toMatchObject({ status: 201 })
  expect(answers.at(-1)).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } })
  const { items } = await owner.browser.call('listMails', { query: { to: 'victim', limit: 50 } })
  expect(items).toHaveLength(answers.filter(({ status }) => status === 201).length)
})

test('a person gets few links by mail in a quarter of an hour, and a site sends no more than a hundred', async () => {
  const eve = { name: 'Eve', address: 'eve-many@acme.test', role: 'agent', byMail: true } as const
  const { staff } = await owner.browser.call('createStaff', { body: eve })
  const params = { staffId: staff.id }
  const again: Awaited<ReturnType<Browser['send']>>[] = []
  for (let n = 0; n < 6; n++) {
    await runQueue(running, site)
    again.push(await owner.browser.send('mailStaffLink', { params }))
  }
  expect(again.filter(({ status }) => status === 200)).toHaveLength(4)
  expect(again.find(({ status }) => status !== 200)).toMatchObject({
    status: 429,
    body: { code: 'too-many-attempts', detail: expect.stringContaining('Eve was sent 5 links') },
  })
  const others = await Promise.all(
    Array.from({ length: 101 }, (_, n) =>
      owner.browser.send('createStaff', { body: { ...eve, address: `victim${n}@else.test` } }),
    ),
  )
  expect(new Set(others.map(({ status }) => status))).toEqual(new Set([201, 429]))
  const { items } = await owner.browser.call('listMails', { query: { limit: 200 } })
  expect(items.filter(({ kind }) => kind === 'staff-link').length).toBeLessThanOrEqual(100)
  // Who is not written to is not made either.
  const made = others.filter(({ status }) => status === 201)
  const people = (await owner.browser.call('listStaff', { query: { limit: 200 } })).items
  expect(people.filter(({ address }) => address.startsWith('victim'))).toHaveLength(made.length)
})
