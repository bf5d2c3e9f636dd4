import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let agent: Person

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  agent = await makeStaff(running, site, 'agent')
})
afterAll(() => running.close())

test("an agent opens a request in a customer's name, shared with an organization of theirs", async () => {
  const { browser } = agent
  const { scim } = await makeDirectory(running, site, 'Globex', { domains: ['globex.test'], home: 'Globex' })
  await scim.createUser('ann@globex.test', { displayName: 'Ann' })
  const [ann] = (await browser.call('listCustomers', { query: {} })).items
  const [globex] = (await browser.call('listOrganizations', { query: {} })).items
  const [customerId, organizationId] = [ann?.id ?? '', globex?.id ?? '']
  const { id } = await browser.call('openRequest', { body: { customerId, summary: ' It does not start ' } })
  const shared = { customerId, summary: 'Nor does this', organizationIds: [organizationId] }
  await browser.call('openRequest', { body: shared })
  const first = await browser.call('listRequests', { query: { limit: 1 } })
  expect(first.items).toMatchObject([{ summary: 'Nor does this', organizations: [{ name: 'Globex' }] }])
  const second = await browser.call('listRequests', { query: { after: first.next ?? '' } })
  expect(second).toEqual({
    items: [
      {
        id,
        key: 'SUP-1',
        summary: 'It does not start',
        portal: { id: expect.any(String), key: 'SUP', name: 'Support' },
        type: { id: expect.any(String), name: 'Get help' },
        requester: {
          kind: 'customer',
          id: customerId,
          name: 'Ann',
          emailAddress: 'ann@globex.test',
          addressStanding: 'held',
          active: true,
        },
        status: 'open',
        ownStatus: null,
        priority: 'normal',
        assignee: null,
        organizations: [],
        assurance: { level: 'known', evidence: [{ code: 'opened-by', name: 'The agent' }] },
        doubt: null,
        acknowledged: null,
        handedOverFrom: null,
        waitingSince: expect.any(String),
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        version: 1,
      },
    ],
    next: null,
  })
  const auditor = (await makeStaff(running, site, 'auditor')).browser
  const { items } = await auditor.call('listAudit', { query: { subject: id } })
  expect(items).toMatchObject([{ action: 'request.opened', actor: { staffId: agent.id } }])
  expect(await auditor.refused('openRequest', { body: shared })).toMatchObject({ code: 'forbidden' })

  const nobody = '01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17'
  for (const [field, wrong] of [
    ['customerId', { customerId: nobody }],
    ['organizationIds', { organizationIds: [nobody] }],
  ] as [string, object][]) {
    expect(await browser.refused('openRequest', { body: { ...shared, ...wrong } })).toMatchObject({
      status: 400,
      errors: [{ field }],
    })
  }
})
