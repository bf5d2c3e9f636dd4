// Every operation of the service-desk API by everybody's keys: nobody's, a customer's, an agent's, an administrator's, one of another
// site, and a leaver's.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createStaff } from '../../src/admin/staff-invitations.ts'
import { numberOf } from '../../src/desk/servicedesk-api/numbers.ts'
import type { Operation } from '../../src/desk/servicedesk-api/operation.ts'
import { operations } from '../../src/desk/servicedesk-api/operations.ts'
import type { ProgramPermission } from '../../src/model/permissions.ts'
import { Browser } from '../fixtures/browser.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { byTest, makeSite } from '../fixtures/running-app.ts'
import { siteState } from '../fixtures/site-state.ts'
import { goodPassword, makeStaff } from '../fixtures/staff.ts'

let centre: HelpCentre
/** Several of a customer, who may call so often with each. */
let keys: { [who: string]: string[] }
let calls = 0
let ids: { [param: string]: string }
let ann: { id: string; request: string }

const everything: ProgramPermission[] = [
  'requests.ask',
  'requests.read',
  'requests.change',
  'customers.read',
  'customers.change',
  'organizations.read',
  'organizations.change',
  'portals.read',
  'portals.change',
]
const ofAgents = everything.filter((one) => !/^(customers|organizations|portals)\.change$/.test(one))

const keyOf = async (browser: Browser, scope: ProgramPermission[]) =>
  (await browser.call('createApiKey', { body: { label: 'Script', scope } })).secret

beforeAll(async () => {
  const now = new Date()
  centre = await HelpCentre.open(() => new Date())
  const { owner, running, site } = centre
  const form = (await owner.call('listHelpPortals', {})).items[0]
  const requestTypeId = form?.requestTypes[0]?.id ?? ''
  const [field] = (await owner.call('getHelpForm', { params: { requestTypeId } })).fields
  const ask = async (browser: Browser, summary: string) =>
    (
      await browser.call('askRequest', {
        body: { requestTypeId, summary, fields: { [field?.id ?? '']: 'It smokes' } },
      })
    ).id
  const enter = async (name: string) => {
    const id = await centre.add(name, `${name}@globex.test`)
    const browser = await centre.enter(`${name}@globex.test`)
    const secrets: string[] = []
    for (let n = 0; n < 6; n++)
      secrets.push((await browser.call('createOwnApiKey', { body: { label: `Script ${n}` } })).secret)
    return { id, browser, secrets }
  }
  const [first, second, leaver] = [await enter('ann'), await enter('bob'), await enter('cleo')]
  ann = { id: first.id, request: await ask(first.browser, 'Of Ann') }
  await ask(second.browser, 'Of Bob')
  await owner.call('deactivateCustomer', { params: { customerId: leaver.id } })
  const agent = await makeStaff(running, site, 'agent', { now })
  keys = {
    ann: first.secrets,
    bob: second.secrets,
    leaver: leaver.secrets,
    agent: [await keyOf(agent.browser, ofAgents)],
    admin: [await keyOf(owner, everything)],
  }
  const organization = await owner.call('addOrganization', { body: { name: 'Globex' } })
  ids = {
    accountId: first.id,
    organizationId: numberOf(organization.id),
    propertyKey: 'tier',
    serviceDeskId: numberOf(form?.id ?? ''),
    requestTypeId: numberOf(requestTypeId),
    issueIdOrKey: numberOf(ann.request),
    commentId: '7',
    attachmentId: '7',
    id: '7',
  }
  // From here on the server has two sites, and answers each at its own host.
  const other = await makeSite(running)
  const theirs = `${other.slug}.localhost`
  const headers = { origin: `http://${theirs}`, 'x-forwarded-host': theirs }
  const context = { ...byTest(now), role: 'owner' as const }
  const wanted = { name: 'Gavin', address: 'gavin@hooli.test', role: 'owner' as const }
  const { link } = await createStaff(running.app.database, other.id, wanted, context)
  const gavin = new Browser(running.origin, headers)
  const given = { params: { link: link.secret }, body: { password: goodPassword } }
  await vi.waitFor(() => gavin.call('completeLink', given), { timeout: 120_000 })
  keys.stranger = [await keyOf(gavin, everything)]
})
afterAll(() => centre.close())

async function send({ method, path }: Pick<Operation, 'method' | 'path'>, key: string | undefined) {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name] ?? 'none')
  const answer = await fetch(`${centre.running.origin}/rest/servicedeskapi${url}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(key !== undefined && {
        authorization: `Bearer ${keys[key]?.[calls++ % (keys[key]?.length ?? 1)]}`,
      }),
      'x-forwarded-host': `${centre.site.slug}.localhost`,
    },
    ...(method !== 'GET' && { body: '{}' }),
  })
  return { status: answer.status, text: await answer.text() }
}

const named = operations.map((one) => [`${one.method} ${one.path}`, one] as const)
const known = named.filter(([, { needs }]) => needs !== 'anyone')

describe.each(known)('%s', (_, operation) => {
  test('is nobody’s without a key, with a leaver’s, and with one of another site', async () => {
    const before = await siteState(centre.running, centre.site.id)
    for (const key of [undefined, 'leaver', 'stranger']) {
      const { status, text } = await send(operation, key)
      expect([key, status]).toEqual([key, 401])
      expect(JSON.parse(text)).toEqual({
        errorMessage: expect.any(String),
        i18nErrorMessage: expect.any(Object),
      })
    }
    expect(await siteState(centre.running, centre.site.id)).toEqual(before)
  })
})

const ofStaff = known.filter(([, { needs }]) => needs !== 'asker')
const onRequests = known.filter(([, { path }]) => path.includes('{issueIdOrKey}'))
const ofAdministrators = ofStaff.filter(([, { needs }]) =>
  /^(customers|organizations|portals)\.change$/.test(needs),
)

test.each(ofStaff)('%s is not for a customer’s key', async (_, operation) => {
  expect((await send(operation, 'ann')).status).toBe(403)
})

test.each(onRequests)(
  '%s: another customer’s request is not there, and says nothing',
  async (_, operation) => {
    const { status, text } = await send(operation, 'bob')
    // What is wrong with a body is said before anything is looked for.
    expect([404, 400]).toContain(status)
    expect(text).not.toMatch(/Of Ann|ann@globex/)
    if (status === 400) expect(operation.takes.body).toBeDefined()
  },
)

test.each(ofAdministrators)('%s is not for an agent’s key', async (_, operation) => {
  expect((await send(operation, 'agent')).status).toBe(403)
})

test('a customer asks and reads as who they are, and hears no address but their own', async () => {
  const { status, text } = await send({ method: 'GET', path: '/request' }, 'ann')
  expect([status, JSON.parse(text).values.map((one: { summary: string }) => one.summary)]).toEqual([
    200,
    ['Of Ann'],
  ])
  const whole = JSON.parse((await send({ method: 'GET', path: '/request/{issueIdOrKey}' }, 'ann')).text)
  expect(whole.reporter).toMatchObject({ accountId: ann.id, emailAddress: 'ann@globex.test' })
  expect(whole._links.agent).toBeUndefined()
  const everybody = JSON.parse((await send({ method: 'GET', path: '/request' }, 'agent')).text)
  expect(everybody.values).toEqual([])
})
