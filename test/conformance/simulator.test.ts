// The simulator's requests are those that providers are quoted with, letter by letter: the tests that play a provider by it, and the
// server that is made for those quotations, cannot be wrong together.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SimulatedGroup, SimulatedPerson } from '../../demo/simulator/company.ts'
import {
  type Preset,
  type Provisioner,
  type ProvisionerOptions,
  presets,
  provisionerOf,
} from '../../demo/simulator/provisioner.ts'
import { ScimRefusal } from '../../demo/simulator/scim-calls.ts'
import type { Exchange } from '../../demo/simulator/wire.ts'
import { quoted, quotedAndNotPlayed } from '../fixtures/quoted-payloads.ts'
import { RecordingServer } from '../fixtures/recording-server.ts'

let server: RecordingServer

beforeAll(async () => {
  server = await RecordingServer.open()
})
beforeEach(() => {
  server.recorded.length = 0
  server.answers.clear()
})
afterAll(() => server.close())

const person = (more: Partial<SimulatedPerson> = {}): SimulatedPerson => {
  const { provisioned, ...said } = {
    key: 'jyoung',
    givenName: 'Joy',
    familyName: 'Young',
    userName: 'jyoung@testuser.com',
    address: 'jyoung@Contoso.com',
    active: true,
    ...more,
  }
  return { ...said, ...(said.scimId !== undefined && { provisioned: provisioned ?? { ...said } }) }
}
const group = (more: Partial<SimulatedGroup> = {}): SimulatedGroup => ({
  key: 'g',
  name: 'Sales',
  members: new Set(),
  scimId: 'g1',
  ...more,
})

const flag = '?aadOptscim062020'
const tested = { userName: 'test.user@okta.local', address: 'test.user@okta.local' }
const one = '23a35c27-23d3-4c03-b4c5-6443c09e7173'
const other = '89bb1940-b905-4575-9e7f-6f887cfb368e'

interface Played {
  readonly preset: Preset
  /** Behind the base URL. */
  readonly behind?: string
  readonly options?: Partial<ProvisionerOptions>
  readonly answers?: { readonly [request: string]: { readonly status: number; readonly body?: object } }
  readonly act: (company: Provisioner) => Promise<void>
  /** Of what was sent, the one that is quoted: its method and path, and how the quotation stands in its body. */
  readonly sent: string
  readonly as?: 'body' | 'operation' | 'operations'
}

function companyOf({
  preset,
  behind = '',
  options,
}: Pick<Played, 'preset' | 'behind' | 'options'>): Provisioner {
  return provisionerOf(preset, { baseUrl: server.baseUrl + behind, token: 'a token', ...options })
}

const schemas = '"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]'
const bodies = {
  body: (text: string) => text,
  operation: (text: string) => `{${schemas},"Operations":[${text}]}`,
  operations: (text: string) => `{${schemas},"Operations":${text}}`,
}

const leaver = person({ key: 'leaver', scimId: 'f648f8d5ea4e4cd38e9c' })
const excited = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: one,
  userName: tested.userName,
  name: { givenName: 'Test', middleName: 'Excited', familyName: 'User' },
  emails: [{ primary: true, value: tested.address, type: 'work', display: tested.address }],
  active: true,
  groups: [],
  meta: { resourceType: 'User', version: 'W/"1"' },
}
const test1 = person({ key: 'one', ...tested, scimId: one, givenName: 'Test', familyName: 'User' })
const test2 = person({ key: 'other', scimId: other })

const played: { readonly [Name in keyof typeof quoted]: Played } = {
  'P1 without the flag': {
    preset: 'entra',
    options: { people: [leaver] },
    act: (company) => company.dismiss('leaver'),
    sent: 'PATCH /Users/f648f8d5ea4e4cd38e9c',
  },
  'P1 with the flag': {
    preset: 'entra',
    behind: flag,
    options: { people: [leaver] },
    act: (company) => company.dismiss('leaver'),
    sent: `PATCH /Users/f648f8d5ea4e4cd38e9c${flag}`,
    as: 'operation',
  },
  P2: {
    preset: 'entra',
    options: { people: [person({ scimId: 'u1' })] },
    act: (company) =>
      company.rename('jyoung', {
        displayName: 'Pvlo',
        address: 'TestBcwqnm@test.microsoft.com',
        givenName: 'Gtfd',
        familyName: 'Pkqf',
        externalId: 'Eqpj',
        employeeNumber: 'Eqpj',
      }),
    sent: 'PATCH /Users/u1',
    as: 'operations',
  },
  P3: {
    preset: 'entra',
    behind: flag,
    options: { people: [person({ scimId: 'u1' })] },
    act: (company) =>
      company.rename('jyoung', {
        displayName: 'Bjfe',
        address: 'TestMhvaes@test.microsoft.com',
        givenName: 'Kkom',
        familyName: 'Unua',
        employeeNumber: 'Aklq',
      }),
    sent: `PATCH /Users/u1${flag}`,
    as: 'operations',
  },
  P4: {
    preset: 'entra',
    options: { people: [leaver], groups: [group({ members: new Set(['leaver']) })] },
    act: (company) => company.leave('g', ['leaver']),
    sent: 'PATCH /Groups/g1',
    as: 'operation',
  },
  'P4 to add': {
    preset: 'entra',
    options: { people: [leaver], groups: [group()] },
    act: (company) => company.join('g', ['leaver']),
    sent: 'PATCH /Groups/g1',
    as: 'operation',
  },
  P5: {
    preset: 'entra',
    behind: flag,
    options: { people: [person({ scimId: '7f4bc1a3-285e-48ae-8202-5accb43efb0e' })], groups: [group()] },
    act: (company) => company.leave('g', ['jyoung']),
    sent: `PATCH /Groups/g1${flag}`,
    as: 'operation',
  },
  P9: { preset: 'entra', act: (company) => company.hire(person()), sent: 'POST /Users' },
  P10: {
    preset: 'entra',
    act: (company) =>
      company.pushGroup({
        key: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
        name: 'displayName',
        members: new Set(),
      }),
    sent: 'POST /Groups',
  },
  P11: {
    preset: 'entra',
    options: {
      people: [
        person({
          key: '283405f5-0000-4000-8000-0000000000c2',
          userName: 'ralf.schwieger@mane.com',
          scimId: 'u1',
        }),
      ],
    },
    act: (company) => company.bin('283405f5-0000-4000-8000-0000000000c2'),
    sent: 'PATCH /Users/u1',
  },
  P12: {
    preset: 'okta',
    act: (company) =>
      company.hire(person({ key: '00ujl29u0le5T6Aj10h7', ...tested, givenName: 'Test', familyName: 'User' })),
    sent: 'POST /Users',
  },
  P13: {
    preset: 'okta',
    options: { people: [{ ...test1 }] },
    answers: { [`GET /Users/${one}`]: { status: 200, body: excited } },
    act: (company) => company.rename('one', { givenName: 'Another' }),
    sent: `PUT /Users/${one}`,
  },
  'P13 of a group': {
    preset: 'okta',
    options: { madeByWizard: true, people: [{ ...test1 }], groups: [group({ name: 'Test SCIMv2' })] },
    act: (company) => company.join('g', ['one']),
    sent: 'PUT /Groups/g1',
  },
  P14: {
    preset: 'okta',
    options: { people: [{ ...test1 }] },
    act: (company) => company.dismiss('one'),
    sent: `PATCH /Users/${one}`,
  },
  P15: {
    preset: 'okta',
    options: { groups: [group({ scimId: 'abf4dd94-a4c0-4f67-89c9-76b03340cb9b' })] },
    act: (company) => company.renameGroup('g', 'Test SCIMv2'),
    sent: 'PATCH /Groups/abf4dd94-a4c0-4f67-89c9-76b03340cb9b',
    as: 'operation',
  },
  P16: {
    preset: 'okta',
    options: { people: [person({ scimId: '<user-id>' })], groups: [group()] },
    act: (company) => company.pushGroup(group({ members: new Set(['jyoung']) })),
    sent: 'PATCH /Groups/g1',
    as: 'operation',
  },
  P17: {
    preset: 'okta',
    options: { people: [{ ...test1 }, { ...test2 }], groups: [group({ members: new Set(['other']) })] },
    act: (company) => company.changeMembers('g', { join: ['one'], leave: ['other'] }),
    sent: 'PATCH /Groups/g1',
    as: 'operations',
  },
  'P17 of nobody': {
    preset: 'okta',
    options: { people: [{ ...test1 }], groups: [group({ members: new Set(['one']) })] },
    act: (company) => company.pushGroup(group()),
    sent: 'PATCH /Groups/g1',
    as: 'operation',
  },
  P18: {
    preset: 'onelogin',
    act: (company) => company.hire(person()),
    sent: 'POST /Users',
  },
  P19: {
    preset: 'google',
    act: (company) =>
      company.hire(
        person({
          userName: 'username@domain.com',
          address: 'username@domain.com',
          givenName: 'User',
          familyName: 'Name',
        }),
      ),
    sent: 'POST /Users',
  },
  P20: {
    preset: 'authentik',
    options: { groups: [group({ key: '<pk>' })] },
    act: (company) => company.renameGroup('<pk>', 'Sales Europe'),
    sent: 'PATCH /Groups/g1',
  },
  P21: {
    preset: 'authentik',
    options: {
      people: ['u1', 'u2', 'u3'].map((scimId) => person({ key: scimId, scimId })),
      groups: [group({ members: new Set(['u3']) })],
    },
    answers: { 'GET /Groups/g1': { status: 200, body: { members: [{ value: 'u3' }] } } },
    act: (company) => company.changeMembers('g', { join: ['u1', 'u2'], leave: ['u3'] }),
    sent: 'PATCH /Groups/g1',
  },
  P22: {
    preset: 'keycloak',
    options: {
      groups: [
        group({
          key: 'bbaffbe6-1c3b-4f0e-8f5e-1d2a3b4c5d6e',
          scimId: 'b086aaea-5c1f-4d3a-9a43-0c6f2d5e8b17',
        }),
      ],
    },
    act: (company) => company.renameGroup('bbaffbe6-1c3b-4f0e-8f5e-1d2a3b4c5d6e', 'foo2'),
    sent: 'PUT /Groups/b086aaea-5c1f-4d3a-9a43-0c6f2d5e8b17',
  },
}

/** Where the quotation is not the whole body, or the body has something random. */
const expected: { readonly [name: string]: (text: string) => string } = {
  P11: (text) =>
    `{${schemas},"Operations":[{"op":"Replace","path":"active","value":"False"},{"op":"Replace","path":"userName","value":"${text}"}]}`,
  P18: (text) =>
    text
      .replace('{$parameters.scimusername}', 'jyoung@testuser.com')
      .replace('{$user.firstname}', 'Joy')
      .replace('{$user.lastname}', 'Young')
      .replace('{$user.display_name}', 'Joy Young'),
  P21: (text) => `{"Operations":${text}}`,
}

describe('what is sent is what is quoted', () => {
  test.each(Object.entries(played))('%s', async (number, play) => {
    for (const [request, answer] of Object.entries(play.answers ?? {})) server.answers.set(request, answer)
    await play.act(companyOf(play))
    const { text } = quoted[number as keyof typeof quoted]
    const bodiesSent = server.recorded
      .filter(({ method, path }) => `${method} ${path}` === play.sent)
      .map(({ body }) => body.replace(/"password":"[a-z0-9]{8}"/, '"password":"1mz050nq"'))
    expect(bodiesSent).toContainEqual((expected[number] ?? bodies[play.as ?? 'body'])(text))
  })

  test('no quotation is forgotten', () => {
    const numbers = [...Object.keys(quoted), ...Object.keys(quotedAndNotPlayed)].map(
      (name) => name.split(' ')[0],
    )
    expect(new Set(numbers)).toEqual(new Set(Array.from({ length: 26 }, (_, n) => `P${n + 1}`)))
  })
})

describe('what a provider asks', () => {
  const asked = () => server.recorded.map(({ method, path }) => `${method} ${path}`)

  test('entra looks for somebody who cannot be there, to test; by name, without members, before it creates (Entra 1, 11)', async () => {
    const entra = companyOf({ preset: 'entra' })
    await entra.testConnection()
    await entra.hire(person())
    await entra.pushGroup({ key: 'g', name: 'Sales', members: new Set(['jyoung']) })
    const [first, ...others] = asked()
    expect(first).toMatch(/^GET \/Users\?filter=userName eq "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"$/)
    expect(others).toEqual([
      'GET /Users?filter=userName eq "jyoung@testuser.com"',
      'POST /Users',
      'GET /Groups?excludedAttributes=members&filter=displayName eq "Sales"',
      'POST /Groups',
      expect.stringMatching(/^PATCH \/Groups\/made-/),
    ])
    expect(server.recorded.at(-1)?.headers).toMatchObject({
      authorization: 'Bearer a token',
      'content-type': 'application/scim+json',
    })
  })

  test('entra sends its flag with every call', async () => {
    const entra = companyOf({ preset: 'entra', behind: flag })
    await entra.hire(person())
    await entra.remove('jyoung')
    expect(asked().every((line) => line.includes(flag))).toBe(true)
    expect(asked().at(-1)).toMatch(/^DELETE /)
  })

  test('okta reads two users to test, looks up by page, and says who it is (Okta 1, 2)', async () => {
    const okta = companyOf({ preset: 'okta' })
    await okta.testConnection()
    await okta.hire(person())
    await okta.pushGroup({ key: 'g', name: 'Sales', members: new Set() })
    await okta.remove('jyoung')
    expect(asked()).toEqual([
      'GET /Users?startIndex=1&count=2',
      'GET /Users?filter=userName eq "jyoung@testuser.com"&startIndex=1&count=100',
      'POST /Users',
      'GET /Groups?filter=displayName eq "Sales"&startIndex=1&count=100',
      'POST /Groups',
      // It never deletes users (Okta 5).
      expect.stringMatching(/^PATCH \/Users\/made-/),
    ])
    expect(server.recorded[2]?.headers).toMatchObject({
      'user-agent': 'Okta SCIM Client 1.0.0',
      'content-type': 'application/scim+json; charset=utf-8',
      'accept-charset': 'utf-8',
    })
  })

  test('okta names a group again at every change of its members (Okta 6)', async () => {
    const okta = companyOf({ preset: 'okta', options: { people: [{ ...test1 }], groups: [group()] } })
    await okta.join('g', ['one'])
    expect(server.recorded.map(({ body }) => JSON.parse(body).Operations[0].value)).toEqual([
      { id: 'g1', displayName: 'Sales' },
      [{ value: one, display: tested.userName }],
    ])
  })

  test('google probes for one user, lists, and speaks of plain JSON; it suspends, and deletes later', async () => {
    const google = companyOf({ preset: 'google' })
    await google.testConnection()
    await google.hire(person())
    await google.dismiss('jyoung')
    await google.remove('jyoung')
    expect(asked().map((line) => line.replace(/made-\d+/, 'made'))).toEqual([
      'GET /Users?count=1',
      'GET /Users',
      'POST /Users',
      'PUT /Users/made',
      'DELETE /Users/made',
    ])
    expect(server.recorded[2]?.headers).toMatchObject({
      'user-agent': 'Google-Auto-Provisioning',
      'content-type': 'application/json',
    })
    await expect(google.pushGroup(group())).rejects.toThrow('google sends no groups')
  })

  test('onelogin fills in the template that its administrator pasted', async () => {
    const template = { userName: '{$user.email}', emails: [{ value: '{$user.email}', primary: true }] }
    await companyOf({ preset: 'onelogin', options: { template } }).hire(person())
    expect(JSON.parse(server.recorded.at(-1)?.body ?? '')).toEqual({
      userName: 'jyoung@Contoso.com',
      emails: [{ value: 'jyoung@Contoso.com', primary: true }],
    })
  })

  test('ping filters as it was typed', async () => {
    await companyOf({ preset: 'ping' }).hire(person())
    expect(asked()[0]).toBe('GET /Users?filter=username Eq "jyoung@testuser.com"')
  })

  test('jumpcloud makes a user and a group to test, and deletes both; who leaves a group is in a list', async () => {
    const jumpcloud = companyOf({
      preset: 'jumpcloud',
      options: { people: [person({ scimId: 'u1' })], groups: [group()] },
    })
    await jumpcloud.testConnection()
    expect(asked().map((line) => line.replace(/made-\d+/, 'made'))).toEqual([
      'POST /Users',
      'POST /Groups',
      'DELETE /Groups/made',
      'DELETE /Users/made',
    ])
    await jumpcloud.leave('g', ['jyoung'])
    expect(JSON.parse(server.recorded.at(-1)?.body ?? '').Operations).toEqual([
      { op: 'remove', path: 'members', value: [{ value: 'u1' }] },
    ])
  })

  test('authentik asks what is supported, once, creates without a look, and finds what is there by a 409', async () => {
    const authentik = companyOf({ preset: 'authentik' })
    await authentik.hire(person())
    server.answers.set('POST /Groups', { status: 409, body: { scimType: 'uniqueness' } })
    server.answers.set('GET /Groups', { status: 200, body: { Resources: [{ id: 'g1' }] } })
    await authentik.pushGroup({ key: 'g', name: 'Sales', members: new Set() })
    expect(asked()).toEqual([
      'GET /ServiceProviderConfig',
      'POST /Users',
      'POST /Groups',
      'GET /Groups?filter=displayName eq "Sales"',
    ])
  })

  test('cyberark reads the discovery item by item', async () => {
    await companyOf({ preset: 'cyberark' }).testConnection()
    const core = 'urn:ietf:params:scim:schemas:core:2.0'
    expect(asked()).toEqual([
      'GET /ServiceProviderConfig',
      'GET /ResourceTypes/User',
      'GET /ResourceTypes/Group',
      `GET /Schemas/${core}:User`,
      `GET /Schemas/${core}:Group`,
      'GET /Schemas/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
      'GET /Users?count=1',
    ])
  })
})

/** Events of a short day, in order, and what they are called in the transcript. */
const day: readonly (readonly [name: string, act: (company: Provisioner) => Promise<void>])[] = [
  ['the connection is tested', (company) => company.testConnection()],
  ['Joy is hired', (company) => company.hire(person({ department: 'Sales' }))],
  [
    'Bob is hired',
    (company) => company.hire(person({ key: 'bob', givenName: 'Bob', userName: 'bob@testuser.com' })),
  ],
  ['Joy marries', (company) => company.rename('jyoung', { familyName: 'Old', address: 'jold@Contoso.com' })],
  ['Joy moves', (company) => company.rename('jyoung', { department: 'Support' })],
  ['Joy is dismissed', (company) => company.dismiss('jyoung')],
  ['Joy is back', (company) => company.restore('jyoung')],
  ['Joy is put into the bin', (company) => company.bin('jyoung')],
  ['Joy is taken out', (company) => company.restore('jyoung')],
  ['Joy is deleted', (company) => company.remove('jyoung')],
]
const dayOfGroups: typeof day = [
  [
    'the group Sales is pushed with Bob',
    (company) => company.pushGroup({ key: 'g', name: 'Sales', members: new Set(['bob']) }),
  ],
  ['Joy is hired again', (company) => company.restore('jyoung')],
  ['Joy comes and Bob goes', (company) => company.changeMembers('g', { join: ['jyoung'], leave: ['bob'] })],
  ['Sales is Sales Europe', (company) => company.renameGroup('g', 'Sales Europe')],
  [
    'Sales Europe is pushed with nobody',
    (company) => company.pushGroup({ key: 'g', name: 'Sales Europe', members: new Set() }),
  ],
  ['Sales Europe is deleted', (company) => company.removeGroup('g')],
]

describe('what no source has letter by letter is written down as it is sent, to be read and not to change unseen', () => {
  const guid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
  test.each([
    ...presets.map((preset) => ({ name: preset, preset })),
    { name: 'entra-with-flag', preset: 'entra', behind: flag },
    { name: 'okta-by-wizard', preset: 'okta', options: { madeByWizard: true } },
  ] satisfies (Pick<Played, 'preset' | 'behind' | 'options'> & { name: string })[])(
    '$name',
    async ({ name, ...play }) => {
      const company = companyOf(play)
      server.startAgain()
      for (const id of ['made-1', 'made-3']) {
        server.answers.set(`GET /Users/${id}`, {
          status: 200,
          body: { ...excited, id, displayName: 'Joy Young' },
        })
      }
      const lines: string[] = []
      const said = new Set<string>()
      const playOne = async ([event, act]: (typeof day)[number]) => {
        server.recorded.length = 0
        await act(company)
        const ids = [...(company.groups.get('g')?.members ?? [])].map(
          (key) => company.people.get(key)?.scimId,
        )
        const members = ids.map((value) => ({ value, display: `name of ${value}` }))
        server.answers.set('GET /Groups/made-3', { status: 200, body: { members } })
        lines.push(`# ${event}`)
        for (const { method, path, body, headers } of server.recorded) {
          const { 'user-agent': agent, 'content-type': type } = headers
          said.add(
            `${method === 'GET' || method === 'DELETE' ? 'reads' : 'writes'}: User-Agent ${agent}, Content-Type ${type}`,
          )
          lines.push(`${method} ${path}`.replace(guid, '<random>'))
          if (body !== '')
            lines.push(`  ${body.replace(/"password":"[a-z0-9]{8}"/, '"password":"<random>"')}`)
        }
        lines.push('')
      }
      for (const event of company.sendsGroups ? [...day, ...dayOfGroups] : day) await playOne(event)
      await expect([...said, '', ...lines].join('\n')).toMatchFileSnapshot(
        `../fixtures/simulated-days/${name}.txt`,
      )
    },
  )
})

test('told to wait, a provider waits, and says it again', async () => {
  server.first.push({ status: 429, headers: { 'retry-after': '0' } })
  await companyOf({ preset: 'okta' }).testConnection()
  expect(server.recorded.map(({ path }) => path)).toEqual(Array(2).fill('/Users?startIndex=1&count=2'))
})

test('a witness sees each call and its answer, and neither token nor password', async () => {
  const seen: Exchange[] = []
  const okta = companyOf({ preset: 'okta', options: { witness: (exchange) => void seen.push(exchange) } })
  await okta.hire(person())
  const [lookUp, creation] = seen
  expect(lookUp?.request.line).toBe(
    `GET ${new URL(server.baseUrl).pathname}/Users?filter=userName%20eq%20%22jyoung%40testuser.com%22&startIndex=1&count=100`,
  )
  expect(creation).toMatchObject({
    protocol: 'SCIM',
    request: { headers: { authorization: 'Bearer •••', 'user-agent': 'Okta SCIM Client 1.0.0' } },
    response: { line: '201 Created', body: expect.stringContaining('made-') },
  })
  expect(creation?.request.body).toContain('"password":"•••"')
  expect(JSON.stringify(seen)).not.toContain('a token')
})

describe.each(presets)('%s', (preset) => {
  test('changes nothing of its own when the server refuses, and says what the server said', async () => {
    const people = [person({ scimId: 'u1' }), person({ key: 'gone', active: false, scimId: 'u2' })]
    const company = companyOf({
      preset,
      options: { people, groups: [group({ members: new Set(['jyoung']) })] },
    })
    const before = JSON.stringify(company.toJson())
    const no = { status: 403, body: { detail: 'not with this subscription' } }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const path of ['/Users', '/Groups', '/Users/u1', '/Users/u2', '/Groups/g1']) {
        server.answers.set(`${method} ${path}`, no)
      }
    }
    server.answers.set('GET /Users/u1', { status: 200, body: excited })
    const acts: (() => Promise<void>)[] = [
      () => company.hire(person({ key: 'new' })),
      () => company.rename('jyoung', { familyName: 'Old' }),
      () => company.dismiss('jyoung'),
      () => company.bin('jyoung'),
      () => company.restore('gone'),
      () => company.remove('jyoung'),
      ...(company.sendsGroups
        ? [
            () => company.pushGroup({ key: 'new', name: 'New', members: new Set() }),
            () => company.renameGroup('g', 'Other'),
            () => company.removeGroup('g'),
            () => company.join('g', ['gone']),
          ]
        : []),
    ]
    for (const act of acts) {
      const refusal = await act().catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(ScimRefusal)
      expect(refusal).toMatchObject({ message: expect.stringMatching(/403.*not with this subscription/) })
    }
    expect(JSON.stringify(company.toJson())).toBe(before)
  })
})
