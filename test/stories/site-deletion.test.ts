import { existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deleteSite, removeDueSites, restoreSite } from '../../src/admin/site-deletion.ts'
import { findSite } from '../../src/admin/sites.ts'
import { startLinks } from '../../src/admin/staff-links.ts'
import { leavingFirst } from '../../src/model/site-deletion.ts'
import { AttachmentFiles } from '../../src/storage/attachment-files.ts'
import { Database } from '../../src/storage/database.ts'
import { type SiteTable, siteTables } from '../../src/storage/site/removal.ts'
import { listSites, type Site } from '../../src/storage/sites.ts'
import { type FreshDatabase, freshDatabase } from '../fixtures/database.ts'
import { few, fillSites } from '../fixtures/large-site.ts'
import { byTest, makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff } from '../fixtures/staff.ts'

const files = new AttachmentFiles(join(tmpdir(), `doorward-site-deletion-${process.pid}`))
const week = 7 * 24 * 60 * 60 * 1000

describe('a site that is to be deleted', () => {
  let running: RunningApp
  let site: Site
  let now = new Date('2026-03-01T12:00:00Z')

  beforeAll(async () => {
    running = await runningApp({ now: () => now })
    site = await makeSite(running)
  })
  afterAll(() => running.close())

  /** Whoever remembers the site looks again. */
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms)
  }

  test('answers nothing but its restoration, and then is as it was', async () => {
    const owner = (await makeStaff(running, site, 'owner', { now })).browser
    const admin = (await makeStaff(running, site, 'admin', { now })).browser
    const { scim } = await makeDirectory(running, site, 'Globex')
    await scim.createUser('ann@globex.com')
    expect(await admin.refused('getDeletion', {})).toMatchObject({ code: 'forbidden' })
    expect(await admin.refused('deleteSite', { body: { confirm: site.slug } })).toMatchObject({
      code: 'forbidden',
    })
    expect(await owner.refused('deleteSite', { body: { confirm: 'other' } })).toMatchObject({
      errors: [{ field: 'confirm' }],
    })
    const before = await owner.call('getSite', {})
    const asked = await owner.call('deleteSite', { body: { confirm: site.slug } })
    expect(asked).toMatchObject({
      due: new Date(now.getTime() + week).toISOString(),
      counts: { staff: 2, directories: 1, customers: 1, organizations: 0, requests: 0 },
    })

    later(2_000)
    for (const operation of ['getSite', 'listCustomers', 'listStaff'] as const) {
      expect(await owner.refused(operation, { query: {} } as never)).toMatchObject({
        code: 'conflict',
        detail: expect.stringContaining('being deleted'),
      })
    }
    expect(await scim.get('/Users')).toMatchObject({
      status: 403,
      json: { detail: expect.stringContaining('being deleted') },
    })
    expect((await owner.call('getMe', {})).site.deletionDue).toBe(asked.due)
    await owner.call('signOut', {})
    expect(await owner.refused('restoreSite', {})).toMatchObject({ code: 'not-signed-in' })
    expect(await admin.refused('restoreSite', {})).toMatchObject({ code: 'forbidden' })
    await owner.call('signIn', {
      body: { address: `owner@${site.slug}.test`, password: 'lamp otter violin gravel' },
    })
    expect(await owner.call('restoreSite', {})).toMatchObject({ due: null })

    later(2_000)
    expect(await owner.call('getSite', {})).toEqual(before)
    expect((await scim.get('/Users')).json.totalResults).toBe(1)
    await removeDueSites(running.app.database, files, new Date(now.getTime() + 2 * week))
    expect(await owner.call('getSite', {})).toEqual(before)
    const { items } = await owner.call('listAudit', { query: { limit: 50 } })
    const actions = items.map(({ action }) => action)
    expect(actions.filter((action) => /^site\.(deletion|restored)/.test(action))).toEqual([
      'site.restored',
      'site.deletion-begun',
    ])
  })

  test('is gone after a week, and the next start prints the first owner’s link again', async () => {
    const { database } = running.app
    const context = byTest(now)
    await deleteSite(database, site, site.slug, context)
    const file = { siteId: site.id, attachmentId: '00000000-0000-7000-8000-0000000000f1' }
    const another = { ...file, siteId: site.id + 1 }
    for (const one of [file, another])
      await files.write(one, async function* () {
        yield Buffer.from('x')
      })
    await removeDueSites(database, files, new Date(now.getTime() + week - 1))
    expect(await database.readSites(listSites())).toHaveLength(1)
    expect(existsSync(files.pathOf(file))).toBe(true)
    expect(await removeDueSites(database, files, new Date(now.getTime() + week))).toEqual({ removed: 1 })
    expect(await database.readSites(listSites())).toEqual([])
    // The files of the site are gone, and of no other one.
    expect([file, another].map((one) => existsSync(files.pathOf(one)))).toEqual([false, true])
    rmSync(join(files.folder, '..'), { recursive: true })
    const [link] = await startLinks(database, running.origin, context)
    expect(link).toMatchObject({ site: undefined, url: expect.stringContaining('/start/') })
  })

  test('that cannot be removed keeps no other', async () => {
    const { database } = running.app
    const [stuck, other] = [await makeSite(running), await makeSite(running)]
    for (const one of [stuck, other]) await deleteSite(database, one, one.slug, byTest(now))
    const refusing = new Proxy(database, {
      get(target, name) {
        if (name !== 'inSite') return Reflect.get(target, name).bind(target)
        return async (...given: Parameters<Database['inSite']>) => {
          if (given[0] === stuck.id) throw new Error('stuck')
          return target.inSite(...given)
        }
      },
    })
    await expect(removeDueSites(refusing, files, new Date(now.getTime() + week))).rejects.toThrow('stuck')
    expect(await database.readSites<Site>(listSites())).toMatchObject([{ slug: stuck.slug }])
  })
})

describe('of two sites', () => {
  let fresh: FreshDatabase
  let database: Database
  let client: Client

  beforeAll(async () => {
    fresh = await freshDatabase()
    await fillSites(fresh.url, few)
    database = new Database({ url: fresh.url, connectionsMax: 4 })
    client = new Client({ connectionString: fresh.url, options: '-c search_path=doorward,public' })
    await client.connect()
    await client.query('set role doorward_backup')
  })
  afterAll(async () => {
    await client.end()
    await database.close()
    await fresh.drop()
  })

  /** How many rows a site has in each table, and a digest of them all. */
  async function rowsOf(siteId: number): Promise<{ [table: string]: { rows: number; digest: string } }> {
    const all: { [table: string]: { rows: number; digest: string } } = {}
    for (const { name } of await database.readSites<SiteTable>(siteTables())) {
      const { rows } = await client.query(
        `select count(*)::int as rows, coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest
         from "${name}" t where site_id = $1`,
        [siteId],
      )
      all[name] = rows[0]
    }
    return all
  }

  test('one that is removed takes every row of its own along and none of the other, also when it is interrupted', async () => {
    const kept = await rowsOf(2)
    const before = await rowsOf(1)
    expect(Object.entries(before).filter(([, { rows }]) => rows > 0).length).toBeGreaterThan(20)
    const site = await findSite(database, 'site-1')
    const now = new Date('2026-03-01T12:00:00Z')
    await deleteSite(database, site, 'site-1', byTest(now))
    const due = new Date(now.getTime() + week)

    // The process dies in the middle: some transactions are done, and the next is never begun.
    let left = 12
    const dying = new Proxy(database, {
      get(target, name) {
        if (name !== 'inSite') return Reflect.get(target, name).bind(target)
        return (...given: Parameters<Database['inSite']>) => {
          if (left-- === 0) throw new Error('killed')
          return target.inSite(...given)
        }
      },
    })
    await expect(removeDueSites(dying, files, due)).rejects.toThrow('killed')
    const half = Object.values(await rowsOf(1)).reduce((sum, { rows }) => sum + rows, 0)
    expect(half).toBeGreaterThan(0)
    await expect(restoreSite(database, site, byTest(due))).rejects.toThrow(/too late/)

    await removeDueSites(database, files, due)
    expect(Object.entries(await rowsOf(1)).filter(([, { rows }]) => rows > 0)).toEqual([])
    expect(await rowsOf(2)).toEqual(kept)
    expect((await database.readSites<Site>(listSites())).map(({ slug }) => slug)).toEqual(['site-2'])
  })

  test('no table with rows of a site is overlooked', async () => {
    const { rows } = await client.query(
      `select relname from pg_class where relnamespace = 'doorward'::regnamespace and relkind in ('r', 'p')`,
    )
    const known = (await database.readSites<SiteTable>(siteTables())).map(({ name }) => name)
    expect([...known, 'sites'].sort()).toEqual(rows.map(({ relname }) => relname).sort())
  })
})

test('whoever refers to others goes before them, and circles do not stand in the way', () => {
  const table = (name: string, ...refersTo: string[]) => ({ name, refersTo })
  expect(leavingFirst([table('a'), table('b', 'a'), table('c', 'b', 'a')])).toEqual(['c', 'b', 'a'])
  expect(leavingFirst([table('a', 'b'), table('b', 'a'), table('c', 'a')])).toEqual(['c', 'a', 'b'])
})
