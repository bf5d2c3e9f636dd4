// What an identity provider says about its people's addresses, over real HTTP, and whose they are afterwards.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pause, resume } from '../../src/people/directory-state.ts'
import { type CustomerRow, usersOfCustomer } from '../../src/storage/identity/customers.ts'
import { declareDomain } from '../../src/storage/identity/domains.ts'
import type { Site } from '../../src/storage/sites.ts'
import { exchangeOf } from '../fixtures/exchanges.ts'
import {
  byTest,
  type MadeDirectory,
  makeDirectory,
  makeSite,
  type RunningApp,
  runningApp,
} from '../fixtures/running-app.ts'
import type { ScimClient, ScimResponse } from '../fixtures/scim-client.ts'
import { customersOf, readRows } from '../fixtures/site-reader.ts'

let running: RunningApp
let site: Site
let globex: MadeDirectory
let scim: ScimClient

beforeAll(async () => {
  running = await runningApp()
})
afterAll(() => running.close())

/** A site with one directory, which speaks for globex.com unless the test says otherwise. */
async function given(domains: readonly string[] = ['globex.com']): Promise<void> {
  site = await makeSite(running)
  globex = await makeDirectory(running, site, 'Globex', { domains })
  scim = globex.scim
}

async function customer(name: string): Promise<CustomerRow> {
  const [found, ...others] = (await customersOf(running, site)).filter((one) => one.name === name)
  expect(others).toEqual([])
  if (!found) throw new Error(`there is no ${name}`)
  return found
}

/** A person's addresses as `ann@globex.com held`, present ones first. */
async function addresses(name: string): Promise<string[]> {
  const { addresses } = await customer(name)
  return addresses.map(({ address, standing, until }) => `${address} ${until === null ? standing : 'former'}`)
}

const create = async (name: string, userName: string, more: object = {}): Promise<string> => {
  const answer = await scim.createUser(userName, { displayName: name, ...more })
  expect(answer.status).toBe(201)
  return answer.json.id
}
/** Changes a user; the exchange's effect in words. */
const change = async (id: string, ...operations: object[]): Promise<string> => {
  const answer = await scim.patch(`/Users/${id}`, ...operations)
  expect(answer.status).toBe(200)
  return effectOf(answer)
}
const effectOf = async (answer: ScimResponse) => (await exchangeOf(running, site, globex, answer)).effect
const replace = (path: string, value: unknown) => ({ op: 'replace', path, value })
const email = (value: string) => replace('emails[type eq "work"].value', value)
const removal = { op: 'remove', path: 'emails' }

const entraId = '283405f5c2'.padEnd(32, '0')
const buried = (value: string) => `${entraId}${value}`

describe('an address that nobody asserted for a while', () => {
  test('is held again when it is given again, and no colleague takes it', async () => {
    await given()
    const ann = await create('Ann', 'ann', { emails: [{ value: 'ann@globex.com', type: 'work' }] })
    expect(await change(ann, removal)).toBe('ann@globex.com is no longer confirmed.')
    expect(await addresses('Ann')).toEqual(['ann@globex.com claimed'])
    expect(await change(ann, email('ann@globex.com'))).toBe('address ann@globex.com, held.')
    expect(await addresses('Ann')).toEqual(['ann@globex.com held'])
    await create('Bob', 'bob', { emails: [{ value: 'ann@globex.com', type: 'work' }] })
    expect(await addresses('Bob')).toEqual([])
  })

  test('is left when somebody else has come to hold it', async () => {
    await given()
    const ann = await create('Ann', 'ann', { emails: [{ value: 'ann@globex.com', type: 'work' }] })
    await change(ann, removal)
    await create('Bob', 'bob', { emails: [{ value: 'ann@globex.com', type: 'work' }] })
    expect(await addresses('Bob')).toEqual(['ann@globex.com held'])
    expect(await change(ann, email('ann@globex.com'))).toBe(
      'ann@globex.com is a former address now; address ann@globex.com was not taken: another customer holds it.',
    )
    expect(await addresses('Ann')).toEqual(['ann@globex.com former'])
  })
})

describe('what a directory may say for its domain', () => {
  test('makes a claimed address held at the next change, once it may', async () => {
    await given([])
    const ann = await create('Ann', 'ann@globex.com')
    await change(ann, replace('title', 'Engineer'))
    expect(await addresses('Ann')).toEqual(['ann@globex.com claimed'])
    const { directoryId } = globex.directory
    await running.app.database.inSite(site.id, async (tx) =>
      tx.write(declareDomain(site.id, directoryId, 'globex.com', new Date())),
    )
    const since = (await customer('Ann')).addresses[0]?.since
    expect(await change(ann, replace('title', 'Lead'))).toBe('address ann@globex.com, held.')
    expect(await addresses('Ann')).toEqual(['ann@globex.com held'])
    expect((await customer('Ann')).addresses[0]?.since).toBe(since)
  })

  test('takes no held address away by a change that has nothing to do with it', async () => {
    await given()
    const ann = await create('Ann', 'ann@globex.com')
    const { directoryId } = globex.directory
    await running.app.database.inSite(site.id, async (tx) =>
      tx.write({
        name: '',
        table: 'directory_domains',
        text: 'delete from directory_domains where site_id = $1 and directory_id = $2',
        values: [site.id, directoryId],
      }),
    )
    await change(ann, replace('displayName', 'Ann Lee'), replace('title', 'Lead'))
    expect(await addresses('Ann Lee')).toEqual(['ann@globex.com held'])
    await change(ann, email('ann.lee@globex.com'))
    expect(await addresses('Ann Lee')).toEqual(['ann.lee@globex.com claimed', 'ann@globex.com former'])
  })
})

describe("Entra's soft delete", () => {
  test('never becomes the address of somebody who has none', async () => {
    await given()
    await create('Bob', 'bob@globex.com')
    const ann = await create('Ann', 'ann@globex.com', { emails: [{ value: 'bob@globex.com', type: 'work' }] })
    expect(await addresses('Ann')).toEqual([])
    await change(
      ann,
      replace('active', false),
      replace('userName', buried('ann@globex.com')),
      email(buried('bob@globex.com')),
    )
    await change(ann, replace('title', 'Gone'))
    expect(await addresses('Ann')).toEqual([])
    await change(ann, removal)
    expect(await addresses('Ann')).toEqual([])
    expect((await customer('Ann')).active).toBe(false)
  })

  test('never becomes a name, nor an address at creation', async () => {
    await given()
    const answer = await scim.send('POST', '/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: buried('ann@globex.com'),
      active: false,
    })
    expect(answer.status).toBe(201)
    expect(await addresses('ann@globex.com')).toEqual([])
    const kim = await create('', 'kim@globex.com')
    expect(await addresses('kim@globex.com')).toEqual(['kim@globex.com held'])
    await change(kim, replace('userName', buried('kim@globex.com')), removal)
    expect(await addresses('kim@globex.com')).toEqual(['kim@globex.com held'])
  })

  test('ends with everything as it was: the same person, active, with the held address', async () => {
    await given()
    const ann = await create('Ann', 'ann@globex.com')
    const before = await customer('Ann')
    const there = [replace('userName', buried('ann@globex.com')), email(buried('ann@globex.com'))]
    await change(ann, replace('active', false), ...there)
    await change(ann, replace('title', 'Gone'))
    expect(await addresses('Ann')).toEqual(['ann@globex.com held'])
    const back = [replace('userName', 'ann@globex.com'), email('ann@globex.com')]
    await change(ann, replace('active', true), ...back)
    const after = await customer('Ann')
    expect({ ...after, updatedAt: 0 }).toEqual({ ...before, updatedAt: 0 })
  })

  test.each([
    ['user name', 'ann@globex.com', 'ann.lee@globex.com'],
    ['address', 'ann.lee@globex.com', 'ann@globex.com'],
  ])(
    'and a deletion after it leave the person to be known again by the %s',
    async (_by, userName, address) => {
      await given()
      const first = { externalId: 'e1', emails: [{ value: 'ann@globex.com', type: 'work' }] }
      const ann = await create('Ann', 'ann@globex.com', first)
      const { id } = await customer('Ann')
      await change(
        ann,
        replace('active', false),
        replace('userName', buried('ann@globex.com')),
        email(buried('ann@globex.com')),
      )
      expect((await scim.delete(`/Users/${ann}`)).status).toBe(204)
      await create('Ann', userName, { externalId: 'e1', emails: [{ value: address, type: 'work' }] })
      expect(await customer('Ann')).toMatchObject({ id, active: true })
      expect(await addresses('Ann')).toEqual([`${address} held`, 'ann@globex.com former'])
    },
  )
})

describe('a changed address', () => {
  test('in another spelling only is the same one, held since the same time', async () => {
    await given()
    const ann = await create('Ann', 'Ann@globex.com')
    const before = await customer('Ann')
    expect(await change(ann, email('ann@Globex.com'))).toBe('Ann@globex.com is written ann@Globex.com now.')
    const after = await customer('Ann')
    expect(after.addresses).toEqual([{ ...before.addresses[0], address: 'ann@Globex.com' }])
    expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime())
  })

  test('is a change of the customer', async () => {
    await given()
    const ann = await create('Ann', 'ann@globex.com')
    const seen = async () => (await customer('Ann')).updatedAt.getTime()
    for (const operation of [email('ann.lee@globex.com'), removal, email('ann.lee@globex.com')]) {
      const before = await seen()
      await change(ann, replace('userName', 'ann'), operation)
      expect(await seen()).toBeGreaterThan(before)
    }
    const before = await seen()
    await change(ann, replace('title', 'Lead'))
    expect(await seen()).toBe(before)
  })

  test('of two who exchange theirs one after the other: each has the other one', async () => {
    await given()
    const [ann, bob] = [await create('Ann', 'ann@globex.com'), await create('Bob', 'bob@globex.com')]
    await change(ann, email('bob@globex.com'))
    expect(await addresses('Ann')).toEqual(['ann@globex.com former'])
    await change(bob, email('ann@globex.com'))
    expect(await addresses('Ann')).toEqual(['bob@globex.com held', 'ann@globex.com former'])
    expect(await addresses('Bob')).toEqual(['ann@globex.com held', 'bob@globex.com former'])
  })

  test('of two who exchange theirs at the same time: each has the other one', async () => {
    await given()
    for (let n = 0; n < 5; n++) {
      const [a, b] = [`ann${n}@globex.com`, `bob${n}@globex.com`]
      const [ann, bob] = [await create(`Ann ${n}`, a), await create(`Bob ${n}`, b)]
      await Promise.all([change(ann, email(b)), change(bob, email(a))])
      expect(await addresses(`Ann ${n}`)).toEqual([`${b} held`, `${a} former`])
      expect(await addresses(`Bob ${n}`)).toEqual([`${a} held`, `${b} former`])
    }
  })

  test('of two who exchange theirs in a pause: nobody is confirmed meanwhile, then each has the other one', async () => {
    await given()
    const [ann, bob] = [await create('Ann', 'ann@globex.com'), await create('Bob', 'bob@globex.com')]
    const { database } = running.app
    await pause(database, site.id, globex.directory.directoryId, byTest())
    expect(await change(ann, email('bob@globex.com'))).toBe(
      'ann@globex.com is no longer confirmed; the rest waits until the directory grants again.',
    )
    await change(bob, email('ann@globex.com'))
    expect(await addresses('Ann')).toEqual(['ann@globex.com claimed'])
    expect(await addresses('Bob')).toEqual(['bob@globex.com claimed'])
    await resume(database, site.id, globex.directory.directoryId, byTest())
    expect(await addresses('Ann')).toEqual(['bob@globex.com held', 'ann@globex.com former'])
    expect(await addresses('Bob')).toEqual(['ann@globex.com held', 'bob@globex.com former'])
  })
})

describe('an address that somebody gives up goes to the colleague who was refused it', () => {
  test.each<[string, (ann: string) => Promise<string>]>([
    ['by a new address', (ann) => change(ann, email('ann.lee@globex.com'))],
    ['by having none any more', (ann) => change(ann, removal, replace('userName', 'ann'))],
    ['by leaving', async (ann) => effectOf(await scim.delete(`/Users/${ann}`))],
  ])('%s', async (_how, giveUp) => {
    await given()
    const ann = await create('Ann', 'a', { emails: [{ value: 'ann@globex.com', type: 'work' }] })
    // Somebody with the address as a second one is no heir.
    const second = [
      { value: 'aaron@globex.com', primary: true, type: 'work' },
      { value: 'ann@globex.com', type: 'home' },
    ]
    await create('Aaron', 'aaron', { emails: second })
    await create('Anna', 'anna', { emails: [{ value: 'ANN@globex.com', type: 'work' }] })
    await create('Anne', 'ann@globex.com', { emails: [] })
    expect(await addresses('Anna')).toEqual([])
    expect(await giveUp(ann)).toContain('Anna: address ANN@globex.com, held')
    expect(await addresses('Anna')).toEqual(['ANN@globex.com held'])
    expect(await addresses('Anne')).toEqual([])
    expect(await addresses('Aaron')).toEqual(['aaron@globex.com held'])
  })

  test('in a pause only afterwards', async () => {
    await given()
    const ann = await create('Ann', 'ann@globex.com')
    await create('Anna', 'anna', { emails: [{ value: 'ann@globex.com', type: 'work' }] })
    const { database } = running.app
    await pause(database, site.id, globex.directory.directoryId, byTest())
    await scim.delete(`/Users/${ann}`)
    expect(await addresses('Ann')).toEqual(['ann@globex.com former'])
    expect(await addresses('Anna')).toEqual([])
    await resume(database, site.id, globex.directory.directoryId, byTest())
    expect(await addresses('Anna')).toEqual(['ann@globex.com held'])
  })
})

describe('parallel calls', () => {
  test('about one user leave one address and one name: the last', async () => {
    await given([])
    const ann = await create('Ann', 'ann@elsewhere.com')
    for (let n = 0; n < 5; n++) {
      await Promise.all([
        change(ann, email(`ann${n}@elsewhere.com`)),
        change(ann, replace('title', `Title ${n}`)),
        change(ann, replace('nickName', `Nick ${n}`)),
      ])
      const present = (await addresses('Ann')).filter((address) => !address.endsWith('former'))
      expect(present).toEqual([`ann${n}@elsewhere.com claimed`])
    }
    expect(await addresses('Ann')).toHaveLength(6)
  })

  test.each<[string, (ann: string) => Promise<unknown>]>([
    ['given up', (ann) => change(ann, email(`other-${ann}@globex.com`))],
    ['removed', (ann) => change(ann, removal, replace('userName', ann))],
    ['left behind', (ann) => scim.delete(`/Users/${ann}`)],
  ])(
    'about an address that is %s and wanted at the same time leave it with who wants it',
    async (_how, act) => {
      await given()
      for (let n = 0; n < 8; n++) {
        const ann = await create(`Ann ${n}`, `ann${n}@globex.com`)
        await Promise.all([
          act(ann),
          create(`Anna ${n}`, `anna${n}`, { emails: [{ value: `ann${n}@globex.com`, type: 'work' }] }),
        ])
        expect(await addresses(`Anna ${n}`)).toEqual([`ann${n}@globex.com held`])
      }
    },
  )

  test('about several who could be the one who left bring back one person, for one of them', async () => {
    await given([])
    for (let n = 0; n < 10; n++) {
      const person = { externalId: `e${n}`, emails: [{ value: `mail${n}@globex.com`, type: 'work' }] }
      const first = await create(`Ann ${n}`, `ann${n}`, person)
      const { id } = await customer(`Ann ${n}`)
      await scim.delete(`/Users/${first}`)
      await Promise.all([1, 2, 3, 4].map((k) => create(`New ${n} ${k}`, `new${n}-${k}`, person)))
      expect(await readRows(running, site, usersOfCustomer(site.id, id))).toHaveLength(1)
    }
  })
})

test('a value of another kind than the schema says is repaired, and the exchange says so', async () => {
  await given()
  const answer = await scim.send('POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 5,
    emails: 'five@globex.com',
  })
  expect(answer.status).toBe(201)
  expect(await addresses('5')).toEqual(['five@globex.com held'])
  const { repairs } = await exchangeOf(running, site, globex, answer)
  expect(repairs).toEqual(expect.arrayContaining(['textFromNumber', 'listFromSingle', 'objectFromText']))
})
