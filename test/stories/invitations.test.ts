// Customers are invited: the link of the mail proves the mailbox, makes the account and lets in, once; and nobody is invited next to
// somebody's address.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { invite } from '../../src/admin/invitations.ts'
import { newId } from '../../src/storage/new-id.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Browser } from '../fixtures/browser.ts'
import { commandJson } from '../fixtures/command.ts'
import { PostOffice } from '../fixtures/post-office.ts'
import { runQueue } from '../fixtures/queue.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let office: PostOffice
let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let tests = 0
let domain: string
let now = new Date()
const dayMs = 24 * 60 * 60 * 1000

beforeAll(async () => {
  office = await PostOffice.open()
  running = await runningApp({ env: { ...office.env, TRUST_PROXY: 'loopback' }, now: () => now })
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
})
afterAll(async () => {
  await running.close()
  await office.close()
})
beforeEach(() => {
  tests++
  domain = `i${tests}.test`
  office.received.length = 0
})

const visitor = () => new Browser(running.origin, { 'x-forwarded-for': `192.0.2.${tests}` })
const mailsTo = async (address: string) => {
  await runQueue(running, site, now)
  return office.received.filter(({ to }) => to.includes(address)).map(({ parsed }) => parsed)
}
const linkIn = (text: string | undefined) => /\/invitation\/(dwi_\w+_[\w-]+)/.exec(text ?? '')?.[1] ?? 'none'
const linkTo = async (address: string) => linkIn((await mailsTo(address)).at(-1)?.text)

interface More {
  readonly name?: string
  readonly organizationId?: string
  readonly words?: string
}
/** Invites one address. */
async function inviteOne(address: string, { name, ...rest }: More = {}) {
  const people = [{ address, ...(name !== undefined && { name }) }]
  const { invited, refused } = await owner.call('inviteCustomers', { body: { people, ...rest } })
  const [only] = invited
  if (!only) throw new Error(refused[0]?.detail)
  return only
}
const whyNot = async (address: string) => {
  const body = { people: [{ address }] }
  const { invited, refused } = await owner.call('inviteCustomers', { body })
  expect(invited).toEqual([])
  return refused[0]?.detail
}
const stateOf = async (id: string) => {
  const { items } = await owner.call('listInvitations', { query: { limit: 200 } })
  return items.find((one) => one.id === id)
}
const people = async (address: string) => (await owner.call('listCustomers', { query: { address } })).items
const add = (name: string, address: string, proven = true) =>
  owner.call('addCustomer', { body: { name, address, proven } })
/** Globex signs its people in, or does not. */
async function connect(mode: 'off' | 'optional' | 'required'): Promise<void> {
  await running.app.database.inSite(site.id, async (tx) =>
    tx.write({
      name: '',
      table: 'connections',
      text: `insert into connections (site_id, directory_id, protocol, mode, match_by, issuer, saml, created_at, updated_at)
        values ($1, $2, 'saml', $3, 'user-name', 'urn:idp', '{}', now(), now())
        on conflict (site_id, directory_id) do update set mode = excluded.mode`,
      values: [site.id, globex.directory.directoryId, mode],
    }),
  )
}

test('somebody is invited, reads the mail, presses the button, and is in: a customer who holds the address', async () => {
  const { id: organizationId } = await owner.call('addOrganization', { body: { name: `Team ${tests}` } })
  const address = `ann@${domain}`
  const made = await inviteOne(address, {
    name: 'Ann Lee',
    organizationId,
    words: 'See you on Monday.\nhttps://elsewhere.test/x',
  })
  expect(made).toMatchObject({ state: 'sent', organization: { id: organizationId } })
  expect(await people(address)).toEqual([])
  const [mail] = await mailsTo(address)
  expect(mail?.subject).toMatch(/invites you to/)
  expect(mail?.text).toContain(`Team ${tests}`)
  expect(mail?.text).toContain('See you on Monday.')
  // No mail program makes a link of what somebody typed.
  expect(mail?.text).not.toContain('https://elsewhere.test')
  const link = linkIn(mail?.text)
  const browser = visitor()
  // Programs that look into mails follow links: looking does nothing, however often.
  for (let n = 0; n < 2; n++) {
    expect(await browser.call('getInvitation', { params: { link } })).toMatchObject({
      siteName: site.name,
      organization: `Team ${tests}`,
      address,
      name: 'Ann Lee',
      next: 'name',
      directory: null,
    })
  }
  expect(browser.cookies.size).toBe(0)
  expect(await people(address)).toEqual([])
  const given = { params: { link }, body: { name: 'Ann A. Lee' } }
  expect(await browser.call('takeUpInvitation', given)).toEqual({ next: 'in' })
  const self = await browser.call('getSelf', {})
  expect(self).toMatchObject({ name: 'Ann A. Lee', address, standing: 'held', managedBy: null })
  expect(await owner.call('getCustomer', { params: { customerId: self.id } })).toMatchObject({
    memberships: [{ organization: { id: organizationId }, source: { kind: 'hand' } }],
  })
  expect(await owner.call('listCustomerSessions', { params: { customerId: self.id } })).toMatchObject({
    items: [{ method: 'invitation', directory: null }],
  })
  expect(await stateOf(made.id)).toMatchObject({ state: 'accepted', customerId: self.id })
  // Once.
  expect(await visitor().refused('takeUpInvitation', given)).toMatchObject({ code: 'not-found' })
  expect(await visitor().refused('getInvitation', { params: { link } })).toMatchObject({ code: 'not-found' })
  expect((await owner.refused('revokeInvitation', { params: { invitationId: made.id } })).status).toBe(409)
  const { items } = await owner.call('listAudit', { query: { subject: self.id } })
  expect(items.map(({ action }) => action)).toEqual(['invitation.accepted', 'customer.added'])
  // The link is kept nowhere: not in what is kept of the mail, and not as it is in the database.
  const kept = await owner.call('listMails', { query: { to: address } })
  const whole = await owner.call('getMail', { params: { mailId: kept.items[0]?.id ?? '' } })
  expect(JSON.stringify(whole)).not.toContain('dwi_')
})

test('who is written down unproven, or proven, is invited as who they are, and needs no name', async () => {
  for (const proven of [false, true]) {
    const address = `${proven}@${domain}`
    const { id } = await add(`Bo ${proven}`, address, proven)
    await inviteOne(address)
    const link = await linkTo(address)
    const browser = visitor()
    expect(await browser.call('getInvitation', { params: { link } })).toMatchObject({
      next: 'enter',
      name: `Bo ${proven}`,
    })
    expect(await browser.call('takeUpInvitation', { params: { link }, body: {} })).toEqual({ next: 'in' })
    expect(await browser.call('getSelf', {})).toMatchObject({ id, standing: 'held' })
    expect(await people(address)).toHaveLength(1)
  }
})

test('a name that nobody gave is asked for, and the link stays until it is there', async () => {
  await inviteOne(`noname@${domain}`)
  const link = await linkTo(`noname@${domain}`)
  const problem = await visitor().refused('takeUpInvitation', { params: { link }, body: {} })
  expect(problem.errors).toMatchObject([{ field: 'name', rule: 'missing' }])
  const given = { params: { link }, body: { name: 'Now Named' } }
  expect(await visitor().call('takeUpInvitation', given)).toEqual({ next: 'in' })
})

test('who is invited by a domain of other letters than ASCII has the address as DNS has it, and is invited once', async () => {
  const address = `kim@b\u00fccher${tests}.test`
  const plain = `kim@${new URL(`http://b\u00fccher${tests}.test`).hostname}`
  const { id } = await inviteOne(address, { name: 'Kim' })
  expect(await stateOf(id)).toMatchObject({ address: plain })
  expect(await whyNot(plain)).toMatch(/invited already/)
  // The post office reads it as people write it.
  expect(await linkTo(address)).not.toBe('none')
})

test('twenty who press the button of one link at once open one session and make one customer', async () => {
  await inviteOne(`once@${domain}`, { name: 'Once' })
  const link = await linkTo(`once@${domain}`)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => visitor().send('takeUpInvitation', { params: { link }, body: {} })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(404)])
  expect(await people(`once@${domain}`)).toHaveLength(1)
})

test('nobody is invited next to somebody’s address, and the reason is said; the others of the same call are', async () => {
  const gone = await add('Gone', `gone@${domain}`)
  await owner.call('deactivateCustomer', { params: { customerId: gone.id } })
  await globex.scim.createUser(`lee${tests}@globex.com`)
  const left = await globex.scim.createUser(`left${tests}@globex.com`)
  await globex.scim.delete(`/Users/${left.json.id}`)
  await owner.call('changeSite', { body: { staffDomains: [`staff${tests}.test`] } })
  const policy = await owner.call('getAccessPolicy', {})
  await owner.call('changeAccessPolicy', { body: { ...policy, block: [`blocked${tests}.test`] } })
  const wanted = [
    `owner@${site.slug}.test`,
    `new@staff${tests}.test`,
    `gone@${domain}`,
    `lee${tests}@globex.com`,
    `left${tests}@globex.com`,
    `x@blocked${tests}.test`,
    'nobody',
    `fine@${domain}`,
    ` FINE@${domain}`,
  ]
  const body = { people: wanted.map((address) => ({ address })) }
  const { invited, refused } = await owner.call('inviteCustomers', { body })
  const why = new Map(refused.map(({ address, detail }) => [address, detail]))
  expect(invited.map(({ address }) => address.toLowerCase())).toEqual([`fine@${domain}`])
  expect(why.get(`owner@${site.slug}.test`)).toMatch(/staff/)
  expect(why.get(`new@staff${tests}.test`)).toMatch(/staff/)
  expect(why.get(`gone@${domain}`)).toMatch(/deactivated/)
  expect(why.get(`lee${tests}@globex.com`)).toMatch(/Globex manages/)
  expect(why.get(`left${tests}@globex.com`)).toMatch(/release/)
  expect(why.get(`x@blocked${tests}.test`)).toMatch(/blocklist/)
  expect(why.get('nobody')).toMatch(/no e-mail address/)
  expect(why.size).toBe(7)
  // The same again is there already.
  expect(await whyNot(`fine@${domain}`)).toMatch(/invited already/)
  await owner.call('changeAccessPolicy', { body: policy })
})

test('where only invitations bring new accounts, an invitation does; the allowlist and a required directory hold', async () => {
  const policy = await owner.call('getAccessPolicy', {})
  await owner.call('changeAccessPolicy', { body: { ...policy, newAccounts: 'invited' } })
  await inviteOne(`let@${domain}`, { name: 'Let In' })
  const link = await linkTo(`let@${domain}`)
  expect(await visitor().call('takeUpInvitation', { params: { link }, body: {} })).toEqual({ next: 'in' })
  const listed = { ...policy, newAccounts: 'allowlisted' as const, allow: [`listed${tests}.test`] }
  await owner.call('changeAccessPolicy', { body: listed })
  expect(await whyNot(`other@${domain}`)).toMatch(/allowlist/)
  await inviteOne(`one@listed${tests}.test`, { name: 'One' })
  const waiting = await linkTo(`one@listed${tests}.test`)
  // What changes before the link is used counts.
  await owner.call('changeAccessPolicy', { body: { ...policy, block: [`listed${tests}.test`] } })
  expect(await visitor().call('getInvitation', { params: { link: waiting } })).toMatchObject({
    next: 'closed',
  })
  const given = { params: { link: waiting }, body: {} }
  expect(await visitor().refused('takeUpInvitation', given)).toMatchObject({ code: 'forbidden' })
  expect(await people(`one@listed${tests}.test`)).toEqual([])
  await owner.call('changeAccessPolicy', { body: policy })
})

test('whom a directory manages meanwhile is led to its door, and nobody is made beside it', async () => {
  const address = `meanwhile${tests}@globex.com`
  await inviteOne(address, { name: 'Mean While' })
  const link = await linkTo(address)
  await globex.scim.createUser(address)
  const params = { link }
  expect(await visitor().call('getInvitation', { params })).toMatchObject({
    next: 'directory',
    directory: null,
  })
  await connect('optional')
  expect(await visitor().call('getInvitation', { params })).toMatchObject({
    next: 'directory',
    directory: { name: 'Globex', path: expect.stringMatching(/^\/sso\//) },
  })
  expect(await visitor().refused('takeUpInvitation', { params, body: {} })).toMatchObject({
    code: 'forbidden',
  })
  expect(await people(address)).toHaveLength(1)
  await connect('off')
})

test('the code door of a directory lets nobody in by an invitation', async () => {
  const address = `door${tests}@globex.com`
  await inviteOne(address, { name: 'Door' })
  const link = await linkTo(address)
  await globex.scim.createUser(address)
  const params = { directoryId: (await owner.call('listDirectories', { query: {} })).items[0]?.id ?? '' }
  await owner.call('changeDirectorySettings', { params, body: { codeDoor: true } })
  const given = { params: { link }, body: {} }
  expect(await visitor().refused('takeUpInvitation', given)).toMatchObject({ code: 'forbidden' })
  await owner.call('changeDirectorySettings', { params, body: { codeDoor: false } })
})

test('an invitation ends after seven days, can be sent again, and of two links the last one works', async () => {
  const made = await inviteOne(`late@${domain}`, { name: 'Late' })
  const first = await linkTo(`late@${domain}`)
  now = new Date(now.getTime() + 7 * dayMs)
  owner = (await makeStaff(running, site, 'owner', { address: `again${tests}@${site.slug}.test`, now }))
    .browser
  expect(await stateOf(made.id)).toMatchObject({ state: 'expired' })
  const given = (link: string) => ({ params: { link }, body: {} })
  expect((await visitor().refused('takeUpInvitation', given(first))).code).toBe('not-found')
  const again = { params: { invitationId: made.id } }
  // Twice at once is one mail.
  const both = await Promise.all([
    owner.call('sendInvitationAgain', again),
    owner.call('sendInvitationAgain', again),
  ])
  expect(both).toMatchObject([{ state: 'sent' }, { state: 'sent' }])
  const mails = await mailsTo(`late@${domain}`)
  expect(mails).toHaveLength(2)
  const second = linkIn(mails[1]?.text)
  await owner.call('sendInvitationAgain', again)
  // Between the asking and the mail no link works.
  expect((await visitor().refused('takeUpInvitation', given(second))).code).toBe('not-found')
  const third = await linkTo(`late@${domain}`)
  expect((await visitor().refused('takeUpInvitation', given(second))).code).toBe('not-found')
  expect(await visitor().call('takeUpInvitation', given(third))).toEqual({ next: 'in' })
  expect((await owner.refused('sendInvitationAgain', again)).status).toBe(409)
})

test('taken back, an invitation opens nothing, also when the mail has not gone out yet; then the address is free', async () => {
  const made = await inviteOne(`back@${domain}`, { name: 'Back' })
  const link = await linkTo(`back@${domain}`)
  const params = { invitationId: made.id }
  await owner.call('revokeInvitation', { params })
  await owner.call('revokeInvitation', { params })
  expect((await visitor().refused('getInvitation', { params: { link } })).code).toBe('not-found')
  expect((await owner.refused('sendInvitationAgain', { params })).status).toBe(409)
  const unsent = await inviteOne(`back@${domain}`)
  await owner.call('revokeInvitation', { params: { invitationId: unsent.id } })
  expect(await mailsTo(`back@${domain}`)).toHaveLength(1)
  const { items } = await owner.call('listAudit', { query: { subject: made.id } })
  expect(items.map(({ action }) => action)).toEqual(['invitation.revoked', 'invitation.made'])
})

test('two administrators who invite one address at once invite it once', async () => {
  const second = await makeStaff(running, site, 'admin', { address: `second${tests}@${site.slug}.test`, now })
  const body = { people: [{ address: `two@${domain}` }, { address: `both@${domain}` }] }
  const turned = { people: [...body.people].reverse() }
  const [a, b] = await Promise.all([
    owner.call('inviteCustomers', { body }),
    second.browser.call('inviteCustomers', { body: turned }),
  ])
  expect(a.invited.length + b.invited.length).toBe(2)
  expect(a.refused.length + b.refused.length).toBe(2)
  expect(await mailsTo(`two@${domain}`)).toHaveLength(1)
})

test('an administrator invites so many within a quarter of an hour, and one address so often; an agent none', async () => {
  // At a site whose mails nobody sends.
  const other = await makeSite(running)
  const { database } = running.app
  const batch = (n: number) => ({
    people: Array.from({ length: 50 }, (_, i) => ({ address: `p${n}-${i}@${domain}` })),
  })
  const by = (staffId: string) => ({ actor: { kind: 'staff', staffId } as const, now })
  const [busy, idle] = [newId(), newId()]
  for (let n = 0; n < 3; n++) await invite(database, other.id, batch(n), null, by(busy))
  await expect(invite(database, other.id, batch(3), null, by(busy))).rejects.toThrow(/You have sent 150/)
  // Nothing of that call was done, and somebody else goes on, until the site has had enough.
  for (let n = 3; n < 6; n++) {
    expect((await invite(database, other.id, batch(n), null, by(idle))).invited).toHaveLength(50)
  }
  await expect(invite(database, other.id, batch(6), null, by(newId()))).rejects.toThrow(/This site has sent/)
  const made = await inviteOne(`often@${domain}`)
  const again = { params: { invitationId: made.id } }
  const statuses: number[] = []
  for (let n = 0; n < 6; n++) {
    await mailsTo(`often@${domain}`)
    statuses.push((await owner.send('sendInvitationAgain', again)).status)
  }
  expect(statuses).toEqual([200, 200, 200, 200, 429, 429])
  const agent = await makeStaff(running, site, 'agent', { address: `agent${tests}@${site.slug}.test`, now })
  expect((await agent.browser.refused('inviteCustomers', { body: batch(9) })).status).toBe(403)
})

test('whoever comes back after an erasure waits for a person, and nothing of an invitation outlasts the erasure', async () => {
  const address = `erased@${domain}`
  await inviteOne(address, { name: 'Zelda Wumpus' })
  const link = await linkTo(address)
  const browser = visitor()
  await browser.call('takeUpInvitation', { params: { link }, body: {} })
  const { id: customerId } = await browser.call('getSelf', {})
  owner = (await makeStaff(running, site, 'owner', { address: `eraser${tests}@${site.slug}.test`, now }))
    .browser
  await owner.call('eraseCustomer', { params: { customerId }, body: { confirm: 'Zelda Wumpus' } })
  for (const table of ['invitations', 'audit_values', 'mails']) {
    const rows = await readRows(running, site, {
      name: '',
      text: `select 1 from ${table} t where site_id = $1 and (lower(t::text) like '%wumpus%' or lower(t::text) like '%' || $2 || '%')`,
      values: [site.id, address],
    })
    expect([table, rows]).toEqual([table, []])
  }
  await inviteOne(address, { name: 'Zelda Back' })
  const back = await linkTo(address)
  const waiting = visitor()
  expect(await waiting.call('takeUpInvitation', { params: { link: back }, body: {} })).toEqual({
    next: 'waits',
  })
  expect((await waiting.refused('getSelf', {})).code).toBe('not-signed-in')
  expect(await people(address)).toMatchObject([{ active: false }])
})

test('an organization that is gone by then keeps nobody out', async () => {
  const { id: organizationId } = await owner.call('addOrganization', { body: { name: `Short ${tests}` } })
  await inviteOne(`short@${domain}`, { name: 'Short', organizationId })
  const link = await linkTo(`short@${domain}`)
  await owner.call('deleteOrganization', { params: { organizationId } })
  expect(await visitor().call('getInvitation', { params: { link } })).toMatchObject({ organization: null })
  expect(await visitor().call('takeUpInvitation', { params: { link }, body: {} })).toEqual({ next: 'in' })
})

test('another site knows nothing of a link', async () => {
  const other = await makeSite(running)
  const wanted = { people: [{ address: `x@${domain}`, name: 'X' }] }
  const { invited } = await invite(running.app.database, other.id, wanted, null, byTest())
  expect(invited).toHaveLength(1)
  await runQueue(running, other, now)
  const link = linkIn(office.received.find(({ to }) => to.includes(`x@${domain}`))?.parsed.text)
  expect(link).toMatch(/^dwi_/)
  const host = `${site.slug}.localhost`
  const here = new Browser(running.origin, { origin: `http://${host}`, 'x-forwarded-host': host })
  expect((await here.refused('getInvitation', { params: { link } })).code).toBe('not-found')
  expect((await here.refused('takeUpInvitation', { params: { link }, body: {} })).code).toBe('not-found')
})

test('the command line invites, lists, sends again and takes back as the API does', async () => {
  const run = (...words: string[]) => commandJson({ DATABASE_URL: running.ownerUrl }, 'customer', ...words)
  const on = ['--site', site.slug]
  const { invited, refused } = await run('invite', `cli@${domain}`, 'nobody', '--words', 'Hello', ...on)
  expect(invited).toMatchObject([{ address: `cli@${domain}`, state: 'sent', words: 'Hello' }])
  expect(refused).toMatchObject([{ address: 'nobody', reason: 'bad-address', by: null }])
  expect(await run('invitations', '--email', `cli@${domain}`, ...on)).toMatchObject([{ state: 'sent' }])
  const { id } = invited[0]
  expect(await run('invite-again', id, ...on)).toMatchObject({ id, state: 'sent' })
  expect(await run('revoke', id, ...on)).toEqual({ id, state: 'revoked' })
  expect(await run('invitations', '--email', `cli@${domain}`, ...on)).toMatchObject([{ state: 'revoked' }])
  // Each state by itself, at the command line and by the API.
  const found = async (state: 'sent' | 'revoked' | 'accepted' | 'expired') => {
    const { items } = await owner.call('listInvitations', { query: { address: `cli@${domain}`, state } })
    const lines = await run('invitations', '--email', `cli@${domain}`, '--state', state, ...on)
    expect(lines).toHaveLength(items.length)
    return items.length
  }
  expect([
    await found('sent'),
    await found('revoked'),
    await found('accepted'),
    await found('expired'),
  ]).toEqual([0, 1, 0, 0])
})
