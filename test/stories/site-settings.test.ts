import { afterAll, beforeAll, expect, test } from 'vitest'
import { detailValuesOf } from '../../src/admin/detail-fields.ts'
import type { Branding } from '../../src/model/site-settings.ts'
import { type Site, siteBySlug } from '../../src/storage/sites.ts'
import type { Browser } from '../fixtures/browser.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
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

test('how a site looks and speaks is changed, audited, and known to mails and to the first page', async () => {
  const languages: 'de'[] = ['de']
  const body = { accent: '#FFCC00', languages, language: 'de' as const, timeZone: 'Europe/Zurich' }
  const changed = await owner.call('changeSite', { body: { ...body, name: 'Acme & Söhne' } })
  expect(changed).toMatchObject({ ...body, accent: '#ffcc00', logo: null })
  const known = await running.app.database.readSites<Site>(siteBySlug(site.slug))
  expect(known).toMatchObject([
    {
      name: 'Acme & Söhne',
      accent: '#ffcc00',
      logoHash: null,
      languages: ['de'],
      language: 'de',
      timeZone: 'Europe/Zurich',
    } satisfies Branding,
  ])
  const { items } = await owner.call('listAudit', { query: { limit: 1 } })
  expect(items[0]).toMatchObject({
    action: 'site.settings-changed',
    details: {
      accent: { before: null, after: '#ffcc00' },
      languages: { before: 'en, de', after: 'de' },
      language: { before: 'en', after: 'de' },
      timeZone: { before: 'UTC', after: 'Europe/Zurich' },
    },
  })
  const page = await (await fetch(`${running.origin}/sign-in`)).text()
  expect(page).toContain('data-site="Acme &amp; Söhne" data-languages="de" data-language="de"')
  expect(page).toContain('<style id="accent">:root:root[data-mantine-color-scheme=')
  const sheet = await fetch(`${running.origin}/brand/accent/ffcc00.css`)
  expect(sheet.headers.get('content-type')).toBe('text/css; charset=utf-8')
  expect(await sheet.text()).toContain('--dw-link: #')
  expect((await fetch(`${running.origin}/brand/accent/ffcc01.css`)).status).toBe(404)
})

test('every field that is wrong is named, and nothing is changed', async () => {
  const before = await owner.call('getSite', {})
  const body = {
    name: ' ',
    accent: 'red',
    languages: [],
    language: 'fr',
    timeZone: 'Mars/Olympus',
    exchangeDays: 0,
  }
  const { errors = [] } = await owner.refused('changeSite', { body: body as never })
  expect(errors.map(({ field }) => field).sort()).toEqual(Object.keys(body).sort())
  expect(await owner.refused('changeSite', { body: { languages: ['en'], language: 'de' } })).toMatchObject({
    errors: [{ field: 'language' }],
  })
  expect(await owner.refused('changeSite', { body: { languages: ['de', 'de'] } })).toMatchObject({
    errors: [{ field: 'languages' }],
  })
  expect(await owner.call('getSite', {})).toEqual(before)
})

test('the public URL is checked, and whoever has an address there is named', async () => {
  const { baseUrl } = await makeDirectory(running, site, 'Globex')
  const check = await owner.call('checkPublicUrl', {})
  expect(check).toMatchObject({ isHttps: false, reach: 'this-machine', directories: [{ name: 'Globex' }] })
  expect(check.directories[0]?.scimBaseUrl.replace('localhost', '127.0.0.1')).toBe(baseUrl)
})

test('shades of an accent are shown before it is saved', async () => {
  const { light, dark } = await owner.call('previewAccent', { query: { accent: '#3158b8' } })
  expect(light.fill).toBe('#3158b8')
  expect(dark.link).not.toBe(light.link)
  expect(await owner.refused('previewAccent', { query: { accent: 'red' } })).toMatchObject({
    code: 'invalid',
  })
})

test('a detail field is renamed, and who would lose a value is counted before it goes', async () => {
  await owner.call('createDetailField', { body: { key: 'contractNumber' } })
  const params = { key: 'CONTRACTnumber' }
  const { scim } = await makeDirectory(running, site, 'Initech')
  const extension = 'urn:ietf:params:scim:schemas:extension:doorward:2.0:User'
  await scim.createUser('ann@initech.com', { [extension]: { contractNumber: 'C-1' } })
  await scim.createUser('bob@initech.com', { displayName: 'says "contractNumber":' })
  expect(await owner.call('countDetailValues', { params })).toEqual({ people: 1, isAll: true })
  const { database } = running.app
  expect(await detailValuesOf(database, site.id, 'contractNumber', 1)).toEqual({ people: 0, isAll: false })
  const body = { label: 'Contract no.', description: 'On every invoice' }
  expect(await owner.call('changeDetailField', { params, body })).toMatchObject({
    key: 'contractNumber',
    ...body,
  })
  const { items } = await owner.call('listAudit', { query: { limit: 1 } })
  expect(items[0]).toMatchObject({
    action: 'detail-field.changed',
    subject: 'contractNumber',
    details: { label: { before: 'contractNumber', after: 'Contract no.' } },
  })
  expect(await owner.refused('changeDetailField', { params: { key: 'none' }, body })).toMatchObject({
    code: 'not-found',
  })
})
