// A short life of a company in the dialect of each provider, at the real server: what is sent comes to what was meant.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SimulatedPerson } from '../../demo/simulator/company.ts'
import { type Provisioner, presets, provisionerOf } from '../../demo/simulator/provisioner.ts'
import { makeProvider, type Provider } from '../fixtures/provider.ts'
import { type RunningApp, runningApp } from '../fixtures/running-app.ts'

let running: RunningApp

beforeAll(async () => {
  running = await runningApp()
})
afterAll(() => running.close())

const at = (key: string) => `${key}@globex.com`
const person = (key: string): SimulatedPerson => ({
  key,
  givenName: key,
  familyName: 'Lee',
  userName: at(key),
  address: at(key),
  active: true,
})

describe.each([
  ...presets.map((preset) => ({ preset, name: preset, behind: '' })),
  { preset: 'entra', name: 'entra with its flag', behind: '?aadOptscim062020' },
  { preset: 'okta', name: 'okta, an app of its wizard', behind: '', madeByWizard: true },
] as const)('$name', ({ preset, behind, ...more }) => {
  let provider: Provider
  let company: Provisioner

  beforeAll(async () => {
    provider = await makeProvider(running, preset)
    const { baseUrl, token } = provider
    company = provisionerOf(preset, { baseUrl: baseUrl + behind, token, ...more })
    await company.testConnection()
    for (const key of ['ann', 'bob', 'eve']) await company.hire(person(key))
  })
  const seen = async (address: string) => {
    const { name, active } = await provider.customer(address)
    return { name, active }
  }

  test('people come, are renamed, leave, return, and are deleted', async () => {
    const before = await provider.customer(at('bob'))
    expect(await seen(at('ann'))).toEqual({ name: 'ann Lee', active: true })
    await company.rename('ann', { familyName: 'Poe', userName: at('ann.poe'), address: at('ann.poe') })
    expect(await seen(at('ann.poe'))).toEqual({ name: 'ann Poe', active: true })
    await company.dismiss('bob')
    expect(await seen(at('bob'))).toEqual({ name: 'bob Lee', active: false })
    await company.restore('bob')
    expect(await provider.customer(at('bob'))).toMatchObject({ id: before.id, active: true })
    await company.bin('eve')
    expect(await seen(at('eve'))).toEqual({ name: 'eve Lee', active: false })
    await company.restore('eve')
    expect(await seen(at('eve'))).toEqual({ name: 'eve Lee', active: true })
    await company.remove('eve')
    const eve = (await provider.customers()).filter(({ name }) => name === 'eve Lee')
    expect(eve).toMatchObject([{ active: false }])
    expect((await provider.userNames()).includes(at('eve'))).toBe(!company.deletesUsers)
    await company.restore('eve')
    expect(await seen(at('eve'))).toEqual({ name: 'eve Lee', active: true })
  })

  test('groups come, change their members and their names, are emptied, and are deleted', async () => {
    if (!company.sendsGroups) {
      const sales = { key: 'sales', name: 'Sales', members: new Set<string>() }
      await expect(company.pushGroup(sales)).rejects.toThrow('sends no groups')
      return
    }
    const [ann = '', bob = ''] = ['ann', 'bob'].map((key) => company.people.get(key)?.address)
    const organizations = () => Promise.all([ann, bob].map((address) => provider.organizationsOf(address)))
    await company.pushGroup({ key: 'sales', name: 'Sales', members: new Set(['ann']) })
    expect(await organizations()).toEqual([['Sales'], []])
    await company.join('sales', ['bob'])
    expect(await organizations()).toEqual([['Sales'], ['Sales']])
    await company.renameGroup('sales', 'Sales Europe')
    expect(await organizations()).toEqual([['Sales Europe'], ['Sales Europe']])
    await company.leave('sales', ['ann'])
    expect(await organizations()).toEqual([[], ['Sales Europe']])
    await company.changeMembers('sales', { join: ['ann'], leave: ['bob'] })
    expect(await organizations()).toEqual([['Sales Europe'], []])
    await company.pushGroup({ key: 'sales', name: 'Sales Europe', members: new Set() })
    expect(await organizations()).toEqual([[], []])
    await company.removeGroup('sales')
    expect(await provider.organizations()).toEqual([])
  })
})
