// Random small histories of a directory, told over SCIM, and a plain model of them in memory: whoever is a member of
// what, through which group and since when, must come out the same however it is asked.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { byTest, makeSite, type RunningApp, runningApp } from '../../../test/fixtures/running-app.ts'
import { ScimClient } from '../../../test/fixtures/scim-client.ts'
import { createDirectory } from '../../admin/directories.ts'
import { addressKeyOf } from '../../model/ids.ts'
import { goLive, pause, resume } from '../../people/directory-state.ts'
import { type OrganizationMember, readMembers } from '../../people/organization-members.ts'
import type { Site } from '../sites.ts'
import type { Query } from '../statement.ts'
import { type MembershipRow, membershipsOf } from './memberships.ts'
import { listOrganizations, type OrganizationRow } from './organizations.ts'

let running: RunningApp
let now = new Date('2024-01-01T00:00:00Z')

beforeAll(async () => {
  running = await runningApp({ now: () => now })
})
afterAll(() => running.close())

/** Something that counts from a moment on, unless the directory does not grant: then it waits. */
interface Grant {
  since: number
  waits: boolean
}

interface Group {
  readonly id: string
  organization: string | undefined
  name: string
  readonly source: Grant
  readonly users: Map<string, Grant>
  readonly groups: Set<string>
  /** Every group reached through this one, itself included. */
  reached: Map<string, Grant>
}

interface User {
  readonly id: string
  active: boolean
  /** Made active again while the directory did not grant. */
  waits: boolean
  /** The person exists. */
  readonly person: Grant
}

const steps = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('user' as const), active: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('group' as const),
      members: fc.array(fc.nat(30), { maxLength: 4 }),
    }),
  },
  ...(['add', 'add', 'remove', 'replace'] as const).map((kind) => ({
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant(kind),
      of: fc.nat(30),
      members: fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
    }),
  })),
  ...(['activate', 'deactivate', 'leave', 'dissolve', 'rename'] as const).map((kind) => ({
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant(kind), of: fc.nat(30) }),
  })),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('switch' as const) }) },
)
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never

/** One directory and the model of what was told about it. */
class History {
  readonly site: Site
  readonly directoryId: number
  readonly scim: ScimClient
  state: 'rehearsal' | 'live' | 'paused'
  liveSince: number
  readonly users: User[] = []
  readonly groups: Group[] = []
  #named = 0

  constructor(site: Site, directoryId: number, scim: ScimClient, state: 'rehearsal' | 'live') {
    this.site = site
    this.directoryId = directoryId
    this.scim = scim
    this.state = state
    this.liveSince = now.getTime()
  }

  grant(): Grant {
    return { since: now.getTime(), waits: this.state !== 'live' }
  }

  async take(step: Step): Promise<void> {
    now = new Date(now.getTime() + 60_000)
    const group = 'of' in step ? this.groups[step.of % this.groups.length] : undefined
    const user = 'of' in step ? this.users[step.of % this.users.length] : undefined
    switch (step.kind) {
      case 'user':
        return this.#createUser(step.active)
      case 'group':
        return this.#createGroup(this.#chosen(step.members))
      case 'add':
      case 'remove':
      case 'replace':
        if (group) await this.#change(group, step.kind, this.#chosen(step.members))
        return
      case 'activate':
      case 'deactivate':
        if (user) await this.#activate(user, step.kind === 'activate')
        return
      case 'leave':
        if (user) await this.#leave(user)
        return
      case 'dissolve':
        if (group) await this.#dissolve(group)
        return
      case 'rename':
        if (group) await this.#rename(group)
        return
      case 'switch':
        return this.#switch()
    }
  }

  #chosen(numbers: readonly number[]): string[] {
    const all = [...this.users, ...this.groups]
    return [...new Set(numbers.flatMap((n) => all[n % all.length]?.id ?? []))]
  }

  async #createUser(active: boolean): Promise<void> {
    const { json } = await this.scim.createUser(`user${++this.#named}@globex.com`, { active })
    this.users.push({ id: json.id, active, waits: false, person: this.grant() })
  }

  async #createGroup(memberIds: string[]): Promise<void> {
    const name = `Group ${++this.#named}`
    const { json } = await this.scim.createGroup(name, memberIds)
    const organization = this.state === 'live' ? name : undefined
    const group = {
      id: json.id,
      name,
      organization,
      source: this.grant(),
      users: new Map(),
      groups: new Set<string>(),
    }
    this.groups.push({ ...group, reached: new Map() })
    this.#enter(this.groups.at(-1) as Group, memberIds)
    this.#reach()
  }

  async #change(group: Group, kind: 'add' | 'remove' | 'replace', ids: string[]): Promise<void> {
    // A group inside itself is nothing a provider sends.
    const memberIds = ids.filter((id) => id !== group.id)
    if (memberIds.length === 0) return
    const value = memberIds.map((id) => ({ value: id }))
    const { status } = await this.scim.patch(`/Groups/${group.id}`, { op: kind, path: 'members', value })
    expect(status).toBe(204)
    const kept = new Set(memberIds)
    const leave = (id: string) => (kind === 'remove' ? kept.has(id) : kind === 'replace' && !kept.has(id))
    for (const id of [...group.users.keys()].filter(leave)) group.users.delete(id)
    for (const id of [...group.groups].filter(leave)) group.groups.delete(id)
    if (kind !== 'remove') this.#enter(group, memberIds)
    this.#reach()
  }

  #enter(group: Group, memberIds: readonly string[]): void {
    for (const id of memberIds) {
      if (this.groups.some((one) => one.id === id)) group.groups.add(id)
      else if (!group.users.has(id)) group.users.set(id, this.grant())
    }
  }

  /** Walks the nesting anew; what was reached before keeps its moment. */
  #reach(): void {
    for (const group of this.groups) {
      const found = new Set([group.id])
      for (const id of found)
        for (const inner of this.groups.find((one) => one.id === id)?.groups ?? []) found.add(inner)
      group.reached = new Map([...found].map((id) => [id, group.reached.get(id) ?? this.grant()]))
    }
  }

  async #activate(user: User, active: boolean): Promise<void> {
    await this.scim.patch(`/Users/${user.id}`, { op: 'replace', path: 'active', value: active })
    // Being active again is granted, and waits; the moment of joining stays.
    user.waits = active && (user.waits || (!user.active && this.state !== 'live'))
    user.active = active
  }

  async #leave(user: User): Promise<void> {
    await this.scim.delete(`/Users/${user.id}`)
    this.users.splice(this.users.indexOf(user), 1)
    for (const group of this.groups) group.users.delete(user.id)
  }

  async #dissolve(group: Group): Promise<void> {
    await this.scim.delete(`/Groups/${group.id}`)
    this.groups.splice(this.groups.indexOf(group), 1)
    for (const other of this.groups) other.groups.delete(group.id)
    this.#reach()
  }

  async #rename(group: Group): Promise<void> {
    group.name = `Group ${++this.#named}`
    await this.scim.patch(`/Groups/${group.id}`, { op: 'replace', path: 'displayName', value: group.name })
    if (this.state === 'live') group.organization = group.name
  }

  async #switch(): Promise<void> {
    const { database } = running.app
    const call = [database, this.site.id, this.directoryId, byTest(now)] as const
    if (this.state === 'live') {
      await pause(...call)
      this.state = 'paused'
      return
    }
    if (this.state === 'rehearsal') this.liveSince = now.getTime()
    await (this.state === 'rehearsal' ? goLive(...call) : resume(...call))
    this.state = 'live'
    for (const user of this.users) {
      user.waits = false
      this.#begin(user.person)
    }
    for (const group of this.groups) {
      group.organization = group.name
      this.#begin(group.source)
      for (const grant of [...group.users.values(), ...group.reached.values()]) this.#begin(grant)
    }
  }

  #begin(grant: Grant): void {
    if (grant.waits) grant.since = now.getTime()
    grant.waits = false
  }

  /** The memberships of a user, as lines; those of the home come from the directory itself. */
  memberships({ id, active, waits, person }: User, home: Grant | undefined): string[] {
    if (!active || waits || person.waits || this.state === 'rehearsal') return []
    const lines = home ? [line('Home', null, Math.max(person.since, this.liveSince, home.since))] : []
    for (const group of this.groups) {
      const ways = [...group.reached].flatMap(([inner, reached]) => {
        const member = this.groups.find((one) => one.id === inner)?.users.get(id)
        return member && !member.waits && !reached.waits ? [Math.max(member.since, reached.since)] : []
      })
      if (ways.length === 0 || group.source.waits) continue
      const since = Math.max(Math.min(...ways), person.since, this.liveSince, group.source.since)
      lines.push(line(group.organization ?? '', group.id, since))
    }
    return lines.sort()
  }

  /** The `groups` attribute of a user, which knows no pause. */
  groupsOf(id: string): string[] {
    return this.groups
      .filter((group) => [...group.reached.keys()].some((inner) => this.#has(inner, id)))
      .map((group) => `${group.id} ${group.users.has(id) ? 'direct' : 'indirect'}`)
      .sort()
  }

  #has(groupId: string, userId: string): boolean {
    return this.groups.find((one) => one.id === groupId)?.users.has(userId) ?? false
  }
}

const line = (organization: string, groupId: string | null, since: number) =>
  `${organization} ${groupId} ${new Date(since).toISOString()}`

async function read<Row>(siteId: number, query: Query): Promise<Row[]> {
  const [rows = []] = await running.app.database.readInSite(siteId, [query])
  return rows as Row[]
}

async function compare(history: History, home: Grant | undefined): Promise<void> {
  const { site, scim, directoryId } = history
  const people = await read<{ userId: string; customerId: string | null }>(site.id, {
    name: '',
    text: 'select user_id as "userId", customer_id as "customerId" from directory_users where site_id = $1',
    values: [site.id],
  })
  const customers = new Map(people.map(({ userId, customerId }) => [userId, customerId]))
  const expected = new Map<string, string[]>()
  for (const user of history.users) {
    const customerId = customers.get(user.id) ?? null
    const lines = history.memberships(user, home)
    const rows =
      customerId === null ? [] : await read<MembershipRow>(site.id, membershipsOf(site.id, customerId))
    expect(rows.map((row) => line(row.organization, row.groupId, row.since.getTime())).sort()).toEqual(lines)
    if (customerId !== null && lines.length > 0) expected.set(customerId, lines)
    const { json } = await scim.get(`/Users/${user.id}`)
    const groups: { value: string; type: string }[] = json.groups ?? []
    expect(groups.map(({ value, type }) => `${value} ${type}`).sort()).toEqual(history.groupsOf(user.id))
  }
  const seen = new Map<string, string[]>()
  const page = { after: '', limit: 1000 }
  for (const { id, name } of await read<OrganizationRow>(site.id, listOrganizations(site.id, page))) {
    for (const { id: customerId, sources } of await membersOf(site.id, id)) {
      const lines = sources.map(({ groupId, since }) => line(name, groupId, since.getTime()))
      seen.set(customerId, [...(seen.get(customerId) ?? []), ...lines].sort())
    }
  }
  expect(seen).toEqual(expected)
  await compareTotals(history, directoryId)
}

/** Walks an organization's members two by two. */
async function membersOf(siteId: number, organizationId: string): Promise<OrganizationMember[]> {
  const found: OrganizationMember[] = []
  for (let after: string | undefined; ; ) {
    const { members, next } = await readMembers(running.app.database, siteId, organizationId, {
      after,
      limit: 2,
    })
    found.push(...members)
    if (next === undefined) return found
    after = next
  }
}

async function compareTotals({ site, scim, users, groups }: History, directoryId: number): Promise<void> {
  expect((await scim.get('/Users?count=0')).json.totalResults).toBe(users.length)
  expect((await scim.get('/Groups?count=0')).json.totalResults).toBe(groups.length)
  // A deleted group's total is forgotten when its members' rows are purged.
  const totals = await read<{ id: string; total: number }>(site.id, {
    name: '',
    text: `select g.group_id as id, coalesce(sum(c.delta), 0)::int as total
      from directory_groups g left join directory_counters c
        on c.site_id = $1 and c.directory_id = $2 and c.what = 'members:' || g.group_id
      where g.site_id = $1 group by 1`,
    values: [site.id, directoryId],
  })
  const sizes = groups.map(({ id, users: { size } }) => [id, size] as const)
  expect(new Map(totals.map(({ id, total }) => [id, total]))).toEqual(new Map(sizes))
}

test('every question about memberships has the answer of the directory’s history', async () => {
  const shape = fc.record({
    rehearsal: fc.boolean(),
    home: fc.boolean(),
    steps: fc.array(steps, { minLength: 5, maxLength: 25 }),
  })
  await fc.assert(
    fc.asyncProperty(shape, async ({ rehearsal, home, steps }) => {
      const site = await makeSite(running)
      const wanted = {
        name: 'Globex',
        rehearsal,
        home: home ? 'Home' : undefined,
        domains: [],
        preset: 'auto',
      }
      const { directory, token } = await createDirectory(running.app.database, site, wanted, byTest(now))
      const { directoryId } = directory
      const scim = new ScimClient(`${running.origin}/scim/v2/${addressKeyOf(site.id, directoryId)}`, token)
      const history = new History(site, directoryId, scim, rehearsal ? 'rehearsal' : 'live')
      const homeSince = home ? { since: now.getTime(), waits: false } : undefined
      for (const [n, step] of steps.entries()) {
        await history.take(step)
        if (n % 8 === 7) await compare(history, homeSince)
      }
      await compare(history, homeSince)
    }),
    { numRuns: 60, seed: 11 },
  )
})
