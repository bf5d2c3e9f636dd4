// The field for files as people use it: by button, drag, clipboard and keyboard; cut, gone on with, refused.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Browser as Chromium, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { buildHarness, type Harness } from '../fixtures/attachment-harness.ts'
import { launchChromium, watchedPage } from '../fixtures/chromium.ts'
import { looksWrong } from '../fixtures/look.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { readRows } from '../fixtures/site-reader.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let chromium: Chromium
let running: RunningApp
let site: Site
let agent: Person
let harness: Harness
let context: BrowserContext
let page: Page
let faults: string[]
let dataDir: string

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'doorward-files-'))
  chromium = await launchChromium()
  harness = await buildHarness()
  running = await runningApp({ env: { DATA_DIR: dataDir }, limits: { attachmentReserveBytes: 0 } })
  site = await makeSite(running)
  agent = await makeStaff(running, site, 'agent')
})
afterAll(async () => {
  await chromium.close()
  await running.close()
  harness.remove()
  rmSync(dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  ;({ context, page, faults } = await opened())
  return async () => {
    await context.close()
    expect(faults).toEqual([])
  }
})

async function opened(language = 'en', size = { width: 800, height: 700 }) {
  const made = await chromium.newContext({
    locale: language === 'en' ? 'en-GB' : 'de-CH',
    reducedMotion: 'reduce',
    viewport: size,
  })
  await harness.serve(made, language)
  const cookies = [...agent.browser.cookies].map(([name, value]) => ({ name, value, url: running.origin }))
  await made.addCookies(cookies)
  const watched = await watchedPage(made)
  await watched.page.goto(`${running.origin}/harness/`)
  return { context: made, ...watched }
}

/** A picture of one red dot. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8Dwn4EIwDiqkL4KAcT9GO0U4BxoAAAAAElFTkSuQmCC',
  'base64',
)
const files = () => page.getByRole('list', { name: 'Files' }).first()
const choose = (...given: { name: string; buffer: Buffer; mimeType?: string }[]) =>
  page
    .locator('input[type=file]')
    .setInputFiles(given.map((one) => ({ mimeType: 'application/octet-stream', ...one })))
/** Lets the page's waits pass until something is there. */
async function untilSeen(what: Locator): Promise<void> {
  while (!(await what.isVisible())) await page.clock.runFor(250)
}
const rows = (name: string) =>
  readRows<{ received: number; complete: boolean }>(running, site, {
    name: '',
    text: `select received_bytes::int as received, completed_at is not null as complete from attachments
      where site_id = $1 and name = $2`,
    values: [site.id, name],
  })

test('files are chosen, dropped and pasted, shown for what they are, and go with the message', async () => {
  await choose({ name: 'error.png', buffer: png }, { name: 'log.txt', buffer: Buffer.from('all is well') })
  await files().getByRole('button', { name: 'Remove error.png' }).waitFor()
  await files().getByText('Text, 11 bytes').waitFor()
  const picture = files().getByRole('img', { name: 'The picture error.png' })
  await picture.waitFor()
  await expect.poll(() => page.evaluate(`document.querySelector('li img').naturalWidth`)).toBe(1)
  // Dropped on the text, which is a part of the form.
  const dropped = await page.evaluateHandle(`(() => {
    const held = new DataTransfer()
    held.items.add(new File(['<script>alert(1)</script>'], 'page.png'))
    return held
  })()`)
  await page.getByLabel('Text').dispatchEvent('dragover', { dataTransfer: dropped })
  await page.getByText('Let go to add the files.').waitFor()
  await page.getByLabel('Text').dispatchEvent('drop', { dataTransfer: dropped })
  // Called a picture, it is none.
  await files().getByRole('link', { name: 'page.png' }).waitFor()
  await files().getByText('File, 25 bytes').waitFor()
  await page.evaluate(`(() => {
    const held = new DataTransfer()
    held.items.add(new File([new Uint8Array([${[...png]}])], 'image.png'))
    const paste = new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true })
    document.querySelector('textarea').dispatchEvent(paste)
  })()`)
  await files()
    .getByRole('link', { name: /^screenshot-/ })
    .waitFor()
  expect(await looksWrong(page, 'files')).toEqual([])
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  const sent = page.getByRole('region', { name: 'Sent' })
  await expect.poll(() => sent.getByRole('listitem').count()).toBe(4)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    sent.getByRole('link', { name: 'log.txt' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('log.txt')
})

test('an upload that is cut goes on by itself where it stopped, and by hand when the server stays away', async () => {
  let isAway = false
  const offsets: string[] = []
  await context.route(/\/api\/attachments\/[^/]+$/, async (route) => {
    const request = route.request()
    const isPiece = request.method() === 'PATCH'
    if (isAway) return route.abort('connectionreset')
    if (isPiece) offsets.push(request.headers()['upload-offset'] ?? '')
    if (isPiece && offsets.length === 2) return route.abort('connectionreset')
    return route.continue()
  })
  await page.clock.install()
  await choose({ name: 'large.dat', buffer: Buffer.alloc(2_500_000, 1) })
  await untilSeen(files().getByRole('button', { name: 'Remove large.dat' }))
  expect(offsets).toEqual(['0', '1000000', '1000000', '2000000'])
  isAway = true
  await choose({ name: 'later.dat', buffer: Buffer.alloc(1_500_000, 1) })
  const stopped = files().getByText('later.dat stopped: the server is not reached. Nothing of it is lost.')
  await untilSeen(stopped)
  await expect.poll(() => page.getByRole('button', { name: 'Send', exact: true }).isEnabled()).toBe(true)
  isAway = false
  await files().getByRole('button', { name: 'Go on sending later.dat' }).click()
  await files().getByRole('button', { name: 'Remove later.dat' }).waitFor()
  expect(await rows('later.dat')).toEqual([{ received: 1_500_000, complete: true }])
})

test('while a file is on its way nothing is sent, and it can be given up by keyboard', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await context.route(/\/api\/attachments\/[^/]+$/, async (route) => {
    if (route.request().method() === 'PATCH') await held
    return route.continue().catch(() => {})
  })
  await choose({ name: 'slow.dat', buffer: Buffer.alloc(100_000, 1) })
  await page.getByRole('progressbar', { name: 'slow.dat' }).waitFor()
  expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
  expect(await looksWrong(page, 'files-going')).toEqual([])
  const stop = page.getByRole('button', { name: 'Stop sending slow.dat' })
  await stop.focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByRole('button', { name: 'Send', exact: true }).isEnabled()).toBe(true)
  expect(await page.getByRole('listitem').count()).toBe(0)
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Add a file')
  release()
  await expect.poll(() => rows('slow.dat')).toEqual([])
})

test('what is refused names the file and the rule, and so does the other language', async () => {
  await choose(
    { name: 'setup.exe', buffer: Buffer.from('x') },
    { name: 'holiday.png', buffer: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(50)]) },
    { name: 'nothing.txt', buffer: Buffer.alloc(0) },
  )
  for (const text of [
    'setup.exe cannot be added: this site takes no files of this kind.',
    'holiday.png cannot be added: this site takes no files of this kind.',
    'nothing.txt is empty.',
  ])
    await page.getByText(text).waitFor()
  expect(await page.getByRole('button', { name: /^Go on/ }).count()).toBe(0)
  const german = await opened('de', { width: 360, height: 700 })
  try {
    await german.page
      .locator('input[type=file]')
      .setInputFiles([{ name: 'setup.exe', mimeType: 'x/y', buffer: Buffer.from('x') }])
    await german.page.getByText('setup.exe kann nicht hinzugefügt werden').waitFor()
    expect(await looksWrong(german.page, 'files-refused')).toEqual([])
  } finally {
    await german.context.close()
  }
})

test('twenty files go with a message, and what is too much is said', async () => {
  await choose(...Array.from({ length: 22 }, (_, n) => ({ name: `${n}.txt`, buffer: Buffer.from('x') })))
  await page.getByText('At most 20 files go with one message; 2 were left out.').waitFor()
  await page
    .getByRole('button', { name: /^Remove / })
    .nth(19)
    .waitFor()
  expect(await page.getByRole('button', { name: 'Add a file' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Remove 3.txt' }).click()
  await expect.poll(() => rows('3.txt')).toEqual([])
  expect(await page.getByRole('button', { name: 'Add a file' }).isEnabled()).toBe(true)
})
