// The help centre in a real browser: asking, answering, sharing, and no longer seeing.
import type { Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/model/ids.ts'
import { awaitedAnswers } from '../fixtures/awaited-answers.ts'
import type { Browser } from '../fixtures/browser.ts'
import { launchChromium } from '../fixtures/chromium.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { everyView, lightViews, looksWrong, mostViews, setView, type View } from '../fixtures/look.ts'
import { looksWrongOnPaper } from '../fixtures/paper.ts'
import { type MadeDirectory, makeDirectory } from '../fixtures/running-app.ts'
import { goodPassword, makeStaff, type Person } from '../fixtures/staff.ts'
import { Tabs } from '../fixtures/tabs.ts'

let chromium: Chromium
let centre: HelpCentre
let agent: Person
let globex: MadeDirectory
let tabs: Tabs

beforeAll(async () => {
  chromium = await launchChromium()
  centre = await HelpCentre.open(() => new Date())
  agent = await makeStaff(centre.running, centre.site, 'agent')
  globex = await makeDirectory(centre.running, centre.site, 'Globex', {
    domains: ['globex.test'],
    home: 'Globex',
  })
  const params = { directoryId: keyOf(globex.directory.directoryId) }
  await centre.owner.call('changeDirectorySettings', { params, body: { codeDoor: true } })
})
afterAll(async () => {
  await chromium.close()
  await centre.close()
})
beforeEach(() => {
  tabs = new Tabs(chromium, centre.running.origin)
  return async () => expect(await tabs.close()).toEqual([])
})

const tabOf = (browser?: Browser, locale?: string) => tabs.open(browser, locale)

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const look = async (page: Page, name: string, views: readonly View[] = everyView) => {
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
  tabs.found.push(...(await looksWrong(page, `help-${name}`, views)))
}

test('from signing in to the satisfaction score', async () => {
  await centre.add('Nora New', 'nora@hooli.test')
  const page = await tabOf()
  await page.goto(`${centre.running.origin}/requests`)
  await heading(page, 'Sign in')
  await page.getByLabel('E-mail address').fill('nora@hooli.test')
  await press(page, 'Continue')
  // The mail is asked for by then.
  await heading(page, 'Look into your mail')
  await page.getByLabel('Code').fill(await centre.codeFor('nora@hooli.test'))
  await press(page, 'Sign in')
  // Behind the door is the page that was asked for.
  await heading(page, 'Requests')
  await page.getByText('You have asked for nothing yet').waitFor()
  await look(page, 'requests-none', mostViews)
  await page.getByRole('link', { name: 'Make a request' }).click()
  await heading(page, 'What do you need, Nora?')
  await look(page, 'home')
  await page.getByLabel('Search what you can ask for').fill('nothing of that kind')
  await page.getByText('Nothing is called “nothing of that kind”').waitFor()
  await press(page, 'Show everything')
  await page.getByRole('link', { name: 'Get help' }).click()
  await heading(page, 'Get help')
  await press(page, 'Send the request')
  await page.getByText('Fill this in.').first().waitFor()
  await look(page, 'form-errors', mostViews)
  await page.getByLabel('In one line').fill('Invoices show last month’s cost centre')
  await page
    .getByLabel('What can we help you with?')
    .fill('Since 1 November they carry 4410.\nIt should be 4470.')
  const bring = (name: string, text: string) =>
    page
      .locator('input[type=file]')
      .setInputFiles([{ name, mimeType: 'text/html', buffer: Buffer.from(text) }])
  await bring('invoice.txt', 'cost centre 4410')
  await page.getByRole('button', { name: 'Remove invoice.txt' }).waitFor()
  // What was written outlives the page.
  await page.reload()
  await page.getByLabel('In one line').waitFor()
  expect(await page.getByLabel('In one line').inputValue()).toBe('Invoices show last month’s cost centre')
  await look(page, 'form', lightViews)
  await press(page, 'Send the request')
  await heading(page, /^We have it: SUP-\d+$/)
  await look(page, 'sent', mostViews)
  await page.getByRole('link', { name: /^Open SUP-/ }).click()
  await heading(page, 'Invoices show last month’s cost centre')
  const key = new URL(page.url()).pathname.split('/').at(-1) ?? ''

  const markdown =
    'Hello **Nora**, look at [the series](https://evil.example/series):\n\n> It should be 4470.\n\n```\nseries.costCentre = 4470 // and this line is so long that no phone could show it in one line without help\n```'
  await agent.browser.call('writeComment', { params: { requestId: key }, body: { markdown } })
  await page.reload()
  await page.getByText('Support waits for your answer.').waitFor()
  await page.getByText('(evil.example)').waitFor()
  await look(page, 'thread')
  const onPaper = ['nora@hooli.test', 'Nora New', 'It should be 4470.', 'look at', key]
  tabs.found.push(...(await looksWrongOnPaper(page, 'help-request', onPaper)))
  await page.getByRole('article').first().getByRole('link', { name: 'invoice.txt' }).waitFor()
  await page.getByLabel('Your answer').fill('That was *it*')
  await page.reload()
  await page.getByLabel('Your answer').waitFor()
  expect(await page.getByLabel('Your answer').inputValue()).toBe('That was *it*')
  await bring('proof.txt', 'now 4470')
  await page.getByRole('button', { name: 'Remove proof.txt' }).waitFor()
  await page.getByRole('tab', { name: 'Write' }).press('ArrowRight')
  await page.getByRole('tabpanel').getByText('it', { exact: true }).waitFor()
  await look(page, 'preview', lightViews)
  await page.getByRole('tab', { name: 'Preview' }).press('ArrowLeft')
  await page.getByLabel('Your answer').press('Control+Enter')
  await page.getByRole('article', { name: 'Message of Nora New' }).nth(1).waitFor()
  await page
    .getByRole('article', { name: 'Message of Nora New' })
    .nth(1)
    .getByRole('link', { name: 'proof.txt' })
    .waitFor()
  expect(await page.getByLabel('Your answer').inputValue()).toBe('')
  await press(page, 'It is solved')
  await page.getByText('It is solved. Write below if it is not.').waitFor()
  await page.getByRole('radio', { name: '5 Very' }).check()
  await page.getByLabel('What should we know?').fill('Quick and clear.')
  await look(page, 'score', mostViews)
  await press(page, 'Send the score')
  await page.getByText('You gave 5 of 5: Very.').waitFor()
  const whole = await agent.browser.call('getRequest', { params: { requestId: key } })
  expect(whole).toMatchObject({ status: 'resolved', score: { score: 5, comment: 'Quick and clear.' } })
})

/** Somebody of Globex, whose directory signs them in; here by a code, since no test needs more. */
async function ofGlobex(name: string): Promise<{ readonly scimId: string; readonly browser: Browser }> {
  const address = `${name.toLowerCase()}@globex.test`
  const { json } = await globex.scim.createUser(address, { displayName: `${name} Lee` })
  return { scimId: json.id, browser: await centre.enter(address) }
}

test('what is shared is seen by exactly those who are listed, and no longer by whoever leaves', async () => {
  const [ann, ben] = [await ofGlobex('Ann'), await ofGlobex('Ben')]
  const page = await tabOf(ann.browser)
  await page.goto(centre.running.origin)
  await page.getByRole('link', { name: 'Get help' }).click()
  await page.getByLabel('In one line').fill('Approver for Lisbon invoices')
  await page.getByLabel('What can we help you with?').fill('Who is it?')
  await page.getByText('Only you and the support team').waitFor()
  await page.getByLabel('Also Globex').check()
  await page.getByText('2 people of Globex').waitFor()
  await look(page, 'form-shared', mostViews)
  await page.getByLabel('Also Globex').uncheck()
  await press(page, 'Send the request')
  await page.getByRole('link', { name: /^Open SUP-/ }).click()
  await heading(page, 'Approver for Lisbon invoices')
  const url = page.url()

  const theirs = await tabOf(ben.browser)
  await theirs.goto(url)
  await heading(theirs, 'There is no such request, or you may not see it')
  await theirs.goto(`${centre.running.origin}/requests?whose=organizations`)
  await theirs.getByText('Nobody of Globex has shared a request').waitFor()

  await press(page, 'Share with…')
  await page.getByRole('dialog').getByText('Ann Lee and Ben Lee.').waitFor()
  await look(page, 'share', mostViews)
  await press(page, 'Share with 2 people of Globex')
  await page.getByText('Ann Lee shared it with Globex').waitFor()
  await look(page, 'shared', mostViews)
  await press(page, 'Add somebody')
  await page.getByLabel('Their e-mail address').fill('nobody@globex.test')
  await press(page, 'Add')
  await page.getByText('Nobody of your organization has this address here.').waitFor()
  await look(page, 'add', lightViews)
  await page.getByLabel('Their e-mail address').fill('ben@globex.test')
  await press(page, 'Add')
  await page.getByText('as somebody of Globex').waitFor()

  await theirs.reload()
  await theirs.getByRole('link', { name: /Approver for Lisbon invoices/ }).click()
  await heading(theirs, 'Approver for Lisbon invoices')
  await theirs.getByText('Ann Lee, whose request it is').waitFor()
  await theirs.getByLabel('Your answer').fill('It is me.')
  await press(theirs, 'Send')
  await theirs.getByRole('article', { name: 'Message of Ben Lee' }).waitFor()

  // Their company lets Ben go: nothing of it is on his page any more, and hers says that others see it now.
  await globex.scim.send('PATCH', `/Users/${ben.scimId}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  })
  // Whatever the page asks next shows him the door; it may have asked by itself before the click.
  const places = theirs.getByRole('navigation').getByRole('link', { name: 'Requests' })
  await Promise.all([heading(theirs, 'Sign in'), places.click({ timeout: 5_000 }).catch(() => undefined)])
  await page.reload()
  await page.getByText('Others of Globex see this than when you looked last').waitFor()
  await look(page, 'changed', lightViews)
  await press(page, 'I have seen it')
  await press(page, 'Stop sharing')
  await page.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click()
  await page.getByText('Ann Lee stopped sharing it with Globex').waitFor()
})

test('a member of the staff who only asks has the same pages, and no way to the administration', async () => {
  const member = await makeStaff(centre.running, centre.site, 'member')
  const page = await tabOf()
  // By the staff's own door, and back to where they wanted.
  await page.goto(`${centre.running.origin}/requests?show=open`)
  await page.getByRole('link', { name: 'Staff sign in there' }).click()
  await page.getByLabel('E-mail address').fill(member.address)
  await page.getByLabel('Password', { exact: true }).fill(goodPassword)
  await press(page, 'Sign in')
  await page.getByText('Nothing is open').waitFor()
  await page.getByRole('link', { name: 'New request' }).click()
  await heading(page, 'What do you need, The?')
  await page.getByRole('button', { name: /account, language and sign out/ }).click()
  await page.getByRole('dialog').getByText(member.address).waitFor()
  expect(await page.getByRole('link', { name: 'Administration' }).count()).toBe(0)
  await look(page, 'menu', mostViews)
  await page.getByRole('link', { name: 'Profile and sessions' }).click()
  await heading(page, 'Your account')
  await page.getByText('You are one of the staff').waitFor()
  await page.getByRole('button', { name: /account, language and sign out/ }).click()
  await press(page, 'Deutsch')
  await page.getByRole('heading', { name: 'Ihr Konto', level: 1 }).waitFor()
  await press(page, 'Abmelden')
  await heading(page, 'Anmelden')

  const agents = await tabOf(agent.browser)
  await agents.goto(centre.running.origin)
  await agents.getByRole('button', { name: /account, language and sign out/ }).click()
  await agents.getByRole('link', { name: 'Administration' }).waitFor()
})

test('in German, by keyboard alone, on a phone', async () => {
  await centre.add('Otto Alt', 'otto@hooli.test')
  const page = await tabOf(await centre.enter('otto@hooli.test'), 'de-DE')
  const hasCome = awaitedAnswers(page)
  await setView(page, ['light', 375])
  await page.goto(centre.running.origin)
  await heading(page, 'Was brauchen Sie, Otto?')
  const tab = async (name: string) => {
    await hasCome()
    for (let n = 0; n < 20; n++) {
      await page.keyboard.press('Tab')
      const here = await page.evaluate(
        // Beyond the last one the focus is on the whole page, which has every name in it.
        `(() => {
          const here = document.activeElement
          return here.labels?.[0]?.textContent || (here.matches('a, button') ? here.textContent : '')
        })()`,
      )
      if (String(here).includes(name)) return
    }
    throw new Error(`no key leads to ${name}`)
  }
  await tab('Get help')
  await page.keyboard.press('Enter')
  await heading(page, 'Get help')
  await tab('In einer Zeile')
  await page.keyboard.type('Es startet nicht')
  await tab('What can we help you with?')
  await page.keyboard.type('Gar nicht.')
  await tab('Anfrage senden')
  await page.keyboard.press('Enter')
  await heading(page, /^Wir haben sie: SUP-/)
  await tab('öffnen')
  await page.keyboard.press('Enter')
  await heading(page, 'Es startet nicht')
  await look(page, 'thread-de', lightViews)
  await tab('Ihre Antwort')
  await page.keyboard.type('Doch.')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Doch.').waitFor()
  await page.goto(`${centre.running.origin}/requests`)
  await page.getByRole('link', { name: /Es startet nicht/ }).waitFor()
  await page.getByLabel('Anfragen durchsuchen').fill('Nirgends')
  await page.getByText('Nichts passt zu „Nirgends“').waitFor()
  await page.getByLabel('Anfragen durchsuchen').fill('startet')
  await page.getByRole('link', { name: /Es startet nicht/ }).waitFor()
  expect(new URL(page.url()).search).toBe('?q=startet')
  await look(page, 'requests-de', mostViews)
})

test('an entrance for anyone is read before signing in, beside the door; what was written there is sent behind it', async () => {
  const { running, site } = centre
  const open = (audience: string) =>
    running.app.database.inSite(site.id, async (tx) =>
      tx.write({
        name: '',
        table: 'portals',
        text: 'update portals set audience = $2 where site_id = $1',
        values: [site.id, audience],
      }),
    )
  await open('anyone')
  const page = await tabOf()
  await page.goto(running.origin)
  await heading(page, 'What do you need?')
  await page.getByRole('heading', { name: 'Sign in', level: 2 }).waitFor()
  await look(page, 'guest')
  await page.getByRole('link', { name: 'Support' }).click()
  await heading(page, 'Support')
  await page.getByRole('link', { name: 'Get help' }).click()
  await page.getByText('Sign in to send it.').waitFor()
  await page.getByLabel('In one line').fill('Prices of seats')
  await look(page, 'guest-form', mostViews)
  await centre.add('Gus Guest', 'gus@hooli.test')
  await page.getByLabel('E-mail address').fill('gus@hooli.test')
  await press(page, 'Continue')
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
  await page.getByLabel('Code').fill(await centre.codeFor('gus@hooli.test'))
  await press(page, 'Sign in')
  await page.getByRole('button', { name: 'Send the request' }).waitFor()
  expect(await page.getByLabel('In one line').inputValue()).toBe('Prices of seats')
  await page.goto(`${running.origin}/portal/NOWHERE`)
  await heading(page, 'This entrance is not open to you')
  await open('signed-in')
  const other = await tabOf()
  await other.goto(running.origin)
  await heading(other, 'Sign in')
})
