import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDetailField, detailFieldsOf, removeDetailField } from '../../src/admin/detail-fields.ts'
import { detailsUrn } from '../../src/model/identity/detail-field.ts'
import type { Site } from '../../src/storage/sites.ts'
import { commandJson } from '../fixtures/command.ts'
import { exchangeOf } from '../fixtures/exchanges.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import type { ScimClient } from '../fixtures/scim-client.ts'

let running: RunningApp
let site: Site
let globex: MadeDirectory
let scim: ScimClient
let now = new Date('2026-01-01T00:00:00Z')

beforeAll(async () => {
  running = await runningApp({ now: () => now })
})
afterAll(() => running.close())
// Every test has a site of its own, with a contract number and a date.
beforeEach(async () => {
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex', { domains: ['globex.com'] })
  scim = globex.scim
  await field('contractNumber', 'text', 'The contract that pays for the support.')
  await field('supportUntil', 'date')
})

async function field(key: string, type: string, description = ''): Promise<void> {
  const given = { key, label: `Label of ${key}`, type, description }
  await createDetailField(running.app.database, site.id, given, byTest())
  later()
}

/** The server remembers a site's fields for half a second. */
function later(): void {
  now = new Date(now.getTime() + 1_000)
}

const contract = `${detailsUrn}:contractNumber`
const withContract = (value: unknown) => ({ [detailsUrn]: { contractNumber: value } })

describe('customer detail fields over SCIM', () => {
  test('are announced in /Schemas and /ResourceTypes, and only at their site', async () => {
    const { json } = await scim.get(`/Schemas/${detailsUrn}`)
    expect(json.attributes).toMatchObject([
      {
        name: 'contractNumber',
        type: 'string',
        description: 'The contract that pays for the support.',
        mutability: 'readWrite',
      },
      { name: 'supportUntil', type: 'dateTime', description: 'Label of supportUntil' },
    ])
    const type = (await scim.get('/ResourceTypes/User')).json
    expect(type.schemaExtensions).toContainEqual({ schema: detailsUrn, required: false })
    const elsewhere = await makeDirectory(running, await makeSite(running), 'Initech')
    expect((await elsewhere.scim.get(`/Schemas/${detailsUrn}`)).status).toBe(404)
  })

  test('are filled by POST, PUT and PATCH, selected and found', async () => {
    const made = await scim.createUser('ann@globex.com', withContract('C-1'))
    expect(made.json).toMatchObject(withContract('C-1'))
    expect(made.json.schemas).toContain(detailsUrn)
    const path = `/Users/${made.json.id}`
    const patched = await scim.patch(path, { op: 'Replace', path: contract, value: 'C-2' })
    expect(patched.json).toMatchObject(withContract('C-2'))
    expect((await scim.filter('/Users', `${contract} eq "c-2"`)).json.totalResults).toBe(1)
    expect((await scim.get(`${path}?attributes=${contract}`)).json[detailsUrn]).toEqual({
      contractNumber: 'C-2',
    })
    const { [detailsUrn]: _details, ...rest } = patched.json
    const put = await scim.send('PUT', path, rest)
    expect([put.status, put.json[detailsUrn]]).toEqual([200, undefined])
    expect(put.json.schemas).not.toContain(detailsUrn)
  })

  test('are found by a number in quotes too, and the exchange says so', async () => {
    await field('seats', 'number')
    await scim.createUser('ann@globex.com', { [detailsUrn]: { seats: 5 } })
    for (const [number, repairs] of [
      ['4.5', []],
      ['"4.5"', ['numberInQuotes']],
    ] as const) {
      const answer = await scim.filter('/Users', `${detailsUrn}:seats gt ${number}`)
      expect(answer.json.totalResults).toBe(1)
      expect((await exchangeOf(running, site, globex, answer)).repairs).toEqual(repairs)
    }
  })

  test('refuse what is of another type, and name the field', async () => {
    const answer = await scim.createUser('bob@globex.com', {
      [detailsUrn]: { supportUntil: 'next year' },
    })
    expect([answer.status, answer.json.scimType]).toEqual([400, 'invalidValue'])
    expect(answer.json.detail).toContain('supportUntil')
  })

  test('are unknown again after they are taken away, and such attributes are ignored like any unknown one', async () => {
    await removeDetailField(running.app.database, site.id, 'CONTRACTNUMBER', byTest())
    await removeDetailField(running.app.database, site.id, 'supportUntil', byTest())
    later()
    const made = await scim.createUser('cid@globex.com', withContract('C-3'))
    expect([made.status, made.json[detailsUrn]]).toEqual([201, undefined])
    expect(await detailFieldsOf(running.app.database, site.id)).toEqual([])
  })
})

describe('what directories say about them is shown with the customer', () => {
  const show = async () => {
    const env = { DATABASE_URL: running.ownerUrl }
    return commandJson(env, 'customer', 'show', '--site', site.slug, '--email', 'ann@globex.com')
  }

  test('and follows each of their changes', async () => {
    const { id } = (await scim.createUser('ann@globex.com', withContract('C-1'))).json
    expect((await show()).details).toEqual([
      { key: 'contractNumber', label: 'Label of contractNumber', value: 'C-1' },
      { key: 'supportUntil', label: 'Label of supportUntil', value: null },
    ])
    await scim.patch(
      `/Users/${id}`,
      { op: 'remove', path: contract },
      { op: 'add', path: `${detailsUrn}:supportUntil`, value: '2027-01-31T00:00:00Z' },
    )
    expect((await show()).details).toMatchObject([{ value: null }, { value: '2027-01-31T00:00:00Z' }])
    await scim.delete(`/Users/${id}`)
    await scim.createUser('ann@globex.com', withContract('C-9'))
    expect((await show()).details).toMatchObject([{ value: 'C-9' }, { value: null }])
  })

  test('an exchange says in words what changed', async () => {
    const { id } = (await scim.createUser('ann@globex.com', withContract('C-1'))).json
    later()
    await scim.patch(`/Users/${id}`, { op: 'replace', path: contract, value: 'C-2' })
    const list = ['exchange', 'list', '--site', site.slug, '--directory', 'Globex']
    // Exchanges are written in batches, beside the calls.
    await expect
      .poll(async () => (await commandJson({ DATABASE_URL: running.ownerUrl }, ...list))[0].effect, {
        timeout: 120_000,
      })
      .toBe('contractNumber changed from C-1 to C-2.')
  })
})

test.each([
  ['key', { key: '1st' }, /^key: /],
  ['key', { key: 'CONTRACTNUMBER' }, /^key: the site has a field/],
  ['type', { key: 'a', type: 'colour' }, /^type: must be one of text, number, boolean, date/],
  ['label', { key: 'a', label: ' ' }, /^label: /],
  ['label', { key: 'a', label: 'x'.repeat(101) }, /^label: /],
  ['description', { key: 'a', description: 'a\nb' }, /^description: /],
])('a field with a bad %s is refused: %o', async (_name, given, message) => {
  const whole = { label: 'A', type: 'text', description: '', ...given }
  await expect(createDetailField(running.app.database, site.id, whole, byTest())).rejects.toThrow(message)
})

test('a site has at most 50 fields', async () => {
  for (let n = 2; n < 50; n++) await field(`field${n}`, 'text')
  await expect(field('tooMany', 'text')).rejects.toThrow(/has 50 customer detail fields/)
})
