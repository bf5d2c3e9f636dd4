import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Preset, provisionerOf } from '../../demo/simulator/provisioner.ts'
import { commandJson } from '../fixtures/command.ts'
import { type Evening, liveOneDay } from '../fixtures/provider-day.ts'
import { type Served, serve } from '../fixtures/served.ts'

let dataDir: string
let env: Record<string, string>
let served: Served

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'doorward-day-'))
  env = { DATA_DIR: dataDir }
  served = await serve(env)
  await commandJson(env, 'site', 'create', '--slug', 'acme', '--name', 'Acme')
})
afterAll(async () => {
  await served.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function oneDayOf(name: string, preset: Preset): Promise<{ name: string; evening: Evening }> {
  const domain = `${name.toLowerCase()}.com`
  const made = await commandJson(env, 'directory', 'create', '--name', name, '--domain', domain)
  const baseUrl = served.origin + new URL(made.scimBaseUrl).pathname
  return {
    name,
    evening: await liveOneDay(provisionerOf(preset, { baseUrl, token: made.token }), {
      domain,
      people: 1000,
      teams: 50,
      largestTeam: 500,
    }),
  }
}

interface Customer {
  name: string
  active: boolean
  address: string | null
  addresses: { standing: string }[]
  formerAddresses: { address: string }[]
}

test('2,000 people and 100 groups of two companies are in the evening exactly what their providers say', async () => {
  const days = await Promise.all([oneDayOf('Globex', 'okta'), oneDayOf('Initech', 'entra')])
  // So many leave teams in one day of a few seconds that the brake goes on: an administrator says that it is meant.
  await vi.waitFor(
    async () => {
      await commandJson(env, 'case', 'decide-all', '--kind', 'brake', '--decision', 'release', '--yes')
      await expectWhatTheySay(days)
    },
    { timeout: 120_000, interval: 1_000 },
  )
})

async function expectWhatTheySay(days: readonly { name: string; evening: Evening }[]): Promise<void> {
  for (const { name, evening } of days) {
    const customers: Customer[] = await commandJson(env, 'customer', 'list', '--directory', name)
    const seen = customers.map(({ name, active, address, addresses, formerAddresses }) => ({
      name,
      active,
      address: address ?? '',
      former: formerAddresses.map((former) => former.address).sort(),
      held: addresses.every(({ standing }) => standing === 'held'),
    }))
    const expected = evening.people.map(({ name, active, address, formerAddresses }) => ({
      name,
      active,
      address,
      former: [...formerAddresses].sort(),
      held: true,
    }))
    const byKey = (a: { name: string; address: string; former: string[] }, b: typeof a) =>
      `${a.address} ${a.former}`.localeCompare(`${b.address} ${b.former}`)
    expect(seen.sort(byKey)).toEqual(expected.sort(byKey))
  }

  const organizations: { name: string; members: { address: string }[] }[] = await commandJson(
    env,
    'organization',
    'list',
    '--members',
  )
  const seen = organizations.map(({ name, members }) => ({
    name,
    members: members.map(({ address }) => address).sort(),
  }))
  const expected = days.flatMap(({ evening: { people, teams } }) => {
    const active = new Map(
      people.filter(({ active }) => active).map((person) => [person.key, person.address]),
    )
    return teams.map(({ name, members }) => ({
      name,
      members: [...members].flatMap((key) => active.get(key) ?? []).sort(),
    }))
  })
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
  expect(seen.sort(byName)).toEqual(expected.sort(byName))
}
