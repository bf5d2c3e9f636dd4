// Who gets in: the policy is changed, explained, and shows whom it no longer fits, over real HTTP and on the command line.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { command, commandJson } from '../fixtures/command.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let env: Record<string, string>

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
  globex = await makeDirectory(running, site, 'Globex')
  const params = { directoryId: keyOf(globex.directory.directoryId) }
  await owner.call('declareDomain', { params, body: { domain: 'globex.com' } })
  for (const name of ['ann', 'bob', 'cid']) {
    await globex.scim.createUser(`${name}@globex.com`, { displayName: name })
  }
  await globex.scim.createUser('nobody', { displayName: 'dan' })
  env = { DATABASE_URL: running.ownerUrl, PUBLIC_URL: 'https://help.example.com/' }
})
afterAll(() => running.close())

const change = (body: object) => owner.call('changeAccessPolicy', { body })
const standard = {
  newAccounts: 'anyone',
  allow: [],
  block: [],
  bindsDirectories: false,
  unknownSenders: 'hold',
  leaverMail: 'refuse',
} as const

/** What each way in answers, as `portal: account anyone`. */
async function answers(address: string): Promise<string[]> {
  const { items } = await owner.call('explainAccess', { query: { address } })
  return items.map(({ channel, outcome, reason, by }) =>
    [`${channel}: ${outcome} ${reason}`, by].filter((part) => part !== null).join(' '),
  )
}

test('until somebody decides, anybody may have an account, and mail of strangers waits', async () => {
  expect(await owner.call('getAccessPolicy', {})).toEqual(standard)
  expect(await answers('new@hooli.com')).toEqual([
    'portal: account anyone',
    'email: hold unknown-sender',
    'agent: account anyone',
    'import: account anyone',
    'scim: account directory-vouches',
    'sso: account directory-vouches',
  ])
})

test('a change is put in order, holds at once, and is audited with before and after', async () => {
  const saved = await change({ block: ['*.Hooli.com', 'hooli.com', 'hooli.com'], unknownSenders: 'accept' })
  expect(saved).toEqual({ ...standard, block: ['*.hooli.com', 'hooli.com'], unknownSenders: 'accept' })
  expect(await answers('new@eu.hooli.com')).toContain('portal: refuse blocked *.hooli.com')
  const { items } = await owner.call('listAudit', { query: { subject: keyOf(site.id), limit: 1 } })
  expect(items[0]).toMatchObject({
    action: 'access-policy.changed',
    details: {
      block: { before: [], after: ['*.hooli.com', 'hooli.com'] },
      unknownSenders: { before: 'hold', after: 'accept' },
    },
  })
  await change(standard)
})

test.each([
  [{ allow: ['globex'] }, 'allow', 'globex is none'],
  [{ newAccounts: 'allowlisted' }, 'allow', 'must name a domain'],
  [
    { allow: ['eu.globex.com'], block: ['*.globex.com'] },
    'allow',
    'because the blocklist names *.globex.com',
  ],
])('%o is refused, and nothing is saved', async (body, field, detail) => {
  for (const operation of ['changeAccessPolicy', 'previewAccessPolicy'] as const) {
    const { errors = [] } = await owner.refused(operation, { body: body as never })
    expect(errors).toEqual([expect.objectContaining({ field, detail: expect.stringContaining(detail) })])
  }
  expect(await owner.call('getAccessPolicy', {})).toEqual(standard)
})

test('whom a policy would not fit is counted before, and the very same people are listed after; they stay', async () => {
  const narrow = { newAccounts: 'allowlisted' as const, allow: ['initech.com'] }
  expect(await owner.call('previewAccessPolicy', { body: narrow })).toEqual({ people: 0, first: [] })
  const bound = { ...narrow, bindsDirectories: true }
  const { people, first } = await owner.call('previewAccessPolicy', { body: bound })
  expect([people, first.map(({ name }) => name)]).toEqual([4, ['ann', 'bob', 'cid', 'dan']])
  expect(await owner.call('getAccessPolicy', {})).toEqual(standard)
  await change(bound)
  const pages = []
  for (let after: string | null = null, n = 0; n < 5; n += 1) {
    const query: { limit: number; after?: string } = after === null ? { limit: 3 } : { limit: 3, after }
    const { items, next } = await owner.call('listAccessMisfits', { query })
    pages.push(items)
    if (next === null) break
    after = next
  }
  expect(pages.flat()).toEqual(first)
  expect(pages.map(({ length }) => length)).toEqual([3, 1])
  const { items } = await owner.call('listCustomers', { query: {} })
  expect(items.filter(({ active }) => active)).toHaveLength(4)
  await change(standard)
})

test('staff and customers are known; whom a directory let go no other door takes in, and who only claims an address keeps nobody out', async () => {
  await makeStaff(running, site, 'agent', { address: 'kim@acme.test' })
  expect(await answers('Kim@acme.test')).toContain('agent: refuse staff-is-no-customer')
  expect(await answers('ANN@globex.com')).toContain('portal: in directory-signs-in Globex')

  const hooli = await makeDirectory(running, site, 'Hooli')
  const { json: claimant } = await hooli.scim.createUser('boss@initech.com', { displayName: 'boss' })
  await hooli.scim.delete(`/Users/${claimant.id}`)
  expect(await answers('boss@initech.com')).toContain('portal: account anyone')

  const { json: found } = await globex.scim.get('/Users?filter=userName eq "bob@globex.com"')
  await globex.scim.delete(`/Users/${found.Resources[0].id}`)
  const gone = await answers('bob@globex.com')
  expect(gone).toEqual([
    'portal: refuse deactivated-by-directory Globex',
    'email: refuse deactivated-by-directory Globex',
    'agent: refuse deactivated-by-directory Globex',
    'import: refuse deactivated-by-directory Globex',
    'scim: in customer',
    'sso: refuse deactivated-by-directory Globex',
  ])
})

test('an administrator adds nobody whom the policy refuses, and is told by which rule', async () => {
  const add = (address: string) => owner.refused('addCustomer', { body: { name: 'Eve', address } })
  await change({ block: ['hooli.com'] })
  expect(await add('eve@hooli.com')).toMatchObject({
    status: 403,
    detail: 'The access policy refuses this. The blocklist names hooli.com.',
    errors: [{ field: 'address' }],
  })
  await change({ ...standard, newAccounts: 'invited', allow: ['initech.com'] })
  expect(await add('eve@hooli.com')).toMatchObject({ status: 403 })
  await owner.call('addCustomer', { body: { name: 'Peter', address: 'peter@initech.com' } })
  await change(standard)
  await owner.call('addCustomer', { body: { name: 'Eve', address: 'eve@hooli.com' } })
})

test('the command line shows, changes and explains it', async () => {
  expect(await commandJson(env, 'access', 'show')).toEqual(standard)
  const words = [
    '--new-accounts',
    'invited',
    '--allow',
    'Globex.com,*.globex.com',
    '--binds-directories',
    'yes',
  ]
  expect(await commandJson(env, 'access', 'set', ...words, '--preview')).toMatchObject({
    policy: { allow: ['*.globex.com', 'globex.com'] },
    people: 3,
  })
  expect(await commandJson(env, 'access', 'show')).toEqual(standard)
  await commandJson(env, 'access', 'set', ...words)
  const asked = ['access', 'explain', '--email', 'new@initech.com', '--channel', 'agent']
  expect(await commandJson(env, ...asked)).toEqual([
    {
      channel: 'agent',
      outcome: 'refuse',
      reason: 'not-allowlisted',
      says: 'The allowlist does not name this domain.',
    },
  ])
  const { stdout } = await command(env, ...asked)
  expect(stdout).toContain('refuse   The allowlist does not name this domain.')
  expect(await command(env, 'access', 'set')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('new-accounts'),
  })
  expect(await command(env, 'access', 'set', '--allow', 'none', '--new-accounts', 'anyone')).toMatchObject({
    code: 0,
  })
})
