import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditAction } from '../../src/model/audit.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
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

/** What the newest event of this kind tells. */
async function told(action: AuditAction): Promise<unknown> {
  const { items } = await owner.call('listAudit', { query: {} })
  return items.find((event) => event.action === action)?.details
}

describe('the audit says what was before and what is after', () => {
  test('of the state of a directory', async () => {
    const { directory } = await owner.call('createDirectory', { body: { name: 'Globex', rehearsal: true } })
    const params = { directoryId: directory.id }
    await owner.call('takeDirectoryLive', { params })
    expect(await told('directory.went-live')).toEqual({ state: { before: 'rehearsal', after: 'live' } })
    await owner.call('pauseDirectory', { params })
    expect(await told('directory.paused')).toEqual({ state: { before: 'live', after: 'paused' } })
    await owner.call('resumeDirectory', { params })
    expect(await told('directory.resumed')).toEqual({ state: { before: 'paused', after: 'live' } })
  })
})
