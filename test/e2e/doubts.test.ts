// Somebody who may be somebody else, in a real browser: an agent reads why and says so, has the customer asked, and the customer answers.
import type { Browser as Chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../fixtures/chromium.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { lightViews, looksWrong, mostViews } from '../fixtures/look.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'
import { Tabs } from '../fixtures/tabs.ts'

let chromium: Chromium
let centre: HelpCentre
let uwe: Person

beforeAll(async () => {
  chromium = await launchChromium()
  centre = await HelpCentre.open(() => new Date())
  uwe = await makeStaff(centre.running, centre.site, 'agent', {
    address: 'uwe@nordlicht.test',
    name: 'Uwe Berg',
  })
})
afterAll(async () => {
  await chromium.close()
  await centre.close()
})

test('an agent reads why somebody is suspect, and has the customer asked who it must be', async () => {
  const tabs = new Tabs(chromium, centre.running.origin)
  await centre.add('Uwe Berg', 'uwe.berg@home.test')
  await centre.add('Ann Lee', 'ann.lee@home.test')
  const other = await centre.enter('uwe.berg@home.test')
  const requestTypeId = (await other.call('listHelpPortals', {})).items[0]?.requestTypes[0]?.id ?? ''
  const [field] = (await other.call('getHelpForm', { params: { requestTypeId } })).fields
  const { key } = await other.call('askRequest', {
    body: { requestTypeId, summary: 'New password, please', fields: { [field?.id ?? '']: 'Send it here.' } },
  })
  const page = await tabs.open(uwe.browser)
  await page.goto(`${centre.running.origin}/console/${key}`)
  await page.getByRole('alert').getByText('The name equals Uwe Berg, one of the staff').waitFor()
  tabs.found.push(...(await looksWrong(page, 'console-doubt', mostViews)))
  await page.getByRole('button', { name: 'I have read this (Uwe Berg)' }).click()
  await page.getByText('Uwe Berg read the doubts about the requester,').first().waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  await page.getByRole('region', { name: 'Did they write it?' }).getByRole('button', { name: 'Ask' }).click()
  const dialog = page.getByRole('dialog', { name: 'Ask whether they wrote it' })
  await dialog.getByLabel('Another customer, by name or address').fill('Ann')
  await dialog.getByRole('button', { name: 'Ask Ann Lee' }).waitFor()
  tabs.found.push(...(await looksWrong(page, 'console-ask-writer', lightViews)))
  await dialog.getByRole('button', { name: 'Ask Ann Lee' }).click()
  await page.getByText('Waiting for Ann Lee to answer.').waitFor()

  const [mail] = (await centre.mailsTo('ann.lee@home.test')).slice(-1)
  const link = /http\S+\/prove\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? 'none'
  const own = await tabs.open(await centre.enter('ann.lee@home.test'))
  await own.goto(`${centre.running.origin}/prove/${link}`)
  await own.getByText('New password, please').waitFor()
  tabs.found.push(...(await looksWrong(own, 'prove', mostViews)))
  await own.getByRole('button', { name: 'No, and somebody writes in my name' }).click()
  await own.getByText('The help desk knows now that it was not you, and is warned.').waitFor()
  tabs.found.push(...(await looksWrong(own, 'prove-done', lightViews)))
  await own.reload()
  await own.getByRole('heading', { name: 'This link works no more' }).waitFor()
  await page.reload()
  await page.getByRole('alert').getByText('Ann Lee said that they did not write it').waitFor()
  tabs.found.push(...(await looksWrong(page, 'console-disowned', lightViews)))
  expect(await tabs.close()).toEqual([])
})

test('an agent chooses about which message somebody is asked, sees it first, and reads afterwards which one it was', async () => {
  const tabs = new Tabs(chromium, centre.running.origin)
  await centre.add('Uwe Berg', 'berg@home.test')
  const annId = await centre.add('Ann Miller', 'ann.miller@home.test')
  const ann = await centre.enter('ann.miller@home.test')
  const requestTypeId = (await ann.call('listHelpPortals', {})).items[0]?.requestTypes[0]?.id ?? ''
  const [field] = (await ann.call('getHelpForm', { params: { requestTypeId } })).fields
  const { key, id: requestId } = await ann.call('askRequest', {
    body: { requestTypeId, summary: 'A new laptop', fields: { [field?.id ?? '']: 'By Monday.' } },
  })
  await uwe.browser.call('addParticipant', {
    params: { requestId },
    body: { address: 'berg@home.test' },
  })
  const other = await centre.enter('berg@home.test')
  await other.call('writeOwnComment', {
    params: { requestId },
    body: { markdown: 'Send it to **me** instead.' },
  })

  const page = await tabs.open(uwe.browser)
  await page.goto(`${centre.running.origin}/console/${key}`)
  const proofs = page.getByRole('region', { name: 'Did they write it?' })
  await proofs.getByRole('button', { name: 'Ask' }).click()
  const dialog = page.getByRole('dialog', { name: 'Ask whether they wrote it' })
  const chosen = dialog.getByRole('figure', { name: 'What is asked about' })
  // What is doubted is offered first.
  await chosen.getByText('Send it to me instead.').waitFor()
  const message = dialog.getByLabel('Which message')
  await message.selectOption({ label: 'The request itself' })
  await chosen.getByText('A new laptop').waitFor()
  expect(await chosen.getByText('Send it to me instead.').count()).toBe(0)
  tabs.found.push(...(await looksWrong(page, 'console-ask-which', lightViews)))
  await dialog.getByRole('button', { name: 'Ask Ann Miller' }).click()
  await proofs.getByText('About the request itself').waitFor()

  await proofs.getByRole('button', { name: 'Ask' }).click()
  await chosen.getByText('Send it to me instead.').waitFor()
  await dialog.getByRole('button', { name: 'Ask Ann Miller' }).click()
  await proofs.getByText('About what Uwe Berg wrote').waitFor()
  tabs.found.push(...(await looksWrong(page, 'console-asked-which', lightViews)))
  const whole = await uwe.browser.call('getRequest', { params: { requestId } })
  const comment = whole.comments.find(({ markdown }) => markdown.includes('instead'))
  expect(whole.proofs.map(({ customer, commentId }) => [customer.id, commentId])).toEqual([
    [annId, comment?.id],
    [annId, null],
  ])
  expect(await tabs.close()).toEqual([])
})
