// The service-desk API, driven by a second library, of other people and in another language: Python's `jira`.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { makeSite, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

const script = join(import.meta.dirname, '..', 'fixtures', 'jira_client.py')

test('a script in Python makes customers and opens requests in their names', async () => {
  const running = await runningApp()
  try {
    const site = await makeSite(running)
    const admin = await makeStaff(running, site, 'owner')
    const { secret } = await admin.browser.call('createApiKey', {
      body: {
        label: 'Python',
        scope: ['customers.change', 'customers.read', 'requests.read', 'requests.change', 'requests.ask'],
      },
    })
    const { id: requester } = await admin.browser.call('addCustomer', {
      body: { name: 'Ann Lee', address: 'ann@globex.example' },
    })
    const { stdout } = await promisify(execFile)('/usr/bin/python3', [
      script,
      running.origin,
      admin.address,
      secret,
      requester,
    ])
    expect(JSON.parse(stdout)).toEqual({
      supported: true,
      customer: ['Ray Lee', 'ray@globex.example', true],
      again: [400, expect.stringContaining('ray@globex.example')],
      desks: ['SUP'],
      desk: 'Support',
      types: [expect.any(String)],
      requests: ['SUP-1', 'SUP-2'],
      reporter: 'Ann Lee',
      noSuchType: 400,
      byBearer: 1,
    })
  } finally {
    await running.close()
  }
})
