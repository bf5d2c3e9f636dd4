// Who sees which portal: the statements that ask the database, held against the rule.
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  firstPortal,
  maySeePortal,
  type PortalPerson,
  type PortalSight,
  portalAudiences,
  seesEveryPortal,
} from '../../src/model/desk/portal.ts'
import { roles } from '../../src/model/permissions.ts'
import {
  archivePortal,
  insertPortal,
  namePortalDirectories,
  namePortalOrganizations,
} from '../../src/storage/desk/portals.ts'
import { insertRequestType, keepFields } from '../../src/storage/desk/request-types.ts'
import {
  formSeenBy,
  type PortalAsker,
  portalSeenBy,
  portalsSeenBy,
  type SeenForm,
  type SeenPortal,
} from '../../src/storage/desk/seen-portals.ts'
import { newId } from '../../src/storage/new-id.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { customerWith, readRows } from '../fixtures/site-reader.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser
const now = new Date('2026-01-01T00:00:00Z')

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

const seenBy = async (asker: PortalAsker) =>
  (await readRows<SeenPortal>(running, site, portalsSeenBy(site.id, asker))).map(({ key }) => key)

const signedIn: PortalSight = {
  audience: 'signed-in',
  ...{ forMembers: false, organizationIds: [], directoryIds: [], isArchived: false },
}
const portals: { key: string; requestTypeId: string; sight: PortalSight }[] = []

/** A portal with one kind of request. */
async function makePortal(change: Partial<PortalSight>): Promise<void> {
  const sight: PortalSight = { ...signedIn, audience: 'named', ...change }
  const { audience, forMembers, organizationIds, directoryIds, isArchived } = sight
  const [id, requestTypeId, fieldId] = [newId(), newId(), newId()]
  const key = `P${portals.length}`
  await running.app.database.inSite(site.id, async (tx) => {
    const portal = { id, key, name: key, description: '', position: portals.length + 2 }
    tx.write(insertPortal(site.id, { ...portal, audience, forMembers, shareDefault: 'private' }, now))
    tx.write(namePortalOrganizations(site.id, id, organizationIds))
    tx.write(namePortalDirectories(site.id, id, directoryIds))
    const one = { id: requestTypeId, portalId: id, name: 'Ask', description: '', position: 1 }
    tx.write(insertRequestType(site.id, one, now))
    const field = { id: fieldId, kind: 'text', label: 'F', help: '', isRequired: true, options: [] } as const
    tx.write(keepFields(site.id, requestTypeId, [field], { now, deletesOthers: false }))
    if (isArchived) tx.write(archivePortal(site.id, id, now))
  })
  portals.push({ key, requestTypeId, sight })
}

test('what the statements find is what the rule says, for every kind of portal and of person', async () => {
  const globex = (await owner.call('addOrganization', { body: { name: 'Globex' } })).id
  const { directory, scim } = await makeDirectory(running, site, 'Initech', { domains: ['initech.com'] })
  const other = await makeDirectory(running, site, 'Hooli', { domains: ['hooli.com'] })
  const waiting = await makeDirectory(running, site, 'Later', { rehearsal: true, domains: ['later.com'] })
  const directoryId = directory.directoryId
  const add = async (name: string) =>
    (await owner.call('addCustomer', { body: { name, address: `${name}@some.com`, proven: true } })).id
  const [stranger, member, gone] = [await add('stranger'), await add('member'), await add('gone')]
  for (const customerId of [member, gone])
    await owner.call('addOrganizationPerson', { params: { organizationId: globex }, body: { customerId } })
  await owner.call('deactivateCustomer', { params: { customerId: gone } })
  await scim.createUser('ann@initech.com')
  await scim.createUser('left@initech.com', { active: false })
  await other.scim.createUser('bob@hooli.com')
  const idOf = async (address: string) => (await customerWith(running, site, address)).id

  for (const audience of portalAudiences) await makePortal({ audience })
  await makePortal({ audience: 'anyone', isArchived: true })
  await makePortal({ forMembers: true })
  await makePortal({ organizationIds: [globex] })
  await makePortal({ directoryIds: [directoryId, waiting.directory.directoryId] })
  await makePortal({ organizationIds: [globex], directoryIds: [directoryId], forMembers: true })
  // Names of before count no more.
  await makePortal({ audience: 'signed-in', organizationIds: [globex] })
  await makePortal({ organizationIds: [globex], isArchived: true })

  const customer = (customerId: string) => ({ kind: 'customer', customerId }) as const
  const is = (organizationIds: string[], directoryIds: number[]): PortalPerson => ({
    kind: 'customer',
    organizationIds,
    directoryIds,
  })
  const cases: [string, PortalAsker, PortalPerson | undefined][] = [
    ['nobody', { kind: 'nobody' }, { kind: 'nobody' }],
    ...roles.map((role): [string, PortalAsker, PortalPerson] => [
      role,
      { kind: 'staff', seesEvery: seesEveryPortal(role) },
      { kind: 'staff', role },
    ]),
    ['a stranger', customer(stranger), is([], [])],
    ['a member', customer(member), is([globex], [])],
    ['of the directory', customer(await idOf('ann@initech.com')), is([], [directoryId])],
    ['of another', customer(await idOf('bob@hooli.com')), is([], [other.directory.directoryId])],
    ['who was deactivated', customer(gone), undefined],
    ['whom nobody knows', customer(newId()), undefined],
  ]
  const first = { key: firstPortal.en.key, sight: signedIn }
  for (const [who, asker, person] of cases) {
    const rule = [first, ...portals].filter(({ sight }) => person && maySeePortal(sight, person))
    const keys = rule.map(({ key }) => key)
    expect([who, await seenBy(asker)]).toEqual([who, keys])
    for (const { key, requestTypeId } of portals) {
      const one = await readRows(running, site, portalSeenBy(site.id, asker, key))
      const form = await readRows(running, site, formSeenBy(site.id, asker, requestTypeId))
      expect([who, key, one.length, form.length]).toEqual([
        who,
        key,
        ...(keys.includes(key) ? [1, 1] : [0, 0]),
      ])
    }
  }
})

test('whom a directory has active no longer, and another still has, loses the sight that the one gave', async () => {
  const one = await makeDirectory(running, site, 'One', { domains: ['shared.com'] })
  const two = await makeDirectory(running, site, 'Two', {})
  const { json: user } = await one.scim.createUser('eve@shared.com')
  await two.scim.createUser('eve@two.com')
  const customerId = (await customerWith(running, site, 'eve@shared.com')).id
  await makePortal({ directoryIds: [one.directory.directoryId] })
  const key = portals.at(-1)?.key
  const asker = { kind: 'customer', customerId } as const
  expect(await seenBy(asker)).toContain(key)
  // A second directory's user stands for the same person.
  await running.app.database.inSite(site.id, async (tx) => {
    tx.write({
      name: '',
      table: 'directory_users',
      text: `update directory_users set customer_id = $3, linked_at = now() where site_id = $1 and directory_id = $2`,
      values: [site.id, two.directory.directoryId, customerId],
    })
    tx.write({
      name: '',
      table: 'customers',
      alone: true,
      text: 'update customers set several_links = true where site_id = $1 and customer_id = $2',
      values: [site.id, customerId],
    })
  })
  await one.scim.patch(`/Users/${user.id}`, { op: 'replace', path: 'active', value: false })
  const [row] = await readRows<{ active: boolean }>(running, site, {
    name: '',
    text: 'select active from customers where site_id = $1 and customer_id = $2',
    values: [site.id, customerId],
  })
  expect(row).toEqual({ active: true })
  expect(await seenBy(asker)).not.toContain(key)
})

// A server with a second site answers at any host no longer: it comes last.
test('a new site begins with one portal, which who is signed in sees', async () => {
  const { key, name, requestType, field } = firstPortal.en
  const fresh = await makeSite(running)
  const asker = { kind: 'staff', seesEvery: false } as const
  const [portal, ...others] = await readRows<SeenPortal>(running, fresh, portalsSeenBy(fresh.id, asker))
  expect(others).toEqual([])
  expect(portal).toMatchObject({ key, name, audience: 'signed-in', requestTypes: [{ name: requestType }] })
  const requestTypeId = portal?.requestTypes[0]?.id ?? ''
  const form = await readRows<SeenForm>(running, fresh, formSeenBy(fresh.id, asker, requestTypeId))
  expect(form).toMatchObject([
    {
      portal: { key, shareDefault: 'private' },
      fields: [{ kind: 'paragraph', label: field, isRequired: true }],
    },
  ])
  expect(await readRows(running, site, formSeenBy(site.id, asker, requestTypeId))).toEqual([])
  expect(await readRows(running, fresh, portalsSeenBy(fresh.id, { kind: 'nobody' }))).toEqual([])
})
