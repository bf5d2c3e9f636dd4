// What one kind of identity provider says, and how: each event of people's lives as the calls that come of it.
import type { Said, SimulatedGroup, SimulatedPerson } from './company.ts'
import type { ScimCalls } from './scim-calls.ts'

/** A member as the server and people know it. */
export interface Member {
  readonly id: string
  readonly userName: string
}

export interface MemberChange {
  readonly join: readonly Member[]
  readonly leave: readonly Member[]
}

export interface GroupDialect {
  /** Looks the group up as the provider does, creates it with its members or takes it over; answers the server's id. */
  push(scim: ScimCalls, group: SimulatedGroup, members: readonly Member[]): Promise<string>
  /** The provider's "push now" of a group that is there; absent where it only ever sends what changed. */
  pushAgain?(scim: ScimCalls, id: string, group: SimulatedGroup, members: readonly Member[]): Promise<void>
  change(scim: ScimCalls, id: string, group: SimulatedGroup, change: MemberChange): Promise<void>
  rename(scim: ScimCalls, id: string, group: SimulatedGroup): Promise<void>
}

export interface Dialect {
  /** What every call carries beside the token. */
  readonly headers: Readonly<Record<string, string>>
  testConnection(scim: ScimCalls): Promise<void>
  /** Looks the person up as the provider does, creates or takes over; answers the server's id. */
  hire(scim: ScimCalls, person: SimulatedPerson): Promise<string>
  /** Says what is otherwise than before. */
  change(scim: ScimCalls, id: string, person: SimulatedPerson, before: Said): Promise<void>
  /** Says whether the person is active, as `person.active` has it. */
  setActive(scim: ScimCalls, id: string, person: SimulatedPerson): Promise<void>
  /** What comes of putting somebody into the provider's bin, and of taking them out again; absent where it has none. */
  readonly bin?: {
    put(scim: ScimCalls, id: string, person: SimulatedPerson): Promise<void>
    takeOut(scim: ScimCalls, id: string, person: SimulatedPerson): Promise<void>
  }
  /** Whether it ever deletes users: Okta does not (Okta 5). */
  readonly deletesUsers: boolean
  /** Absent where the provider sends no groups. */
  readonly groups?: GroupDialect
}
