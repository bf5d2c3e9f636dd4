// An agent has a customer asked whether a message is theirs: by the right person, by another one, too late, twice, by a mail scanner.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../src/storage/new-id.ts'
import type { Browser } from '../fixtures/browser.ts'
import { command, commandJson } from '../fixtures/command.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { Letters, unproven } from '../fixtures/made-mail.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let now = new Date('2026-03-01T08:00:00Z')
let centre: HelpCentre
let uwe: Person
let tests = 0
let annId: string
let ann: Browser
let bob: Browser
let requestId: string
let letters: Letters

const env = () => ({ DATABASE_URL: centre.running.ownerUrl })
const minutes = (n: number) => {
  now = new Date(now.getTime() + n * 60_000)
}
const addressOf = (name: string) => `${name}${tests}@home.test`

beforeAll(async () => {
  centre = await HelpCentre.open(() => now)
  letters = await Letters.open(centre, () => now)
  await centre.owner.call('changeAccessPolicy', { body: { unknownSenders: 'accept' } })
  uwe = await makeStaff(centre.running, centre.site, 'agent', { address: 'uwe@desk.test', now })
})
afterAll(() => centre.close())

beforeEach(async () => {
  tests++
  minutes(0.1)
  annId = await centre.add(`Ann Lee ${tests}`, addressOf('ann'))
  await centre.add(`Bob ${tests}`, addressOf('bob'))
  ann = await centre.enter(addressOf('ann'))
  bob = await centre.enter(addressOf('bob'))
  const body = { customerId: annId, summary: 'Please change my bank account' }
  requestId = (await uwe.browser.call('openRequest', { body })).id
})

const read = () => uwe.browser.call('getRequest', { params: { requestId } })
const ask = (customerId = annId) =>
  uwe.browser.call('askWriter', { params: { requestId }, body: { customerId } })

async function linkFor(address: string): Promise<string> {
  const mails = await centre.mailsTo(address)
  const mail = mails.filter(({ subject }) => subject?.startsWith('Did you write')).at(-1)
  expect(mail?.text).not.toContain('bank account')
  return /\/prove\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? 'none'
}

test('the right person says yes: it is proven, and the receipt says so to anybody', async () => {
  await ask()
  const link = await linkFor(addressOf('ann'))
  // A mail scanner opens the page: nothing happens.
  await fetch(`${centre.running.origin}/prove/${link}`)
  expect((await read()).proofs).toMatchObject([{ answer: null, openedByOther: null }])
  expect(await ann.call('readProof', { body: { link } })).toEqual({
    message: { summary: 'Please change my bank account', writtenAt: now.toISOString() },
  })
  minutes(0.1)
  expect(await ann.call('answerProof', { body: { link, answer: 'yes' } })).toEqual({ taken: true })
  const whole = await read()
  expect(whole).toMatchObject({
    assurance: { level: 'proven', evidence: [{ code: 'confirmed', personId: annId }, { code: 'opened-by' }] },
    doubt: null,
    proofs: [{ customer: { id: annId }, answer: 'yes', answeredAt: now.toISOString() }],
  })
  // Once.
  expect(await ann.refused('answerProof', { body: { link, answer: 'no' } })).toMatchObject({
    code: 'not-found',
  })
  const receipt = whole.proofs[0]?.receipt ?? ''
  const { keys } = await centre.visitor().call('listReceiptKeys', {})
  expect(JSON.stringify(keys)).not.toContain('"d"')
  const folder = mkdtempSync(join(tmpdir(), 'doorward-receipt-'))
  const [file, keyFile] = [join(folder, 'receipt.jws'), join(folder, 'keys.json')]
  writeFileSync(file, receipt)
  writeFileSync(keyFile, JSON.stringify({ keys }))
  const site = ['--site', centre.site.slug]
  expect(await commandJson(env(), 'receipt', 'verify', file, ...site)).toMatchObject({
    valid: true,
    messageIsSame: true,
    receipt: {
      person: { id: annId, address: addressOf('ann') },
      answer: 'yes',
      method: 'code',
      directory: null,
    },
  })
  expect(await commandJson(env(), 'receipt', 'verify', file, '--keys', keyFile)).toMatchObject({
    valid: true,
    messageIsSame: null,
  })
  // One letter of what is signed is another.
  const [head = '', body = '', signature = ''] = receipt.split('.')
  const said = Buffer.from(body, 'base64url').toString().replace('"yes"', '"no"')
  writeFileSync(file, [head, Buffer.from(said).toString('base64url'), signature].join('.'))
  expect((await command(env(), 'receipt', 'verify', file, ...site)).code).toBe(1)
  rmSync(folder, { recursive: true })
})

test('the right person says no, and warns: it is suspect', async () => {
  await ask()
  const link = await linkFor(addressOf('ann'))
  minutes(0.1)
  await ann.call('answerProof', { body: { link, answer: 'warn' } })
  expect(await read()).toMatchObject({
    assurance: { level: 'suspect', evidence: [{ code: 'disowned', warns: true }, {}] },
    doubt: { level: 'suspect', since: now.toISOString() },
    proofs: [{ answer: 'warn' }],
  })
})

test('somebody else opens the link: it works for nobody any more, and the request is suspect', async () => {
  await ask()
  const link = await linkFor(addressOf('ann'))
  expect(await centre.visitor().refused('readProof', { body: { link } })).toMatchObject({
    code: 'not-signed-in',
  })
  expect(await bob.call('readProof', { body: { link } })).toEqual({ message: null })
  expect(await read()).toMatchObject({
    assurance: { level: 'suspect', evidence: [{ code: 'opened-by-other', name: `Bob ${tests}` }, {}] },
    proofs: [{ answer: null, receipt: null, openedByOther: { name: `Bob ${tests}` } }],
  })
  expect(await ann.refused('answerProof', { body: { link, answer: 'yes' } })).toMatchObject({
    code: 'not-found',
  })
})

test('another customer wrote it than it stands in the name of: it is suspect', async () => {
  const { items } = await uwe.browser.call('listCustomers', { query: { query: `Bob ${tests}` } })
  await ask(items[0]?.id)
  const link = await linkFor(addressOf('bob'))
  await bob.call('answerProof', { body: { link, answer: 'yes' } })
  expect(await read()).toMatchObject({
    assurance: { level: 'suspect', evidence: [{ code: 'written-by', name: `Bob ${tests}` }, {}] },
  })
})

/** Ann is asked about a mail that opened a request, and answers. */
async function answersMail(from: string, given: Parameters<Letters['write']>[1] = {}) {
  const settled = await letters.write(from, { ...given, authentication: unproven })
  requestId = settled.requestId ?? 'none'
  const before = await read()
  await ask()
  minutes(0.1)
  await ann.call('answerProof', { body: { link: await linkFor(addressOf('ann')), answer: 'yes' } })
  return { before, after: await read() }
}

test('a yes to a mail from an address of nobody proves nothing, and its doubt stays', async () => {
  const address = `ann${tests}@h0me.test`
  const { before, after } = await answersMail(address, { subject: 'A new account' })
  expect(before.doubt).not.toBeNull()
  const evidence = expect.arrayContaining([
    { code: 'written-elsewhere', personId: annId, name: `Ann Lee ${tests}`, at: now.toISOString(), address },
  ])
  const { level } = before.assurance
  expect(after).toMatchObject({
    assurance: { level, evidence },
    doubt: { level: before.doubt?.level },
    comments: [{ assurance: { level, evidence } }],
  })
})

test('a receipt of a mail covers its words, what it quoted and its files', async () => {
  const sha256 = createHash('sha256').update('IBAN').digest()
  const file = { fileName: 'iban.txt', mediaType: 'text/plain', size: 4, path: '/dev/null' }
  const { after } = await answersMail(addressOf('ann'), {
    body: 'To this account',
    quoted: 'Which account?',
    attachments: [{ ...file, id: newId(now), sha256 }],
  })
  expect(after).toMatchObject({
    assurance: { level: 'proven' },
    doubt: null,
    comments: [{ assurance: { level: 'proven' } }],
  })
  const receipt = after.proofs[0]?.receipt ?? ''
  const path = join(mkdtempSync(join(tmpdir(), 'doorward-receipt-')), 'receipt.jws')
  writeFileSync(path, receipt)
  const verify = async () =>
    (await commandJson(env(), 'receipt', 'verify', path, '--site', centre.site.slug)) as object
  expect(await verify()).toMatchObject({ messageIsSame: true, receipt: { version: 2 } })
  const { siteId, owner } = { siteId: centre.site.id, owner: centre.running.app.database }
  const change = async (table: string, set: string) =>
    owner.inSite(siteId, async (tx) =>
      tx.write({
        name: '',
        table,
        text: `update ${table} set ${set} where site_id = $1 and request_id = $2`,
        values: [siteId, requestId],
      }),
    )
  for (const [table, other, same] of [
    ['request_comments', "body = 'To that account'", "body = 'To this account'"],
    ['request_comments', "quoted = 'Why?'", "quoted = 'Which account?'"],
    ['attachments', 'sha256 = sha256(sha256)', `sha256 = '\\x${sha256.toString('hex')}'`],
  ] as const) {
    await change(table, other)
    expect(await verify(), other).toMatchObject({ messageIsSame: false })
    await change(table, same)
  }
  expect(await verify()).toMatchObject({ messageIsSame: true })
})

test('a comment of whoever asks may be what is meant, and an answer of the desk may not', async () => {
  const params = { requestId }
  const { id: own } = await ann.call('writeOwnComment', { params, body: { markdown: 'To this account' } })
  const { id: ours } = await uwe.browser.call('writeComment', { params, body: { markdown: 'Which one?' } })
  const body = { customerId: annId, commentId: ours }
  expect(await uwe.browser.refused('askWriter', { params, body })).toMatchObject({ code: 'not-found' })
  await uwe.browser.call('askWriter', { params, body: { ...body, commentId: own } })
  const link = await linkFor(addressOf('ann'))
  minutes(0.1)
  await ann.call('answerProof', { body: { link, answer: 'no' } })
  const { comments, assurance, doubt } = await read()
  expect(comments.find(({ id }) => id === own)?.assurance).toMatchObject({
    level: 'suspect',
    evidence: [{ code: 'disowned' }, {}, {}],
  })
  expect(assurance.level).toBe('known')
  expect(doubt?.level).toBe('suspect')
  // That they wrote the request says nothing about the comment.
  minutes(0.1)
  await ask()
  await ann.call('answerProof', { body: { link: await linkFor(addressOf('ann')), answer: 'yes' } })
  expect(await read()).toMatchObject({ assurance: { level: 'proven' }, doubt })
})

/** Asks about comments at once, and answers one after another. */
async function askAbout(comments: readonly { id: string }[]) {
  const links = []
  for (const { id: commentId } of comments) {
    const body = { customerId: annId, commentId }
    await uwe.browser.call('askWriter', { params: { requestId }, body })
    links.push(await linkFor(addressOf('ann')))
  }
  return links
}

async function twoDoubted() {
  const comments = []
  for (const markdown of ['To this account', 'And at once']) {
    minutes(0.1)
    comments.push(await ann.call('writeOwnComment', { params: { requestId }, body: { markdown } }))
  }
  for (const link of await askAbout(comments)) {
    minutes(0.1)
    await ann.call('answerProof', { body: { link, answer: 'no' } })
  }
  return comments
}

test('of two comments that are doubted each is asked about, and the doubt ends with the second yes', async () => {
  // The last one first, which raised the doubt that the request has.
  const links = await askAbout((await twoDoubted()).reverse())
  expect(new Set(links).size).toBe(2)
  for (const [n, link] of links.entries()) {
    minutes(0.1)
    await ann.call('answerProof', { body: { link, answer: 'yes' } })
    const { doubt } = await read()
    expect(doubt?.level).toBe(n === 0 ? 'suspect' : undefined)
  }
})

test('what an agent has acknowledged is no doubt any more, and what is found later is one', async () => {
  const comments = await twoDoubted()
  minutes(0.1)
  const acknowledge = async () =>
    uwe.browser.call('acknowledgeRequest', {
      params: { requestId },
      body: { since: (await read()).doubt?.since ?? '' },
    })
  await acknowledge()
  const [first = 'none', again = 'none'] = await askAbout([...comments.slice(1), ...comments.slice(0, 1)])
  minutes(0.1)
  // Of one that was acknowledged it is said anew that it is not theirs.
  await ann.call('answerProof', { body: { link: again, answer: 'no' } })
  minutes(0.1)
  await ann.call('answerProof', { body: { link: first, answer: 'yes' } })
  expect((await read()).doubt?.level).toBe('suspect')
  await acknowledge()
  expect((await read()).doubt).toBeNull()
})

test('nobody is asked who has no address that is theirs for certain', async () => {
  const customerId = (
    await centre.owner.call('addCustomer', { body: { name: 'Cy', address: addressOf('cy'), proven: false } })
  ).id
  expect(
    await uwe.browser.refused('askWriter', { params: { requestId }, body: { customerId } }),
  ).toMatchObject({
    code: 'conflict',
  })
})

// The last one: the owner's sign-in is not fresh any more behind it.
test('after thirty minutes the link is over, and another one may be sent', async () => {
  await ask()
  const first = await linkFor(addressOf('ann'))
  expect(
    await uwe.browser.refused('askWriter', { params: { requestId }, body: { customerId: annId } }),
  ).toMatchObject({ code: 'conflict' })
  minutes(30)
  expect(await ann.refused('readProof', { body: { link: first } })).toMatchObject({ code: 'not-found' })
  await ask()
  const second = await linkFor(addressOf('ann'))
  expect(second).not.toBe(first)
  await ann.call('answerProof', { body: { link: second, answer: 'no' } })
})
