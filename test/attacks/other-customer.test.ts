// Every route of the help centre, called by somebody else than whose request it is: a customer of another company, a colleague with whom
// nothing is shared, a member of the staff, nobody. Each finds nothing, and nothing changes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deskApi } from '../../src/desk/contract.ts'
import type { Route } from '../../src/model/contract.ts'
import { lowestId } from '../../src/model/ids.ts'
import { Browser, type Operation } from '../fixtures/browser.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { makeStaff } from '../fixtures/staff.ts'

const now = new Date('2026-03-01T08:00:00Z')
let centre: HelpCentre
let owner: Browser
let ann: Browser
let params: { readonly [name: string]: string }
let organizationId: string
const strangers = new Map<string, Browser>()

beforeAll(async () => {
  centre = await HelpCentre.open(() => now)
  owner = centre.owner
  const annId = await centre.add('Ann', 'ann@globex.test')
  const bobId = await centre.add('Bob', 'bob@globex.test')
  await centre.add('Eve', 'eve@evil.test')
  organizationId = (await owner.call('addOrganization', { body: { name: 'Globex' } })).id
  for (const customerId of [annId, bobId])
    await owner.call('addOrganizationPerson', { params: { organizationId }, body: { customerId } })
  // A portal that only Globex sees.
  const portal = { key: 'GLX', name: 'Globex', audience: { kind: 'named', organizations: [organizationId] } }
  await owner.send('addPortal', { body: portal })
  ann = await centre.enter('ann@globex.test')
  const requestTypeId = (await ann.call('listHelpPortals', {})).items[0]?.requestTypes[0]?.id ?? ''
  const fieldId = (await ann.call('getHelpForm', { params: { requestTypeId } })).fields[0]?.id ?? ''
  const asked = { requestTypeId, summary: 'Salary', fields: { [fieldId]: 'It is 1,000' } }
  const { id: requestId } = await ann.call('askRequest', { body: asked })
  await ann.call('writeOwnComment', { params: { requestId }, body: { markdown: 'Secret' } })
  params = { requestId, organizationId, personId: bobId, requestTypeId, commentId: requestId }
  strangers.set('a customer of another company', await centre.enter('eve@evil.test'))
  strangers.set('a colleague with whom nothing is shared', await centre.enter('bob@globex.test'))
  // The clock stands still, and a program has so many calls in a second.
  const { secret } = await (strangers.get('a customer of another company') as Browser).call(
    'createOwnApiKey',
    { body: { label: 'Eve’s' } },
  )
  const program = new Browser(centre.running.origin, { authorization: `Bearer ${secret}` })
  strangers.set('a program of a customer of another company', program)
  const member = await makeStaff(centre.running, centre.site, 'member', { address: 'member@acme.test', now })
  strangers.set('a member of the staff', member.browser)
  const agent = await makeStaff(centre.running, centre.site, 'agent', { address: 'agent@acme.test', now })
  strangers.set('an agent at the help centre', agent.browser)
})
afterAll(() => centre.close())

const bodies: { readonly [operation: string]: object } = {
  writeOwnComment: { markdown: 'Mine' },
  scoreOwnRequest: { score: 1 },
  muteOwnRequest: { muted: true },
  addOwnParticipant: { address: 'eve@evil.test' },
  noteOwnAudience: { organizationId: lowestId, fingerprint: 'x' },
}
const routes = Object.entries<Route>(deskApi).filter(
  ([, { permission, path }]) => permission === 'asker' && path.includes('{requestId}'),
) as [Operation, Route][]
const bodyOf = (operation: string, { method, body }: Route) =>
  method === 'GET' || !body
    ? undefined
    : (bodies[operation] ?? (operation === 'shareOwnRequest' ? { organizationId } : {}))

/** All that can be read of the request, as its owner and as an agent. */
const state = async () =>
  JSON.stringify([
    await ann.call('getOwnRequest', { params: { requestId: params.requestId ?? '' } }),
    await owner.call('getRequest', { params: { requestId: params.requestId ?? '' } }),
  ])

test('there are routes to call', () => {
  expect(routes.length).toBeGreaterThan(8)
})

test.each([
  'a customer of another company',
  'a program of a customer of another company',
  'a colleague with whom nothing is shared',
  'a member of the staff',
  'an agent at the help centre',
])('%s finds nothing, and changes nothing', async (who) => {
  const browser = strangers.get(who) as Browser
  const before = await state()
  const answers: unknown[] = []
  for (const [operation, route] of routes) {
    const { status } = await browser.send(operation, { params, body: bodyOf(operation, route) })
    answers.push([operation, status])
  }
  expect(answers).toEqual(routes.map(([operation]) => [operation, 404]))
  expect((await browser.call('listOwnRequests', { query: { scope: 'all' } })).items).toEqual([])
  expect((await browser.call('listOwnRequests', { query: { scope: 'all', query: 'salary' } })).items).toEqual(
    [],
  )
  expect(await state()).toBe(before)
})

test('nobody is asked to sign in first', async () => {
  for (const [operation, route] of routes) {
    const { status } = await new Browser(centre.running.origin).send(operation, {
      params,
      body: bodyOf(operation, route),
    })
    expect([operation, status]).toEqual([operation, 401])
  }
})

test('whom others belong to is nobody else’s to read', async () => {
  const eve = strangers.get('a customer of another company') as Browser
  expect((await eve.send('getOwnAudience', { params: { organizationId } })).status).toBe(404)
})

describe('too much of something', () => {
  test('a comment of a megabyte, or one that is longer than may be, is refused by field or as a whole', async () => {
    const given = { params: { requestId: params.requestId ?? '' } }
    const huge = await ann.send('writeOwnComment', { ...given, body: { markdown: 'x'.repeat(1024 * 1024) } })
    expect(huge).toMatchObject({ status: 400, body: { code: 'invalid' } })
    const long = await ann.send('writeOwnComment', { ...given, body: { markdown: 'x'.repeat(32_001) } })
    expect(long).toMatchObject({ status: 400, body: { errors: [{ field: 'markdown' }] } })
    const whole = await ann.send('writeOwnComment', {
      ...given,
      body: { markdown: `${'x'.repeat(31_998)}\n.` },
    })
    expect(whole.status).toBe(201)
  })

  test('of two hundred participants fifty take part, and the others are refused by field', async () => {
    const { id: requestId } = await owner.call('openRequest', {
      body: { customerId: params.personId ?? '', summary: 'Many' },
    })
    const statuses: number[] = []
    for (let n = 0; n < 52; n++) {
      await centre.add(`Crowd ${n}`, `crowd${n}@globex.test`)
      const body = { address: `crowd${n}@globex.test` }
      statuses.push((await owner.send('addParticipant', { params: { requestId }, body })).status)
    }
    expect(statuses.filter((status) => status === 204)).toHaveLength(50)
    expect(statuses.slice(50)).toEqual([400, 400])
    expect((await owner.call('getRequest', { params: { requestId } })).participants).toHaveLength(50)
  })
})
