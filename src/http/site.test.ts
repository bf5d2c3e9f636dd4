import { expect, test } from 'vitest'
import { attachmentDefaults } from '../model/desk/attachment.ts'
import { brandingDefault, portalDefaults } from '../model/site-settings.ts'
import type { Site } from '../storage/sites.ts'
import { siteAt, siteUrlOf } from './site.ts'

function site(id: number, slug: string, hosts: string[] = []): Site {
  const rest = {
    plan: 'standard',
    status: 'active',
    signInMonths: 12,
    leaverMonths: 24,
    exchangeDays: 30,
    staffDomains: [],
    seatsMax: null,
    addressNotices: true,
    ...portalDefaults,
    ...brandingDefault,
    ...attachmentDefaults,
    createdAt: new Date(0),
    deletionDue: null,
    removing: false,
  } as const
  return { id, slug, name: slug, hosts, ...rest }
}
const acme = site(1, 'acme')
const globex = site(2, 'globex', ['help.globex.com'])

test.each<[string, Site[], string | undefined, string | undefined]>([
  ['the only site answers anywhere', [acme], '192.0.2.1:3000', 'acme'],
  ['also without a host', [acme], undefined, 'acme'],
  ['of several, the one with this host', [acme, globex], 'help.globex.com', 'globex'],
  ['whatever the case and the port', [acme, globex], 'HELP.Globex.com:443', 'globex'],
  ['or the one of this name on this machine', [acme, globex], 'acme.localhost:3000', 'acme'],
  ['a host nobody has', [acme, globex], 'localhost:3000', undefined],
  ['another one that ends like it', [acme, globex], 'help.globex.com.evil.test', undefined],
  ['a longer name in front', [acme, globex], 'x.acme.localhost', undefined],
  ['no site at all', [], 'localhost', undefined],
])('%s', (_name, sites, host, slug) => {
  expect(siteAt(sites, host)?.slug).toBe(slug)
})

test.each<[string, string, Site, string]>([
  ['http://localhost:3000', 'alone', acme, 'http://localhost:3000'],
  ['http://localhost:3000', 'beside', acme, 'http://acme.localhost:3000'],
  ['http://localhost:3000', 'beside', globex, 'http://help.globex.com:3000'],
  ['https://help.globex.com', 'beside', globex, 'https://help.globex.com'],
])('from %s, %s others, %o is reached', (publicUrl, beside, one, expected) => {
  expect(siteUrlOf(publicUrl, one, beside === 'alone' ? [one] : [acme, globex])).toBe(expected)
})
