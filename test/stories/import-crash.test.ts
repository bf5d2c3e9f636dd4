// An import whose connection to the database is killed at every statement in turn goes on where it was, and ends as if nothing
// had happened.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DoorwardError } from '../../src/model/errors.ts'
import { highestId } from '../../src/model/ids.ts'
import { beginImport } from '../../src/people/import/begin.ts'
import { applyImport, workOnImport } from '../../src/people/import/work.ts'
import type { AuditRow } from '../../src/storage/audit.ts'
import { Database } from '../../src/storage/database.ts'
import { type ImportRecord, listImports } from '../../src/storage/identity/imports.ts'
import type { Site } from '../../src/storage/sites.ts'
import type { Query } from '../../src/storage/statement.ts'
import { byTest, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { auditOf, customersOf, readRows } from '../fixtures/site-reader.ts'

let running: RunningApp
let site: Site
/** A database whose connection dies at a statement. */
let fragile: Database
/** How many statements it carries until then. */
let left = Number.POSITIVE_INFINITY

/** Ends the connection on which it travels; only the session's own role may. */
const kill: readonly Query[] = ['set role none', 'select pg_terminate_backend(pg_backend_pid())'].map(
  (text) => ({
    name: '',
    text,
    values: [],
  }),
)

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  fragile = new Database({ url: running.ownerUrl })
  fragile.onRoundTrip = (queries) => {
    // What is handed over here is what is sent.
    if (left <= queries.length) (queries as Query[]).splice(left, queries.length, ...kill)
    left = left <= queries.length ? Number.POSITIVE_INFINITY : left - queries.length
  }
})
afterAll(async () => {
  await fragile.close()
  await running.close()
})

/** How deaths were told to whoever waited. */
const deaths = new Set<string>()

const atOnce = { check: 2, apply: 2 }

const importsNow = () => readRows<ImportRecord>(running, site, listImports(site.id, highestId, 1))

/** What is still to be done of an import, by a database that may die. */
async function goOn(database: Database, name: string, text: string): Promise<void> {
  const [last] = await importsNow()
  const given = { kind: 'customers', fileName: name, text, isProven: true } as const
  const id = last?.fileName === name ? last.id : await beginImport(database, site.id, given, byTest())
  await workOnImport(database, site.id, id, { atOnce })
  await applyImport(database, site.id, id, byTest())
  await workOnImport(database, site.id, id, { atOnce })
}

/** What an import has come to. */
async function outcome(domain: string) {
  const people = (await customersOf(running, site)).filter(({ addresses }) =>
    addresses.some(({ address }) => address.endsWith(`@${domain}`)),
  )
  const events: AuditRow[] = []
  for (const { id } of people) events.push(...(await auditOf(running, site, id)))
  const [last] = await importsNow()
  const { state, creates, changes, same, refused, skipped, applied } = last as ImportRecord
  return {
    people: people.map(({ name, addresses }) => [name, addresses.map(({ standing }) => standing)]).sort(),
    events: events.map(({ action }) => action).sort(),
    whole: (await auditOf(running, site, last?.id ?? '')).map(({ action }) => action),
    counts: { state, creates, changes, same, refused, skipped, applied },
  }
}

/** One import of a file, whose connection dies at the n-th statement. @returns whether it came so far */
async function killedAt(n: number): Promise<boolean> {
  const domain = `crash${n}.test`
  await running.app.database.inSite(site.id, async (tx) => {
    await tx.read({ name: '', text: 'delete from imports where site_id = $1', values: [site.id] })
  })
  await beginBefore(domain)
  const text = `name,email\n${['Ann Lee,ann', 'Bo,bo', 'Cy,cy', 'Dee,dee', 'Eve,'].map((row) => (row.endsWith(',') ? row : `${row}@${domain}`)).join('\n')}`
  left = n
  const death = await goOn(fragile, domain, text).then(
    () => undefined,
    ({ code }: DoorwardError) => code,
  )
  left = Number.POSITIVE_INFINITY
  await goOn(running.app.database, domain, text)
  expect(await outcome(domain), `killed at statement ${n}`).toEqual({
    people: [
      ['Ann Lee', ['held']],
      ['Bo', ['held']],
      ['Cy', ['held']],
      ['Dee', ['held']],
    ],
    events: [...Array(4).fill('customer.imported'), 'customer.changed'].sort(),
    whole: ['import.applied', 'import.begun'],
    counts: { state: 'applied', creates: 3, changes: 1, same: 0, refused: 1, skipped: 0, applied: 4 },
  })
  if (death === undefined) return false
  expect(['unavailable', 'outcome-unknown'], `killed at statement ${n}`).toContain(death)
  deaths.add(death)
  return true
}

/** Somebody who is there already, and is changed. */
async function beginBefore(domain: string): Promise<void> {
  const given = {
    kind: 'customers',
    fileName: 'before',
    text: `name,email\nAnn,ann@${domain}`,
    isProven: true,
  } as const
  const { database } = running.app
  const id = await beginImport(database, site.id, given, byTest())
  await workOnImport(database, site.id, id)
  await applyImport(database, site.id, id, byTest())
  await workOnImport(database, site.id, id)
}

test('killed at any statement it goes on, and nothing is done twice or left out', async () => {
  let n = 0
  while (await killedAt(n)) n++
  // It was followed from its first statement to its last.
  expect(n).toBeGreaterThan(40)
  expect([...deaths].sort()).toEqual(['outcome-unknown', 'unavailable'])
})
