// Customers and organizations in a file: checked row by row, applied when somebody says so, and never twice.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { command, commandJson } from '../fixtures/command.ts'
import { runQueue } from '../fixtures/queue.ts'
import {
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import { auditOf, customersOf, organizationsOf } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
let globex: MadeDirectory
let tests = 0
/** One for each test, for which Globex speaks; and one for which nobody does. */
let domain: string
let free: string

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

beforeEach(async () => {
  tests++
  domain = `globex${tests}.com`
  free = `free${tests}.com`
  globex = await makeDirectory(running, site, `Globex ${tests}`, { domains: [domain] })
})

type Kind = 'customers' | 'organizations'

/** Brings a file and has it checked. */
async function check(text: string, more: { proven?: boolean; kind?: Kind } = {}) {
  const { id } = await owner.call('createImport', { body: { text, fileName: 'people.csv', ...more } })
  await runQueue(running, site)
  return owner.call('getImport', { params: { importId: id } })
}

/** The same, and has it applied. */
async function bring(text: string, more: { proven?: boolean; kind?: Kind } = {}) {
  const { id } = await check(text, more)
  await owner.call('applyImport', { params: { importId: id } })
  await runQueue(running, site)
  return owner.call('getImport', { params: { importId: id } })
}

type Verdict = 'create' | 'change' | 'same' | 'refused' | 'skipped'
const rowsOf = async (importId: string, verdict: Verdict) =>
  (await owner.call('listImportRows', { params: { importId }, query: { verdict } })).items

const reasons = async (importId: string, verdict: Verdict = 'refused') =>
  (await rowsOf(importId, verdict)).map(({ number, reason, by }) => [number, reason, by])

const person = async (address: string) => {
  const { items } = await owner.call('listCustomers', { query: { address } })
  return items[0]
}

const download = async (path: string) => String((await owner.fetch('GET', path)).body)

const refusal = async (text: string, kind: Kind = 'customers') => {
  const { status, errors } = await owner.refused('createImport', { body: { text, kind } })
  return [status, errors?.[0]?.field, errors?.[0]?.detail]
}

describe('what becomes of a row', () => {
  test('somebody new becomes an unmanaged customer whose address is claimed, or held by the word of the importer', async () => {
    const checked = await check(`name,email\nAnn,ann@${free}`)
    expect(checked).toMatchObject({
      state: 'checked',
      rows: 1,
      checked: 1,
      counts: { create: 1 },
      applied: 0,
    })
    expect(await person(`ann@${free}`)).toBeUndefined()
    const applied = await bring(`name,email\nBob,bob@${free}`, { proven: true })
    expect(applied).toMatchObject({ state: 'applied', applied: 1 })
    expect(await person(`bob@${free}`)).toMatchObject({
      name: 'Bob',
      directory: null,
      addresses: [{ standing: 'held' }],
    })
    await owner.call('applyImport', { params: { importId: checked.id } })
    await runQueue(running, site)
    const ann = await person(`ann@${free}`)
    expect(ann?.addresses).toMatchObject([{ standing: 'claimed' }])
    const [event] = await auditOf(running, site, ann?.id ?? '')
    expect([event?.action, event?.details]).toEqual([
      'customer.imported',
      JSON.stringify({ importId: checked.id, proven: false }),
    ])
    expect((await auditOf(running, site, checked.id)).map(({ action }) => action)).toEqual([
      'import.applied',
      'import.begun',
    ])
  })

  test('the same file again changes nothing, also where the address is only claimed', async () => {
    const file = `name,email\nAnn,ann@${free}\n"=Bob",BOB@${free}\n`
    await bring(file)
    const before = await customersOf(running, site)
    expect((await bring(file)).counts).toEqual({ create: 0, change: 0, same: 2, refused: 0, skipped: 0 })
    expect(await customersOf(running, site)).toEqual(before)
  })

  test('an unmanaged customer is changed in name and details; empty cells change nothing', async () => {
    await owner.call('createDetailField', { body: { key: 'contract', label: 'Contract no.' } })
    await bring(`Email,Full name,Contract no.\nann@${free},Ann,C-17\nbob@${free},Bob,`)
    const again = await bring(`Email,Full name,contract\nann@${free},,C-18\nbob@${free},Bob Lee,`)
    expect(again.counts).toMatchObject({ change: 2 })
    const ann = await person(`ann@${free}`)
    const shown = await owner.call('getCustomer', { params: { customerId: ann?.id ?? '' } })
    expect([shown.name, shown.details[0]?.value]).toEqual(['Ann', 'C-18'])
    expect((await person(`bob@${free}`))?.name).toBe('Bob Lee')
    const [event] = await auditOf(running, site, ann?.id ?? '')
    expect(JSON.parse(event?.values ?? '')).toEqual({
      details: { before: { contract: 'C-17' }, after: { contract: 'C-18' } },
    })
  })

  test('the word of the importer makes an address held that was only claimed', async () => {
    await bring(`email\nann@${free}`)
    expect((await person(`ann@${free}`))?.name).toBe(`ann@${free}`)
    expect((await bring(`email\nann@${free}`, { proven: true })).counts).toMatchObject({ change: 1 })
    expect((await person(`ann@${free}`))?.addresses).toMatchObject([{ standing: 'held' }])
  })

  test("a managed person's name and address stay as the directory has them, and the row says so", async () => {
    await globex.scim.createUser(`ann@${domain}`, { displayName: 'Ann' })
    const { id, counts } = await bring(`name,email\nMallory,ann@${domain}`)
    expect(counts).toMatchObject({ same: 1 })
    expect((await rowsOf(id, 'same'))[0]?.notes.map(({ note }) => note)).toEqual(['managed-name'])
    expect((await person(`ann@${domain}`))?.name).toBe('Ann')
  })

  test('whom a directory deactivated or let go, who was deactivated here, and staff are refused, with the reason', async () => {
    const off = { op: 'replace', path: 'active', value: false }
    const ann = (await globex.scim.createUser(`ann@${domain}`)).json.id
    const bob = (await globex.scim.createUser(`bob@${domain}`)).json.id
    await globex.scim.patch(`/Users/${ann}`, off)
    await globex.scim.delete(`/Users/${bob}`)
    const cy = await owner.call('addCustomer', { body: { name: 'Cy', address: `cy@${free}` } })
    await owner.call('deactivateCustomer', { params: { customerId: cy.id } })
    const file = [
      'email',
      `ann@${domain}`,
      `bob@${domain}`,
      `cy@${free}`,
      `owner@${site.slug}.test`,
      `a@staff${tests}.com`,
    ]
    await owner.call('changeSite', { body: { staffDomains: [`staff${tests}.com`] } })
    const before = await customersOf(running, site)
    const { id } = await bring(file.join('\n'), { proven: true })
    const name = `Globex ${tests}`
    expect(await reasons(id)).toEqual([
      [2, 'deactivated-by-directory', name],
      [3, 'deactivated-by-directory', name],
      [4, 'deactivated', null],
      [5, 'staff-is-no-customer', null],
      [6, 'staff-is-no-customer', null],
    ])
    expect((await rowsOf(id, 'refused'))[0]?.says).toContain("an administrator's release")
    expect(await customersOf(running, site)).toEqual(before)
  })

  test('what a directory only claims keeps nobody from being imported', async () => {
    const { json } = await globex.scim.createUser(`ceo@hooli${tests}.com`)
    await globex.scim.patch(`/Users/${json.id}`, { op: 'replace', path: 'active', value: false })
    expect((await bring(`email\nceo@hooli${tests}.com`, { proven: true })).counts).toMatchObject({
      create: 1,
    })
  })

  test('the access policy decides about everybody who is new', async () => {
    await owner.call('changeAccessPolicy', {
      body: { newAccounts: 'allowlisted', allow: [free], block: [`bad.${free}`] },
    })
    const { id, counts } = await bring(`email\na@${free}\nb@bad.${free}\nc@other${tests}.com`)
    expect(counts).toMatchObject({ create: 1, refused: 2 })
    expect(await reasons(id)).toEqual([
      [3, 'blocked', `bad.${free}`],
      [4, 'not-allowlisted', null],
    ])
  })

  test('a row is judged again when it is applied: what became true meanwhile counts', async () => {
    const { id } = await check(`name,email\nAnn,ann@${free}\nBob,bob@${free}`)
    await owner.call('changeAccessPolicy', { body: { newAccounts: 'anyone', allow: [], block: [free] } })
    await owner.call('applyImport', { params: { importId: id } })
    await runQueue(running, site)
    const done = await owner.call('getImport', { params: { importId: id } })
    expect(done).toMatchObject({ state: 'applied', applied: 0, counts: { create: 0, refused: 2 } })
    expect(await person(`ann@${free}`)).toBeUndefined()
  })

  test('organizations that are missing are made; those that are there stay', async () => {
    await globex.scim.createGroup('Sales')
    const { id, counts } = await bring('Organization Name,Tier\nsales,1\nInitech,2\n,3\nINITECH,4', {
      kind: 'organizations',
    })
    expect(counts).toEqual({ create: 1, change: 0, same: 1, refused: 2, skipped: 0 })
    expect(await reasons(id)).toEqual([
      [4, 'no-name', null],
      [5, 'twice', '3'],
    ])
    const names = (await organizationsOf(running, site)).map(({ name }) => name)
    expect(names.filter((name) => /sales|initech/i.test(name))).toEqual(['Initech', 'Sales'])
  })
})

describe('whose files are taken as they are', () => {
  test("Zendesk's users: agents are skipped, several organizations stand in a cell, other columns are named", async () => {
    await owner.call('createDetailField', { body: { key: 'level', type: 'number' } })
    const { id, format, columns, counts } = await bring(
      [
        'name,email,external_id,details,notes,phone,role,restriction,organization,tags,brand,custom_fields.level',
        `Ann Lee,ann@${free},17,"Line 1\nLine 2",,+41 44,end-user,,Globex|Initech,vip,,3`,
        `Agent,agent@${free},18,,,,agent,assigned,,,,`,
        `Admin,admin@${free},19,,,,admin,,,,,`,
      ].join('\r\n'),
    )
    expect([format, counts]).toEqual(['zendesk', { create: 1, change: 0, same: 0, refused: 0, skipped: 2 }])
    expect(columns.filter(({ meaning }) => meaning === null).map(({ heading }) => heading)).toEqual(
      'external_id,details,notes,phone,restriction,tags,brand'.split(','),
    )
    expect(await reasons(id, 'skipped')).toEqual([
      [3, 'staff-role', 'agent'],
      [4, 'staff-role', 'admin'],
    ])
    expect(await rowsOf(id, 'create')).toMatchObject([{ organizations: ['Globex', 'Initech'] }])
  })

  test("Zendesk's organizations", async () => {
    const { format, counts } = await bring(
      'name,external_id,notes,details,default,shared,shared_comments,group,tags\nGlobex,1,,,globex.com globex.ch,true,false,Support,vip',
      { kind: 'organizations' },
    )
    expect([format, counts.create]).toEqual(['zendesk', 1])
  })

  test("Jira Service Management's customers: organizations behind | or commas, details by label", async () => {
    await owner.call('createDetailField', { body: { key: 'tier', label: 'Support tier' } })
    const { id, format, counts } = await bring(
      [
        'Account Id,Email,Display Name,Projects,Organizations,Support Tier',
        `qm:1,ann@${free},Ann,SD|ITSM,"Globex, Initech",Gold`,
        `qm:2,bob@${free},Bob,SD,"Hooli, Inc.|Initech",`,
      ].join('\n'),
    )
    expect([format, counts.create]).toEqual(['jira', 2])
    const rows = await rowsOf(id, 'create')
    expect(rows.map(({ organizations }) => organizations)).toEqual([
      ['Globex', 'Initech'],
      ['Hooli, Inc.', 'Initech'],
    ])
    expect(rows[1]?.notes.map(({ note }) => note)).toEqual(['organization-unknown'])
  })

  test("an Atlassian site's users, in the old form and today's: whoever is not active there is skipped", async () => {
    const old = await bring(
      [
        'group_name,username,full_name,email,active,last_login,last_session,Jira Service Desk',
        `g1,ann,Ann Lee,ann@${free},Yes,14 Dec 2012 15:31:57,,Yes`,
        `g1,bob,Bob,bob@${free},No,,,Yes`,
      ].join('\n'),
    )
    expect([old.format, old.counts]).toEqual([
      'jira',
      { create: 1, change: 0, same: 0, refused: 0, skipped: 1 },
    ])
    expect(await reasons(old.id, 'skipped')).toEqual([[3, 'inactive-there', 'No']])
    expect(await person(`ann@${free}`)).toMatchObject({ name: 'Ann Lee' })
    const today = await bring(
      [
        'User id,User name,email,User status,Added to org,Org role',
        `557058:1,Cid,cid@${free},Active,1 Jan 2026,User`,
        `557058:2,Dan,dan@${free},Suspended,1 Jan 2026,User`,
        `557058:3,Eve,eve@${free},Deactivated,1 Jan 2026,User`,
      ].join('\n'),
    )
    expect([today.format, today.counts.create, today.counts.skipped]).toEqual(['jira', 1, 2])
    expect(await person(`cid@${free}`)).toMatchObject({ name: 'Cid' })
  })

  test('a name with a comma in it is one organization where it is there, and nobody joins half of it', async () => {
    const made = async (name: string) => (await owner.call('addOrganization', { body: { name } })).id
    const [acme, whole, other] = [
      await made(`Acme ${tests}`),
      await made(`Acme ${tests}, Inc.`),
      await made(`Beta ${tests}`),
    ]
    await bring(`Email,Organizations\nann@${free},"Acme ${tests}, Inc., Beta ${tests}"`)
    const ann = await person(`ann@${free}`)
    const { memberships } = await owner.call('getCustomer', { params: { customerId: ann?.id ?? '' } })
    const joined = memberships.map(({ organization }) => organization.id)
    expect(joined.toSorted()).toEqual([whole, other].toSorted())
    expect(joined).not.toContain(acme)
  })

  test('the organizations of a row are joined by hand, once; whoever belongs already changes nothing, and what is not here is left out', async () => {
    const { id: company } = await owner.call('addOrganization', { body: { name: `Company ${tests}` } })
    const { id: other } = await owner.call('addOrganization', { body: { name: `Other ${tests}` } })
    const bob = await owner.call('addCustomer', {
      body: { name: 'Bob', address: `bob@${free}`, proven: true },
    })
    await owner.call('addOrganizationDomain', {
      params: { organizationId: company },
      body: { domain: free },
    })
    const file = `name,email,organizations\nAnn,ann@${free},company ${tests}|Other ${tests}\nBob,bob@${free},Company ${tests}|Nowhere ${tests}`
    const { id, counts } = await bring(file)
    expect([counts.create, counts.change, counts.same]).toEqual([1, 0, 1])
    expect((await rowsOf(id, 'same'))[0]?.notes.map(({ note }) => note)).toEqual(['organization-unknown'])
    const of = async (customerId: string) => {
      const { memberships } = await owner.call('getCustomer', { params: { customerId } })
      return memberships.map(({ organization, source }) => [organization.id, source.kind])
    }
    const { items } = await owner.call('listCustomers', { query: { address: `ann@${free}` } })
    const ann = items[0]?.id ?? ''
    expect(new Set(await of(ann))).toEqual(
      new Set([
        [company, 'hand'],
        [other, 'hand'],
      ]),
    )
    expect(await of(bob.id)).toEqual([[company, 'domain']])
    expect((await bring(file)).counts).toMatchObject({ create: 0, change: 0, same: 2 })
  })

  test('an export of ours comes back in unchanged, whoever is in it', async () => {
    const off = { op: 'replace', path: 'active', value: false }
    await globex.scim.createUser(`ann@${domain}`, { displayName: 'Ann, "the" Lee' })
    await globex.scim.createUser(`ceo@hooli${tests}.com`, { displayName: '=Claimed' })
    const { json } = await globex.scim.createUser(`left@${domain}`)
    await globex.scim.patch(`/Users/${json.id}`, off)
    await owner.call('addCustomer', { body: { name: "'=1+1" } })
    await owner.call('addCustomer', { body: { name: '=1+1', address: `one@${free}` } })
    const gone = await owner.call('addCustomer', { body: { name: 'Gone', address: `gone@${free}` } })
    await owner.call('deactivateCustomer', { params: { customerId: gone.id } })
    const [one, other, odd] = [`Company, ${tests}`, `Rival ${tests}`, `Company | Rival ${tests}`]
    for (const name of [one, other, odd]) {
      const { id: organizationId } = await owner.call('addOrganization', { body: { name } })
      const customerId = (await person(`one@${free}`))?.id ?? ''
      await owner.call('addOrganizationPerson', { params: { organizationId }, body: { customerId } })
    }
    const file = await download('/api/exports/customers')
    // A name with the separator in it would be read as the names of others.
    expect(file).toContain(`"${one} | ${other}"`)
    const before = await customersOf(running, site)
    const { format, counts } = await bring(file)
    expect([format, counts]).toEqual([
      'doorward',
      { create: 0, change: 0, same: before.length, refused: 0, skipped: 0 },
    ])
    expect(await customersOf(running, site)).toEqual(before)
  })
})

describe('what is wrong with a file', () => {
  test.each([
    ['no row', 'name,email\n\n , \n', 'has no row'],
    ['no headings that are known', 'Vorname;Mail\nAnn;x', 'must have the heading address'],
    ['a heading twice', 'email,Name, EMAIL \na,b,c', 'twice'],
    ['two columns for the same', 'email,address\na,b', 'two columns for the same: email and address'],
    [
      'too many columns',
      `email,${Array.from({ length: 200 }, (_, n) => `c${n}`).join(',')}\na`,
      'at most 200',
    ],
    ['a quote that nothing closes', 'email\n"ann', 'nothing closes'],
    ['too many rows', `email\n${'a\n'.repeat(100_001)}`, 'at most 100000 rows'],
  ])('%s is said at once', async (_name, text, detail) => {
    expect(await refusal(text)).toEqual([400, 'text', expect.stringContaining(detail)])
  })

  test('rows with faults are refused one by one, and the good ones are taken', async () => {
    await owner.call('createDetailField', { body: { key: 'n', type: 'number' } })
    const { id, counts } = await bring(
      [
        '\ufeffname;email;n',
        `Ann;ann@${free};1`,
        '',
        `;;`,
        `Again;ANN@${free};`,
        'No;nobody;',
        'None;;',
        `${'x'.repeat(10_000)};long@${free};`,
        `a\0b;nul@${free};`,
        `\ufffd;broken@${free};`,
        `Bo;bo@${free};many`,
        `Cy;cy@${free};1;2`,
        `"Dee ""D""; =1+1";dee@${free}`,
      ].join('\r\n'),
    )
    expect(counts).toEqual({ create: 2, change: 0, same: 0, refused: 8, skipped: 0 })
    expect(await reasons(id)).toEqual([
      [5, 'twice', '2'],
      [6, 'not-an-address', null],
      [7, 'no-address', null],
      [8, 'name-too-long', null],
      [9, 'unreadable', 'name'],
      [10, 'unreadable', 'name'],
      [11, 'detail-invalid', 'n'],
      [12, 'too-many-cells', null],
    ])
    expect((await person(`dee@${free}`))?.name).toBe('Dee "D"; =1+1')
    const file = await download(`/api/exports/imports/${id}/rows?verdict=refused`)
    expect(file).toContain('9,nul@')
    expect(file.trim().split('\r\n')).toHaveLength(9)
  })
})

describe('the command line', () => {
  const env = () => ({ DATABASE_URL: running.ownerUrl })
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'doorward-import-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const fileOf = (bytes: string | Buffer) => {
    const file = join(folder, `${tests}.csv`)
    writeFileSync(file, bytes)
    return file
  }

  test('imports a file by itself, tells what it would do before, and exports what comes back in unchanged', async () => {
    const file = fileOf(Buffer.from(`\ufeffName\tEmail\nZoë\tzoe@${free}\nNo\tnobody\n`, 'utf16le'))
    const run = (...words: string[]) => commandJson(env(), 'customer', ...words)
    expect(await run('import', file, '--dry-run')).toMatchObject({
      dryRun: true,
      state: 'cancelled',
      counts: { create: 1, refused: 1 },
      problems: [{ number: 3, reason: 'not-an-address' }],
    })
    expect(await person(`zoe@${free}`)).toBeUndefined()
    expect(await run('import', file, '--proven')).toMatchObject({ state: 'applied', applied: 1 })
    expect(await person(`zoe@${free}`)).toMatchObject({ name: 'Zoë', addresses: [{ standing: 'held' }] })
    const out = join(folder, 'out.csv')
    const { rows } = await run('export', out)
    expect(await run('import', out)).toMatchObject({ counts: { create: 0, change: 0, same: rows } })
    const { stdout } = await command(env(), 'customer', 'import', file)
    expect(stdout).toContain('0 added, 0 changed')
    expect(stdout).toMatch(/3 +nobody +That is no e-mail address/)
    const nowhere = fileOf(`name,email,organization\nAnn,ann@${free},Nowhere|Nowhere else`)
    expect(await run('import', nowhere, '--dry-run')).toMatchObject({
      notes: [{ note: 'organization-unknown', rows: 1 }],
    })
    const said = await command(env(), 'customer', 'import', nowhere)
    expect(said.stdout).toContain('1 row: An organization that this site does not have is left out')
  })

  test('imports and exports organizations', async () => {
    const run = (...words: string[]) => commandJson(env(), 'organization', ...words)
    expect(await run('import', fileOf(`name\nWayne ${tests}`))).toMatchObject({ counts: { create: 1 } })
    const out = join(folder, 'organizations.csv')
    const { rows } = await run('export', out)
    expect(await run('import', out)).toMatchObject({ counts: { create: 0, same: rows } })
  })

  test('says of a file what is wrong with it', async () => {
    const { code, stderr } = await command(env(), 'customer', 'import', fileOf(Buffer.from('Zoë', 'latin1')))
    expect([code, stderr]).toEqual([2, expect.stringContaining('is not in UTF-8')])
    const other = await command(env(), 'customer', 'import', fileOf('Vorname\nZoë'))
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('file: must have the heading')])
    const none = await command(env(), 'customer', 'import', join(folder, 'none.csv'))
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('ENOENT')])
  })
})

describe('an import as a whole', () => {
  test('is applied only when it was checked, once, and can be cancelled before', async () => {
    const { id } = await owner.call('createImport', { body: { text: `email\nann@${free}` } })
    const params = { importId: id }
    expect((await owner.refused('applyImport', { params })).status).toBe(409)
    await runQueue(running, site)
    await owner.call('cancelImport', { params })
    expect((await owner.refused('applyImport', { params })).status).toBe(409)
    expect(await rowsOf(id, 'create')).toEqual([])
    const other = await bring(`email\nann@${free}`)
    expect((await owner.refused('cancelImport', { params: { importId: other.id } })).status).toBe(409)
    const again = await owner.call('applyImport', { params: { importId: other.id } })
    expect(again.state).toBe('applied')
    const all = await owner.call('listImports', { query: {} })
    expect(all.items.slice(0, 2).map(({ state }) => state)).toEqual(['applied', 'cancelled'])
  })

  test('rows are read page by page', async () => {
    const text = `email\n${Array.from({ length: 7 }, (_, n) => `nobody${n}`).join('\n')}`
    const { id } = await check(text)
    const numbers: number[] = []
    for (let after: string | undefined; ; ) {
      const query = { limit: 3, ...(after === undefined ? {} : { after }) }
      const page = await owner.call('listImportRows', { params: { importId: id }, query })
      numbers.push(...page.items.map(({ number }) => number))
      if (page.next === null) break
      after = page.next
    }
    expect(numbers).toEqual([2, 3, 4, 5, 6, 7, 8])
  })

  test('is for administrators who signed in just now', async () => {
    const agent = (await makeStaff(running, site, 'agent')).browser
    expect((await agent.refused('createImport', { body: { text: 'email\na' } })).status).toBe(403)
    expect((await agent.refused('listImports', { query: {} })).status).toBe(403)
  })
})
