// Who sees what of a site's requests: each line of the rule, over HTTP, and lists that say the same as the rule.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { personOf } from '../../src/model/desk/request.ts'
import { sightOfAsker } from '../../src/model/desk/visibility.ts'
import { highestId } from '../../src/model/ids.ts'
import { listSeen } from '../../src/requests/seen.ts'
import type { HeldRequestState } from '../../src/storage/desk/requests.ts'
import { requestState } from '../../src/storage/desk/requests.ts'
import {
  type ParticipantRow,
  participantsOf,
  type ShareRow,
  sharesOf,
} from '../../src/storage/desk/sharing.ts'
import { type AskerRow, askerFacts, type SightRow, sightOfCustomer } from '../../src/storage/desk/sight.ts'
import type { Browser } from '../fixtures/browser.ts'
import { HelpCentre } from '../fixtures/help-centre.ts'
import { readRows } from '../fixtures/site-reader.ts'

let now = new Date('2026-03-01T08:00:00Z')
let centre: HelpCentre
let owner: Browser
let tests = 0
let ann: Browser
let bob: Browser
let annId: string
let bobId: string
let organizationId: string
let form: { requestTypeId: string; fieldId: string }

const later = () => {
  now = new Date(now.getTime() + 1_000)
}
const addressOf = (name: string) => `${name}${tests}@home.test`
const join = (customerId: string) =>
  owner.call('addOrganizationPerson', { params: { organizationId }, body: { customerId } })
const leave = (customerId: string) =>
  owner.call('removeOrganizationPerson', { params: { organizationId, customerId } })

beforeAll(async () => {
  centre = await HelpCentre.open(() => now)
  owner = centre.owner
  const [portal] = (await owner.call('listHelpPortals', {})).items
  const requestTypeId = portal?.requestTypes[0]?.id ?? ''
  const { fields } = await owner.call('getHelpForm', { params: { requestTypeId } })
  form = { requestTypeId, fieldId: fields[0]?.id ?? '' }
})
afterAll(() => centre.close())

beforeEach(async () => {
  tests++
  later()
  annId = await centre.add('Ann', addressOf('ann'))
  bobId = await centre.add('Bob', addressOf('bob'))
  organizationId = (await owner.call('addOrganization', { body: { name: `Company ${tests}` } })).id
  await join(annId)
  await join(bobId)
  later()
  ann = await centre.enter(addressOf('ann'))
  bob = await centre.enter(addressOf('bob'))
  later()
})

async function ask(who: Browser, summary: string, organizationIds: string[] = []): Promise<string> {
  const { requestTypeId, fieldId } = form
  const body = { requestTypeId, summary, fields: { [fieldId]: 'It smokes' }, organizationIds }
  return (await who.call('askRequest', { body })).id
}

async function listed(who: Browser, scope: 'own' | 'organizations' | 'participating' | 'all' = 'all') {
  const { items } = await who.call('listOwnRequests', { query: { scope } })
  return items.map(({ summary }) => summary)
}
const opens = async (who: Browser, requestId: string) =>
  (await who.send('getOwnRequest', { params: { requestId } })).status

test('one sees one’s own requests, and nobody else’s', async () => {
  const id = await ask(ann, 'Printer')
  expect(await listed(ann)).toEqual(['Printer'])
  expect([await opens(ann, id), await opens(bob, id)]).toEqual([200, 404])
  expect(await listed(bob)).toEqual([])
})

test('a request is found by its key, in small letters too, and by nobody who does not see it', async () => {
  const id = await ask(ann, 'Printer')
  const { key } = await ann.call('getOwnRequest', { params: { requestId: id } })
  expect(key).toMatch(/^SUP-\d+$/)
  expect([await opens(ann, key.toLowerCase()), await opens(bob, key)]).toEqual([200, 404])
})

test('colleagues see what is shared while they belong to the organization, and no longer', async () => {
  const id = await ask(ann, 'Shared', [organizationId])
  expect([await listed(bob, 'organizations'), await opens(bob, id)]).toEqual([['Shared'], 200])
  await leave(bobId)
  expect([await listed(bob), await opens(bob, id)]).toEqual([[], 404])
  expect(
    await bob.send('writeOwnComment', { params: { requestId: id }, body: { markdown: 'Me too' } }),
  ).toMatchObject({
    status: 404,
  })
})

test('whoever joins sees what is shared from then on, and of before only where the organization shows it', async () => {
  const id = await ask(ann, 'Before', [organizationId])
  const cid = await centre.add('Cid', addressOf('cid'))
  later()
  await join(cid)
  const browser = await centre.enter(addressOf('cid'))
  later()
  await ask(ann, 'After', [organizationId])
  expect([await listed(browser), await opens(browser, id)]).toEqual([['After'], 404])
  const body = { showsEarlier: true, confirmEarlier: true }
  await owner.call('changeOrganization', { params: { organizationId }, body })
  expect([await listed(browser), await opens(browser, id)]).toEqual([['After', 'Before'], 200])
})

test('an old request that is shared now is seen by whoever belongs to the organization now', async () => {
  const id = await ask(ann, 'Old')
  later()
  const cid = await centre.add('Cid', addressOf('cid'))
  await join(cid)
  const browser = await centre.enter(addressOf('cid'))
  later()
  const params = { requestId: id }
  await ann.call('shareOwnRequest', { params, body: { organizationId } })
  expect(await opens(browser, id)).toBe(200)
  await ann.call('stopSharingOwnRequest', { params: { ...params, organizationId } })
  expect([await opens(browser, id), await opens(ann, id)]).toEqual([404, 200])
})

test('sharing is refused with an organization of others, and when others belong to it than were shown', async () => {
  const other = (await owner.call('addOrganization', { body: { name: `Other ${tests}` } })).id
  const params = { requestId: await ask(ann, 'Printer') }
  expect(await ann.refused('getOwnAudience', { params: { organizationId: other } })).toMatchObject({
    status: 404,
  })
  expect(await ann.refused('shareOwnRequest', { params, body: { organizationId: other } })).toMatchObject({
    errors: [{ field: 'organizationId' }],
  })
  const shown = await ann.call('getOwnAudience', { params: { organizationId } })
  expect(shown).toMatchObject({ total: 2, people: [{ name: 'Ann' }, { name: 'Bob' }] })
  await join(await centre.add('Cid', addressOf('cid')))
  const body = { organizationId, fingerprint: shown.fingerprint }
  expect(await ann.refused('shareOwnRequest', { params, body })).toMatchObject({
    status: 409,
    errors: [{ field: 'fingerprint' }],
  })
  expect(await listed(bob)).toEqual([])
  const { fingerprint } = await ann.call('getOwnAudience', { params: { organizationId } })
  await ann.call('shareOwnRequest', { params, body: { organizationId, fingerprint } })
  expect(await listed(bob)).toEqual(['Printer'])
})

describe('who came to see it, and who no longer does, is told by the server', () => {
  const audience = async (who: Browser, requestId: string) => {
    const { items } = await who.call('getOwnAudiences', { params: { requestId } })
    return items[0]
  }
  const note = async (who: Browser, requestId: string) => {
    const fingerprint = (await audience(who, requestId))?.fingerprint ?? ''
    await who.call('noteOwnAudience', { params: { requestId }, body: { organizationId, fingerprint } })
  }
  const showEarlier = () =>
    owner.call('changeOrganization', {
      params: { organizationId },
      body: { showsEarlier: true, confirmEarlier: true },
    })

  test('since the last look, in another browser too, until it was read', async () => {
    const requestId = await ask(ann, 'Printer', [organizationId])
    expect(await audience(ann, requestId)).toMatchObject({ total: 2, lookedAt: null, change: null })
    await note(ann, requestId)
    await leave(bobId)
    const eveId = await centre.add('Eve', addressOf('eve'))
    later()
    await join(eveId)
    const elsewhere = await centre.enter(addressOf('ann'))
    // Whoever joins later sees nothing of before.
    expect(await audience(elsewhere, requestId)).toMatchObject({
      total: 1,
      change: { gained: { count: 0, names: [] }, lost: { count: 1, names: ['Bob'] } },
    })
    await note(elsewhere, requestId)
    expect(await audience(ann, requestId)).toMatchObject({ change: null })
    await showEarlier()
    expect(await audience(ann, requestId)).toMatchObject({
      total: 2,
      change: { gained: { count: 1, names: ['Eve'] }, lost: { count: 0, names: [] } },
    })
  })

  test('to each by what they saw themselves, agents too', async () => {
    const requestId = await ask(ann, 'Printer', [organizationId])
    const given = { params: { requestId } }
    const [first] = (await owner.call('getAudiences', given)).items
    const body = { organizationId, fingerprint: first?.fingerprint ?? '' }
    await owner.call('noteAudience', { ...given, body })
    await owner.call('deactivateCustomer', { params: { customerId: bobId } })
    expect((await owner.call('getAudiences', given)).items).toMatchObject([
      { change: { gained: { count: 0 }, lost: { count: 1, names: ['Bob'] } } },
    ])
    expect(await audience(ann, requestId)).toMatchObject({ lookedAt: null, change: null })
    // Nobody confirms people whom they were not shown.
    expect(await owner.refused('noteAudience', { ...given, body })).toMatchObject({ code: 'conflict' })
  })

  test('a requester who has left the organization reads numbers, and whoever reads along nothing', async () => {
    const requestId = await ask(ann, 'Printer', [organizationId])
    await note(ann, requestId)
    expect(await bob.refused('getOwnAudiences', { params: { requestId } })).toMatchObject({
      code: 'forbidden',
    })
    await leave(annId)
    await leave(bobId)
    expect(await audience(ann, requestId)).toMatchObject({
      total: 0,
      people: [],
      change: { lost: { count: 2, names: [] } },
    })
  })
})

test('of a foreign organization nobody learns by a fingerprint whether it is there', async () => {
  const params = { requestId: await ask(ann, 'Printer') }
  const foreign = (await owner.call('addOrganization', { body: { name: `Foreign ${tests}` } })).id
  const refusals = [foreign, '01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17'].map((one) =>
    ann.refused('shareOwnRequest', { params, body: { organizationId: one, fingerprint: 'guessed' } }),
  )
  const [there, nowhere] = await Promise.all(refusals)
  expect(there).toMatchObject({ status: 400, errors: [{ field: 'organizationId' }] })
  expect(there?.errors).toEqual(nowhere?.errors)
})

test('long comments come a few at a time, and none is left out', async () => {
  const params = { requestId: await ask(ann, 'Printer') }
  const written: string[] = []
  for (let n = 0; n < 7; n++) {
    const markdown = n === 3 ? 'Short' : 'a'.repeat(30_000)
    written.push((await ann.call('writeOwnComment', { params, body: { markdown } })).id)
  }
  const whole = await ann.call('getOwnRequest', { params })
  expect(whole.hasEarlierComments).toBe(true)
  expect(whole.comments.map(({ id }) => id)).toEqual(written.slice(3))
  const found: string[] = []
  let query: { after?: string } = {}
  for (let page = 0; page < 2; page++) {
    const { items, next } = await ann.call('listOwnComments', { params, query })
    found.push(...items.map(({ id }) => id))
    query = next === null ? {} : { after: next }
  }
  expect(query).toEqual({})
  expect(found).toEqual(written.toReversed())
})

test('nobody floods the desk: an hour has so many comments and so many acts', async () => {
  const params = { requestId: await ask(ann, 'Printer') }
  // Ids grow with time, and these are of before.
  const earlierId = `('01000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
  const flood = (table: string, columns: string, values: string) =>
    centre.running.app.database.inSite(centre.site.id, async (tx) =>
      tx.write({
        name: '',
        table,
        text: `insert into ${table} (site_id, request_id, customer_id, ${columns})
          select $1, $2, $3, ${values} from generate_series(1, 119) n`,
        values: [centre.site.id, params.requestId, annId, now],
      }),
    )
  const write = async () =>
    (await ann.send('writeOwnComment', { params, body: { markdown: 'Hello?' } })).status
  const solve = async () => (await ann.send('solveOwnRequest', { params, body: {} })).status
  await flood(
    'request_comments',
    'comment_id, is_agent, is_internal, body, created_at',
    `${earlierId}, false, false, 'Hello?', $4`,
  )
  expect([await write(), await write()]).toEqual([201, 429])
  await flood('request_history', 'entry_id, at, kind, details', `${earlierId}, $4, 'shared', '{}'`)
  expect(await solve()).toBe(429)
  const more = { requestTypeId: form.requestTypeId, summary: 'More', fields: {} }
  expect(await ann.refused('askRequest', { body: more })).toMatchObject({ code: 'too-much' })
  // Agents and colleagues go on.
  expect((await owner.send('writeComment', { params, body: { markdown: 'Yes' } })).status).toBe(201)
  const look = async () => (await ann.send('previewMarkdown', { body: { markdown: 'Look' } })).status
  const looks: number[] = []
  for (let n = 0; n < 122; n++) looks.push(await look())
  expect([looks[0], looks.at(-1)]).toEqual([200, 429])
  // The sessions of the other tests' staff do not last for so long.
  const before = now
  now = new Date(now.getTime() + 60 * 60 * 1000)
  const later = [await write(), await solve()]
  now = before
  expect(later).toEqual([201, 204])
})

describe('somebody takes part by name', () => {
  test('as a colleague, until they are none', async () => {
    const requestId = await ask(ann, 'Private')
    await ann.call('addOwnParticipant', {
      params: { requestId },
      body: { address: addressOf('bob').toUpperCase() },
    })
    expect([await listed(bob, 'participating'), await opens(bob, requestId)]).toEqual([['Private'], 200])
    await leave(bobId)
    expect([await listed(bob), await opens(bob, requestId)]).toEqual([[], 404])
  })

  test('an agent’s word outlasts the organization', async () => {
    const requestId = await ask(ann, 'Private')
    await owner.call('addParticipant', { params: { requestId }, body: { address: addressOf('bob') } })
    await leave(bobId)
    expect([await listed(bob), await opens(bob, requestId)]).toEqual([['Private'], 200])
    await owner.call('removeParticipant', { params: { requestId, personId: bobId } })
    expect(await opens(bob, requestId)).toBe(404)
  })

  test('until their account ends: whoever asked reads how many those are, and an agent who', async () => {
    const requestId = await ask(ann, 'Private')
    const body = { address: addressOf('bob') }
    await ann.call('addOwnParticipant', { params: { requestId }, body })
    const shown = async () => {
      const { participants, endedParticipants } = await ann.call('getOwnRequest', { params: { requestId } })
      return [participants.map(({ name }) => name), endedParticipants]
    }
    expect(await shown()).toEqual([['Bob'], 0])
    await owner.call('deactivateCustomer', { params: { customerId: bobId } })
    expect(await shown()).toEqual([[], 1])
    const { participants } = await owner.call('getRequest', { params: { requestId } })
    expect(participants).toMatchObject([{ name: 'Bob', active: false }])
  })

  test('whether an address is known is not to be found out', async () => {
    const requestId = await ask(ann, 'Private')
    await centre.add('Eve', addressOf('eve'))
    const answers = await Promise.all(
      [addressOf('eve'), 'nobody@nowhere.test', 'owner@acme.test'].map((address) =>
        ann.refused('addOwnParticipant', { params: { requestId }, body: { address } }),
      ),
    )
    expect(new Set(answers.map(({ detail }) => detail)).size).toBe(1)
  })

  test('whoever takes part writes, but neither shares nor adds, and may leave', async () => {
    const params = { requestId: await ask(ann, 'Private') }
    await ann.call('addOwnParticipant', { params, body: { address: addressOf('bob') } })
    await bob.call('writeOwnComment', { params, body: { markdown: 'I saw it too' } })
    expect((await ann.call('getOwnRequest', { params })).comments).toMatchObject([
      { author: { name: 'Bob', isYou: false, isAgent: false }, markdown: 'I saw it too' },
    ])
    for (const refused of [
      bob.refused('shareOwnRequest', { params, body: { organizationId } }),
      bob.refused('addOwnParticipant', { params, body: { address: addressOf('ann') } }),
      bob.refused('solveOwnRequest', { params, body: {} }),
      bob.refused('scoreOwnRequest', { params, body: { score: 1 } }),
    ]) {
      expect(await refused).toMatchObject({ status: 403 })
    }
    await bob.call('removeOwnParticipant', { params: { ...params, personId: bobId } })
    expect(await opens(bob, params.requestId)).toBe(404)
  })
})

test('internal notes, and what agents do among themselves, are for agents', async () => {
  const params = { requestId: await ask(ann, 'Printer') }
  await owner.call('writeComment', { params, body: { markdown: 'Again this one', internal: true } })
  await owner.call('changeRequest', { params, body: { priority: 'low' } })
  await owner.call('writeComment', { params, body: { markdown: 'Try again' } })
  const seen = await ann.call('getOwnRequest', { params })
  expect(seen.comments.map(({ markdown }) => markdown)).toEqual(['Try again'])
  expect(seen.history.map(({ kind }) => kind)).toEqual(['opened', 'status-changed'])
  expect((await ann.call('listOwnComments', { params, query: {} })).items).toHaveLength(1)
  expect((await owner.call('listComments', { params, query: {} })).items).toHaveLength(2)
  // At the help centre an agent sees what they ask themselves.
  expect(await owner.refused('getOwnRequest', { params })).toMatchObject({ status: 404 })
})

test('words are found in what one sees: summary, answers and comments, but no internal notes', async () => {
  const shared = await ask(ann, `Zebra${tests} printer`, [organizationId])
  const hidden = await ask(ann, `Zebra${tests} salary`)
  await owner.call('writeComment', {
    params: { requestId: shared },
    body: { markdown: 'Toner is **empty**' },
  })
  const note = { markdown: 'A gnu again', internal: true }
  await owner.call('writeComment', { params: { requestId: shared }, body: note })
  const find = async (who: Browser, query: string) =>
    (await who.call('listOwnRequests', { query: { scope: 'all', query } })).items.map(({ id }) => id)
  expect(await find(ann, `zebra${tests}`)).toEqual([hidden, shared])
  expect(await find(bob, `zebra${tests}`)).toEqual([shared])
  expect(await find(bob, 'EMPT')).toEqual([shared])
  expect(await find(bob, 'smokes printer')).toEqual([shared])
  expect(await find(ann, 'gnu')).toEqual([])
  const { key } = await ann.call('getOwnRequest', { params: { requestId: hidden } })
  expect(await find(ann, key.toLowerCase())).toEqual([hidden])
  expect(await find(bob, key)).toEqual([])
  // Whatever has a meaning in a query of the database has none here.
  expect(await find(bob, `'); drop table requests; -- | !x:* <-> \\`)).toEqual([])
  await leave(bobId)
  expect(await find(bob, `zebra${tests}`)).toEqual([])
})

test('whoever is deactivated sees nothing any more', async () => {
  await ask(ann, 'Printer', [organizationId])
  await owner.call('deactivateCustomer', { params: { customerId: annId } })
  expect((await ann.send('listOwnRequests', {})).status).toBe(401)
  const page = {
    scope: 'all',
    isOpen: null,
    organizationId: null,
    among: null,
    before: highestId,
    limit: 10,
  } as const
  const { app } = centre.running
  expect(await listSeen(app.database, centre.site.id, { kind: 'customer', id: annId }, page)).toEqual([])
})

test('lists say the same as the rule, for every person and every request', async () => {
  const { running, site } = centre
  const eveId = await centre.add('Eve', addressOf('eve'))
  const people = [annId, bobId, eveId]
  const requests: string[] = []
  // Every way to share a request and to take part in it, before and after somebody comes and goes.
  for (const shared of [true, false]) {
    for (const takes of ['nobody', 'by a colleague', 'by an agent'] as const) {
      later()
      const id = await ask(ann, `${shared} ${takes}`, shared ? [organizationId] : [])
      requests.push(id)
      const address = addressOf('bob')
      if (takes === 'by a colleague')
        await ann.call('addOwnParticipant', { params: { requestId: id }, body: { address } })
      if (takes === 'by an agent')
        await owner.call('addParticipant', { params: { requestId: id }, body: { address: addressOf('eve') } })
    }
    later()
    await (shared ? join(eveId) : leave(bobId))
  }
  requests.push(await ask(bob, 'Of Bob'))
  const page = {
    scope: 'all',
    isOpen: null,
    organizationId: null,
    among: null,
    before: highestId,
    limit: 100,
  } as const
  for (const id of people) {
    const person = { kind: 'customer', id } as const
    const [facts] = await readRows<AskerRow>(running, site, askerFacts(site.id, person))
    const memberships = await readRows<SightRow>(running, site, sightOfCustomer(site.id, id))
    const viewer = {
      person,
      isActive: facts?.isActive ?? false,
      memberships: memberships.map((one) => ({
        organizationId: one.organizationId,
        seesSince: one.seesSince ?? undefined,
      })),
    }
    const expected: string[] = []
    for (const requestId of requests) {
      const [state] = await readRows<HeldRequestState>(running, site, requestState(site.id, requestId))
      const shares = await readRows<ShareRow>(running, site, sharesOf(site.id, requestId))
      const participants = await readRows<ParticipantRow>(running, site, participantsOf(site.id, requestId))
      const request = {
        requester: personOf(state?.customerId ?? null, state?.staffId ?? null),
        shares,
        participants: participants.map((one) => ({
          person: personOf(one.customerId, one.staffId),
          viaOrganizationId: one.viaOrganizationId,
        })),
      }
      if (sightOfAsker(request, viewer)) expected.push(requestId)
    }
    const found = await listSeen(running.app.database, site.id, person, page)
    expect([id, found.map((one) => one.id).sort()]).toEqual([id, expected.sort()])
  }
})
