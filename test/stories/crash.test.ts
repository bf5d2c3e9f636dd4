import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandJson } from '../fixtures/command.ts'
import { ScimClient } from '../fixtures/scim-client.ts'
import { type Served, serve } from '../fixtures/served.ts'

const kills = 10
const writers = 4

let dataDir: string
let served: Served
let env: Record<string, string>

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'doorward-crash-'))
  env = { DATA_DIR: dataDir }
  served = await serve(env)
})
afterAll(async () => {
  await served.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** What the server has acknowledged about one user. */
interface Acknowledged {
  readonly id: string
  displayName: string
  inGroup: boolean
}

/** An identity provider that creates, renames and groups people, and repeats what was not answered. */
class Provider {
  readonly known = new Map<string, Acknowledged>()
  readonly #scimPath: string
  readonly #token: string
  readonly groupId: string
  stopped = false
  conflicts = 0

  constructor(scimPath: string, token: string, groupId: string) {
    this.#scimPath = scimPath
    this.#token = token
    this.groupId = groupId
  }

  get client(): ScimClient {
    return new ScimClient(served.origin + this.#scimPath, this.#token)
  }

  /** Repeats a call until it is answered with one of these statuses. */
  async until(statuses: readonly number[], call: (client: ScimClient) => ReturnType<ScimClient['get']>) {
    for (;;) {
      const answer = await call(this.client).catch(() => undefined)
      if (answer && statuses.includes(answer.status)) return answer
      if (answer && answer.status !== 503) throw new Error(`${answer.status}: ${answer.text}`)
      await pause(20)
    }
  }

  async write(writer: number): Promise<void> {
    for (let n = 0; !this.stopped; n++) {
      const userName = `user-${writer}-${n}@globex.com`
      const created = await this.until([201, 409], (client) =>
        client.createUser(userName, { displayName: userName }),
      )
      let { id } = created.json
      if (created.status === 409) {
        // The answer was lost, not the write.
        this.conflicts++
        id = (await this.until([200], (client) => client.filter('/Users', `userName eq "${userName}"`))).json
          .Resources[0].id
      }
      const user: Acknowledged = { id, displayName: userName, inGroup: false }
      this.known.set(id, user)
      const name = `Renamed ${userName}`
      await this.until([200], (client) =>
        client.patch(`/Users/${id}`, { op: 'replace', path: 'displayName', value: name }),
      )
      user.displayName = name
      const member = { op: 'add', path: 'members', value: [{ value: id }] }
      await this.until([204], (client) => client.patch(`/Groups/${this.groupId}`, member))
      user.inGroup = true
    }
  }
}

function postmaster(): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
}

test(`${kills} times killed in a stream of writes: every acknowledged write is there, no half of any write is`, async () => {
  await commandJson(env, 'site', 'create', '--slug', 'acme', '--name', 'Acme')
  const made = await commandJson(env, 'directory', 'create', '--name', 'Globex', '--domain', 'globex.com')
  const scimPath = new URL(made.scimBaseUrl).pathname
  const group = await new ScimClient(served.origin + scimPath, made.token).createGroup('Everybody')
  const provider = new Provider(scimPath, made.token, group.json.id)
  const streams = Array.from({ length: writers }, (_, writer) => provider.write(writer))
  for (let n = 0; n < kills; n++) {
    const before = provider.known.size
    while (provider.known.size < before + 10) await pause(10)
    if (n % 2 === 0) {
      await served.kill()
      served = await serve(env)
    } else process.kill(postmaster(), 'SIGKILL')
  }
  await pause(500)
  provider.stopped = true
  await Promise.all(streams)

  const users = new Map<string, { displayName: string; groups?: unknown[]; emails: { value: string }[] }>()
  for (let startIndex = 1; ; startIndex += 500) {
    const page = (await provider.client.get(`/Users?startIndex=${startIndex}&count=500`)).json
    for (const user of page.Resources) users.set(user.id, user)
    if (page.Resources.length < 500) {
      expect(page.totalResults).toBe(users.size)
      break
    }
  }
  for (const [id, { displayName, inGroup }] of provider.known) {
    expect(users.get(id)).toMatchObject({
      displayName,
      ...(inGroup ? { groups: [{ value: provider.groupId }] } : {}),
    })
  }
  expect(users.size).toBe(provider.known.size)

  const customers: { name: string; address: string; addresses: { standing: string }[] }[] = await commandJson(
    env,
    'customer',
    'list',
  )
  const byAddress = new Map(customers.map((customer) => [customer.address, customer]))
  expect(customers).toHaveLength(users.size)
  for (const { emails, displayName } of users.values()) {
    const expected = { name: displayName, addresses: [{ standing: 'held' }], formerAddresses: [] }
    expect(byAddress.get(emails[0]?.value ?? '')).toMatchObject(expected)
  }
  const everybody = await commandJson(env, 'organization', 'show', 'Everybody')
  expect(everybody.members).toHaveLength(users.size)
})
