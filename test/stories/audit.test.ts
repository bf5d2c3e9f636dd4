import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { adminApi } from '../../src/admin/contract.ts'
import type { AuditAction } from '../../src/model/audit.ts'
import { auditDetails } from '../../src/model/audit-details.ts'
import type { Item } from '../../src/model/contract.ts'
import type { Site } from '../../src/storage/sites.ts'
import { Authenticator } from '../fixtures/authenticator.ts'
import { Browser } from '../fixtures/browser.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let owner: Browser

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  owner = (await makeStaff(running, site, 'owner')).browser
})
afterAll(() => running.close())

type Event = Item<(typeof adminApi)['listAudit']>

/** The newest event of this kind. */
async function told(action: AuditAction): Promise<Event | undefined> {
  const { items } = await owner.call('listAudit', { query: {} })
  return items.find((event) => event.action === action)
}

async function detailsOf(action: AuditAction): Promise<unknown> {
  return (await told(action))?.details
}

describe('the audit says what was before and what is after', () => {
  test('of the state of a directory and of a token', async () => {
    const { directory } = await owner.call('createDirectory', { body: { name: 'Globex', rehearsal: true } })
    const params = { directoryId: directory.id }
    await owner.call('takeDirectoryLive', { params })
    expect(await detailsOf('directory.went-live')).toEqual({ state: { before: 'rehearsal', after: 'live' } })
    await owner.call('pauseDirectory', { params })
    expect(await detailsOf('directory.paused')).toEqual({ state: { before: 'live', after: 'paused' } })
    await owner.call('resumeDirectory', { params })
    expect(await detailsOf('directory.resumed')).toEqual({ state: { before: 'paused', after: 'live' } })
    const { id: tokenId } = await owner.call('createToken', { params, body: { label: 'second' } })
    await owner.call('revokeToken', { params: { ...params, tokenId } })
    expect(await detailsOf('token.revoked')).toEqual({
      label: 'second',
      state: { before: 'live', after: 'revoked' },
      expiresAt: null,
    })
  })

  test('of a person of the staff', async () => {
    const { id: staffId } = await makeStaff(running, site, 'agent')
    expect(await detailsOf('staff.password-chosen')).toEqual({
      state: { before: 'invited', after: 'active' },
    })
    await owner.call('disableStaff', { params: { staffId } })
    expect(await detailsOf('staff.disabled')).toEqual({ state: { before: 'active', after: 'disabled' } })
    await owner.call('enableStaff', { params: { staffId } })
    expect(await detailsOf('staff.enabled')).toEqual({ state: { before: 'disabled', after: 'active' } })
  })

  test('of a passkey that gets another name', async () => {
    const device = new Authenticator((await owner.call('listPasskeys', {})).origin)
    const options = await owner.call('offerPasskey', {})
    const body = { name: 'Laptop', passkey: device.create(options) }
    const { passkey } = await owner.call('createPasskey', { body })
    const params = { passkeyId: passkey.id }
    await owner.call('renamePasskey', { params, body: { name: 'Phone' } })
    expect(await detailsOf('staff.passkey-renamed')).toEqual({
      passkey: { before: 'Laptop', after: 'Phone' },
      passkeyId: passkey.id,
    })
    await owner.call('removePasskey', { params })
  })

  test('of what was taken away', async () => {
    const scope = ['site.read' as const]
    const key = await owner.call('createApiKey', { body: { label: 'Nightly', scope } })
    await owner.call('revokeApiKey', { params: { apiKeyId: key.apiKey.id } })
    expect(await told('api-key.revoked')).toMatchObject({
      details: { label: 'Nightly', scope, expiresAt: null, ownerId: key.apiKey.owner.id },
      values: { owner: { before: 'The owner' } },
    })
    const field = {
      key: 'contract',
      label: 'Contract',
      type: 'text',
      description: 'On every invoice',
    } as const
    const { key: name, ...rest } = field
    await owner.call('createDetailField', { body: field })
    expect(await detailsOf('detail-field.created')).toEqual(rest)
    await owner.call('deleteDetailField', { params: { key: name } })
    expect(await detailsOf('detail-field.deleted')).toEqual(rest)
    const { due } = await owner.call('deleteSite', { body: { confirm: site.slug } })
    await owner.call('restoreSite', {})
    expect(await detailsOf('site.restored')).toEqual({ due: { before: due, after: null } })
  })

  test('and every event tells what the table of its action promises', async () => {
    const { items } = await owner.call('listAudit', { query: { limit: 200 } })
    expect(new Set(items.map(({ action }) => action)).size).toBeGreaterThan(15)
    for (const { action, details } of items) {
      const promised: readonly string[] = auditDetails[action as AuditAction]
      expect([action, Object.keys(details)]).toEqual([action, expect.arrayContaining([...promised])])
    }
  })
})

test('what an API key did names the person and the key, in the list and in the file', async () => {
  const body = { label: 'Nightly', scope: ['site.change' as const] }
  const { secret } = await owner.call('createApiKey', { body })
  const key = new Browser(running.origin)
  key.headers = { authorization: `Bearer ${secret}` }
  await key.call('changeSite', { body: { exchangeDays: 9 } })
  expect((await told('site.settings-changed'))?.actor).toMatchObject({
    kind: 'api-key',
    name: 'The owner',
    apiKey: 'Nightly',
  })
  expect((await told('api-key.created'))?.actor).toMatchObject({ kind: 'staff', apiKey: null })
  const { body: file } = await owner.fetch('GET', '/api/exports/audit')
  expect(file).toContain(',site.settings-changed,api-key,The owner,Nightly,')
})
