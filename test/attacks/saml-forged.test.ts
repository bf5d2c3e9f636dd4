// Everything that is known to have broken service providers, through the real door and database.
import { SAML } from '@node-saml/node-saml'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Site } from '../../src/storage/sites.ts'
import { makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { attacks, documents, expensive, signedBefore } from '../fixtures/saml-attacks.ts'
import { type Form, forms, genuine } from '../fixtures/saml-forge.ts'
import { makeSamlDoor, type SamlDoor, Visitor, writtenTo } from '../fixtures/saml-site.ts'
import { customersOf, readRows } from '../fixtures/site-reader.ts'

let running: RunningApp
let site: Site
const doors = new Map<Form, SamlDoor>()

interface Logged {
  readonly outcome: string
  readonly why: string | null
}

const query = (text: string) => ({ name: '', text, values: [site.id] })
const logged = () =>
  readRows<Logged>(
    running,
    site,
    query('select outcome, why from sign_ins where site_id = $1 order by sign_in_id desc'),
  )
const sessions = () =>
  readRows(running, site, query('select session_id from customer_sessions where site_id = $1'))

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  for (const form of forms) {
    doors.set(
      form,
      await makeSamlDoor(running, site, `Globex ${form}`, { signed: form, issuer: `https://${form}.test` }),
    )
  }
})
afterAll(() => running.close())

const doorOf = (form: Form) => doors.get(form) as SamlDoor

/** Uniform: it says the same of everything, and gives nothing. */
function expectTurnedAway({ status, location, text, cookies }: Awaited<ReturnType<Visitor['bring']>>): void {
  // The login that was begun is over, and nothing else is set.
  const set = cookies.filter((cookie) => !/^(?:__Host-)?doorward-login-\S+=; Max-Age=0;/.test(cookie))
  expect({ status, text, set }).toEqual({ status: 303, text: '', set: [] })
  expect(location).toMatch(/^\/sign-in\/failed(\?|$)/)
}

describe.each(forms)('where what must be signed is: %s', (form) => {
  test.each(attacks.filter((attack) => (attack.forms ?? forms).includes(form)))(
    '$name',
    async ({ make, why }) => {
      const door = doorOf(form)
      const visitor = new Visitor(running.origin)
      const xml = make(writtenTo(door, await visitor.begin(door)), form)
      expectTurnedAway(await visitor.bring(door, { xml }))
      const [last] = await logged()
      expect(last?.outcome).toBe('failed-check')
      expect(last?.why).toMatch(why)
    },
  )
})

describe('documents that cost more than they bring', () => {
  test.each(documents)('$name', async ({ body, why }) => {
    const door = doorOf('assertion')
    const visitor = new Visitor(running.origin)
    await visitor.begin(door)
    // What would build a tree of it is never asked.
    const library = vi.spyOn(SAML.prototype, 'validatePostResponseAsync')
    expectTurnedAway(await visitor.bring(door, Buffer.from(body()).toString('base64')))
    expect(library).not.toHaveBeenCalled()
    library.mockRestore()
    const [last] = await logged()
    expect(last?.why).toMatch(why)
  })
})

describe('documents within every limit that would be work to verify, by a key that nobody knows', () => {
  const cases = expensive.flatMap((one) => forms.map((form) => ({ ...one, form })))
  test.each(cases)('$name, signed as $form', async ({ make, why, form, isLight }) => {
    const door = doorOf(form)
    const visitor = new Visitor(running.origin)
    const xml = make(writtenTo(door, await visitor.begin(door)), form)
    const library = vi.spyOn(SAML.prototype, 'validatePostResponseAsync')
    expectTurnedAway(await visitor.bring(door, { xml }))
    // Whose key it was is found out first, where the library would compute with all of it before it looks at the key.
    expect(library).toHaveBeenCalledTimes(isLight ? 1 : 0)
    library.mockRestore()
    expect((await logged())[0]?.why).toMatch(why)
  })
})

describe('long documents with a genuine signature of an earlier sign-in', () => {
  const cases = signedBefore.flatMap((one) => forms.map((form) => ({ ...one, form })))
  test.each(cases)('$name, signed as $form', async ({ make, why, form }) => {
    const door = doorOf(form)
    const visitor = new Visitor(running.origin)
    const xml = make(writtenTo(door, await visitor.begin(door)), form)
    const library = vi.spyOn(SAML.prototype, 'validatePostResponseAsync')
    expectTurnedAway(await visitor.bring(door, { xml }))
    expect(library).not.toHaveBeenCalled()
    library.mockRestore()
    expect((await logged())[0]?.why).toMatch(why)
  })
})

test('nobody came in, and nobody was made', async () => {
  expect(await customersOf(running, site)).toEqual([])
  expect(await sessions()).toEqual([])
  expect((await logged()).filter(({ outcome }) => outcome !== 'failed-check')).toEqual([])
})

test('a long response that is right comes in', async () => {
  for (const form of forms) {
    const door = doorOf(form)
    const visitor = new Visitor(running.origin)
    const groups = Array.from({ length: 200 }, (_, n) => `<i xmlns="urn:${n}" a="&lt;${n}">\n&amp;&gt;</i>`)
    const given = { ...writtenTo(door, await visitor.begin(door)), attributes: { groups } }
    await visitor.bring(door, { xml: genuine(given, form, { inclusive: ['xs', 'samlp'] }) })
    expect((await logged())[0]?.why).toBeNull()
  }
})

test('what they were made of is right', async () => {
  for (const form of forms) {
    const door = doorOf(form)
    const visitor = new Visitor(running.origin)
    await visitor.bring(door, { xml: genuine(writtenTo(door, await visitor.begin(door)), form) })
    expect((await logged())[0]?.why).toBeNull()
  }
})
