// A company's provisioning: each event of people's lives is sent in the provider's dialect, and is so at the provider once
// the server took it.
import {
  type CompanyState,
  isAhead,
  type PersonChange,
  type SimulatedGroup,
  type SimulatedPerson,
  saidOf,
} from './company.ts'
import type { Dialect, GroupDialect, Member } from './dialect.ts'
import { authentik } from './dialects/authentik.ts'
import { cyberark } from './dialects/cyberark.ts'
import { entraFor } from './dialects/entra.ts'
import { generic } from './dialects/generic.ts'
import { google } from './dialects/google.ts'
import { jumpcloud } from './dialects/jumpcloud.ts'
import { keycloak } from './dialects/keycloak.ts'
import { okta, oktaHireBy, oktaWizard } from './dialects/okta.ts'
import { oneloginFor } from './dialects/onelogin.ts'
import { ping } from './dialects/ping.ts'
import { ScimCalls, type ScimChoices } from './scim-calls.ts'
import type { Witness } from './wire.ts'

const dialects = {
  entra: ({ baseUrl }: ProvisionerOptions) => entraFor(baseUrl),
  okta: ({ madeByWizard, uniqueField }: ProvisionerOptions) => ({
    ...(madeByWizard ? oktaWizard : okta),
    ...(uniqueField !== undefined && { hire: oktaHireBy(uniqueField) }),
  }),
  google: () => google,
  onelogin: ({ template }: ProvisionerOptions) => oneloginFor(template),
  ping: () => ping,
  jumpcloud: () => jumpcloud,
  keycloak: () => keycloak,
  authentik: () => authentik(),
  cyberark: () => cyberark,
  generic: () => generic,
} satisfies { readonly [preset: string]: (options: ProvisionerOptions) => Dialect }

export type Preset = keyof typeof dialects
export const presets = Object.keys(dialects) as readonly Preset[]

export interface ProvisionerOptions {
  /** As an administrator pastes it at the provider. */
  readonly baseUrl: string
  readonly token: string
  readonly witness?: Witness
  /** Who and what is there already. */
  readonly people?: Iterable<SimulatedPerson>
  readonly groups?: Iterable<SimulatedGroup>
  /** OneLogin: the JSON template that its administrator pastes. */
  readonly template?: object
  /** Okta: whether an administrator made the app by the wizard; such an app says everything by PUT. */
  readonly madeByWizard?: boolean
  /** Okta: the attribute by which it looks whether somebody is there (*Unique identifier field for users*). */
  readonly uniqueField?: string
  /** What else is chosen where address and token are pasted. */
  readonly choices?: ScimChoices
}

/** One per company. Every method throws what the server answered when it refused; then nothing changed at the provider either. */
export interface Provisioner {
  readonly preset: Preset
  readonly people: Map<string, SimulatedPerson>
  readonly groups: Map<string, SimulatedGroup>
  /** Whether the provider sends groups at all; where it does not, their methods throw. */
  readonly sendsGroups: boolean
  /** Whether it ever deletes users at the server; where it does not, `remove` leaves them there, inactive. */
  readonly deletesUsers: boolean
  /** Looks up, creates, as the provider does. */
  hire(person: SimulatedPerson): Promise<void>
  rename(key: string, to: PersonChange): Promise<void>
  /** Changes the provider's own record, and tells the server nothing yet: whoever signs in meanwhile is called otherwise. */
  changeRecord(key: string, to: PersonChange): void
  /** Tells the server of what `changeRecord` left, for one person or for all: a cycle of the provider. */
  sync(key?: string): Promise<void>
  /** Whose record is ahead of what the server was told. */
  pending(): SimulatedPerson[]
  dismiss(key: string): Promise<void>
  /** Into the provider's bin, as far as it has one; `restore` takes out. Otherwise a dismissal. */
  bin(key: string): Promise<void>
  restore(key: string): Promise<void>
  /** Hard delete, as far as the provider has one. */
  remove(key: string): Promise<void>
  pushGroup(group: SimulatedGroup): Promise<void>
  renameGroup(key: string, name: string): Promise<void>
  removeGroup(key: string): Promise<void>
  join(groupKey: string, keys: readonly string[]): Promise<void>
  leave(groupKey: string, keys: readonly string[]): Promise<void>
  /** Some come and some go at once. */
  changeMembers(
    groupKey: string,
    change: { readonly join?: readonly string[]; readonly leave?: readonly string[] },
  ): Promise<void>
  /** What the provider's "Test connection" sends. */
  testConnection(): Promise<void>
  /** What `companyFromJson` reads. */
  toJson(): CompanyState
}

export function provisionerOf(preset: Preset, options: ProvisionerOptions): Provisioner {
  return new Company(preset, options)
}

/** So many members are named in one call: as cautious as the strictest servers ask providers to be. */
const membersInOneCall = 100

class Company implements Provisioner {
  readonly preset: Preset
  readonly people: Map<string, SimulatedPerson>
  readonly groups: Map<string, SimulatedGroup>
  readonly #dialect: Dialect
  readonly #scim: ScimCalls

  constructor(preset: Preset, options: ProvisionerOptions) {
    const { baseUrl, token, witness, choices, people = [], groups = [] } = options
    this.preset = preset
    this.people = new Map(Array.from(people, (person) => [person.key, person]))
    this.groups = new Map(Array.from(groups, (group) => [group.key, group]))
    this.#dialect = dialects[preset](options)
    this.#scim = new ScimCalls({ baseUrl, token, witness, choices, headers: this.#dialect.headers })
  }

  get sendsGroups(): boolean {
    return this.#dialect.groups !== undefined
  }

  get deletesUsers(): boolean {
    return this.#dialect.deletesUsers
  }

  testConnection(): Promise<void> {
    return this.#dialect.testConnection(this.#scim)
  }

  async hire(person: SimulatedPerson): Promise<void> {
    const scimId = await this.#dialect.hire(this.#scim, person)
    this.people.set(person.key, Object.assign(person, { scimId, provisioned: saidOf(person) }))
  }

  async #hireAgain(person: SimulatedPerson): Promise<void> {
    const back = { ...person, active: true }
    const scimId = await this.#dialect.hire(this.#scim, back)
    Object.assign(person, { scimId, active: true, provisioned: saidOf(back) })
    delete person.deleted
  }

  async rename(key: string, to: PersonChange): Promise<void> {
    const person = this.#person(key)
    await this.#tell(person, { ...person, ...to })
    Object.assign(person, to)
  }

  changeRecord(key: string, to: PersonChange): void {
    Object.assign(this.#person(key), to)
  }

  pending(): SimulatedPerson[] {
    return [...this.people.values()].filter((person) => !person.deleted && isAhead(person))
  }

  async sync(key?: string): Promise<void> {
    const behind = this.pending().filter((person) => key === undefined || person.key === key)
    for (const person of behind) await this.#tell(person, person)
  }

  async dismiss(key: string): Promise<void> {
    await this.#setActive(this.#person(key), false)
  }

  async bin(key: string): Promise<void> {
    const person = this.#person(key)
    if (!this.#dialect.bin) return this.#setActive(person, false)
    await this.#dialect.bin.put(this.#scim, idOf(person), person)
    rememberActive(person, false)
    person.binned = true
  }

  async restore(key: string): Promise<void> {
    const person = this.people.get(key)
    if (person?.deleted) return this.#hireAgain(person)
    if (!person?.binned || !this.#dialect.bin) return this.#setActive(this.#person(key), true)
    await this.#dialect.bin.takeOut(this.#scim, idOf(person), person)
    rememberActive(person, true)
    delete person.binned
  }

  async remove(key: string): Promise<void> {
    const person = this.#person(key)
    if (this.#dialect.bin && !person.binned) await this.bin(key)
    if (this.#dialect.deletesUsers) {
      await this.#scim.send('DELETE', `/Users/${idOf(person)}`)
      for (const { members } of this.groups.values()) members.delete(key)
    } else {
      if (person.active) await this.#setActive(person, false)
      const their = [...this.groups.values()].filter(({ members }) => members.has(key))
      for (const group of their) await this.leave(group.key, [key])
    }
    person.active = false
    person.deleted = true
    delete person.binned
    delete person.scimId
    delete person.provisioned
  }

  async pushGroup(group: SimulatedGroup): Promise<void> {
    const { push, pushAgain } = this.#groupDialect()
    const there = this.groups.get(group.key)
    const members = this.#members(group.members)
    if (there?.scimId === undefined) {
      const scimId = await push(this.#scim, group, members.slice(0, membersInOneCall))
      const stored = this.#keep(group, scimId)
      await this.#sendMembers(stored, { join: members.slice(membersInOneCall), leave: [] })
      return
    }
    if (pushAgain) {
      await pushAgain(this.#scim, there.scimId, group, members)
    } else {
      if (group.name !== there.name) await this.renameGroup(group.key, group.name)
      const leave = [...there.members].filter((key) => !group.members.has(key))
      await this.#sendMembers(there, { join: members, leave: this.#members(leave) })
    }
    this.#keep(group, there.scimId)
  }

  async renameGroup(key: string, name: string): Promise<void> {
    const group = this.#group(key)
    await this.#groupDialect().rename(this.#scim, groupIdOf(group), { ...group, name })
    group.name = name
  }

  async removeGroup(key: string): Promise<void> {
    await this.#scim.send('DELETE', `/Groups/${groupIdOf(this.#group(key))}`)
    this.groups.delete(key)
  }

  join(groupKey: string, keys: readonly string[]): Promise<void> {
    return this.changeMembers(groupKey, { join: keys })
  }

  leave(groupKey: string, keys: readonly string[]): Promise<void> {
    return this.changeMembers(groupKey, { leave: keys })
  }

  async changeMembers(
    groupKey: string,
    { join = [], leave = [] }: { readonly join?: readonly string[]; readonly leave?: readonly string[] },
  ): Promise<void> {
    const group = this.#group(groupKey)
    await this.#sendMembers(group, { join: this.#members(join), leave: this.#members(leave) })
    for (const key of join) group.members.add(key)
    for (const key of leave) group.members.delete(key)
  }

  toJson(): CompanyState {
    const people = structuredClone([...this.people.values()])
    const groups = [...this.groups.values()].map((group) => ({ ...group, members: [...group.members] }))
    return { people, groups }
  }

  #person(key: string): SimulatedPerson {
    const person = this.people.get(key)
    if (!person || person.deleted) throw new Error(`nobody at the provider is ${key}`)
    return person
  }

  #group(key: string): SimulatedGroup {
    const group = this.groups.get(key)
    if (!group) throw new Error(`no group at the provider is ${key}`)
    return group
  }

  #groupDialect(): GroupDialect {
    if (!this.#dialect.groups) throw new Error(`${this.preset} sends no groups`)
    return this.#dialect.groups
  }

  /** Tells the server what a person is to be, unless it was told all of it. */
  async #tell(person: SimulatedPerson, next: SimulatedPerson): Promise<void> {
    const { provisioned } = person
    if (!provisioned) throw new Error(`${person.key} was never sent to the server`)
    if (!isAhead({ ...next, provisioned })) return
    await this.#dialect.change(this.#scim, idOf(person), next, provisioned)
    person.provisioned = saidOf(next)
  }

  /** Says this alone: what else is ahead waits for the next cycle. */
  async #setActive(person: SimulatedPerson, active: boolean): Promise<void> {
    await this.#dialect.setActive(this.#scim, idOf(person), { ...person, ...person.provisioned, active })
    rememberActive(person, active)
  }

  #members(keys: Iterable<string>): Member[] {
    return Array.from(keys, (key) => {
      const person = this.#person(key)
      return { id: idOf(person), userName: person.userName }
    })
  }

  /** Members in calls of a size that servers like. */
  async #sendMembers(
    group: SimulatedGroup,
    { join, leave }: { readonly join: readonly Member[]; readonly leave: readonly Member[] },
  ): Promise<void> {
    const { change } = this.#groupDialect()
    const most = Math.max(join.length, leave.length)
    for (let at = 0; at < most; at += membersInOneCall) {
      const end = at + membersInOneCall
      await change(this.#scim, groupIdOf(group), group, {
        join: join.slice(at, end),
        leave: leave.slice(at, end),
      })
    }
  }

  #keep(group: SimulatedGroup, scimId: string): SimulatedGroup {
    const stored = Object.assign(group, { scimId })
    this.groups.set(group.key, stored)
    return stored
  }
}

function rememberActive(person: SimulatedPerson, active: boolean): void {
  person.active = active
  if (person.provisioned) person.provisioned.active = active
}

function idOf({ key, scimId }: SimulatedPerson): string {
  if (scimId === undefined) throw new Error(`${key} was never sent to the server`)
  return scimId
}

function groupIdOf({ name, scimId }: SimulatedGroup): string {
  if (scimId === undefined) throw new Error(`the group ${name} was never sent to the server`)
  return scimId
}
