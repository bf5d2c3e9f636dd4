// A company as its identity provider knows it: people and groups, and what of them the server was told.

export interface SimulatedPerson {
  /** Id at the provider, stable. */
  readonly key: string
  givenName: string
  familyName: string
  userName: string
  address: string
  department?: string
  active: boolean
  /** The server's id, once it was told. */
  scimId?: string
  deleted?: boolean
  /** Where it is not given and family name. */
  displayName?: string
  /** Where it is not the key. */
  externalId?: string
  employeeNumber?: string
  /** In the provider's bin: deleted there, and not for good. */
  binned?: boolean
  /** What the server was told last. The rest of the person is what the provider knows, and says at a sign-in. */
  provisioned?: Said
}

const saidNames = [
  'givenName',
  'familyName',
  'userName',
  'address',
  'department',
  'displayName',
  'externalId',
  'employeeNumber',
  'active',
] as const

/** What a provider says of a person. */
export type Said = Pick<SimulatedPerson, (typeof saidNames)[number]>
/** What may be changed of a person. */
export type PersonChange = Partial<Omit<Said, 'active'>>

export interface SimulatedGroup {
  readonly key: string
  name: string
  /** Keys of people. */
  members: Set<string>
  scimId?: string
}

export function saidOf(person: Said): Said {
  const { department, displayName, externalId, employeeNumber } = person
  return {
    givenName: person.givenName,
    familyName: person.familyName,
    userName: person.userName,
    address: person.address,
    active: person.active,
    ...(department !== undefined && { department }),
    ...(displayName !== undefined && { displayName }),
    ...(externalId !== undefined && { externalId }),
    ...(employeeNumber !== undefined && { employeeNumber }),
  }
}

/** Whether the provider knows something of a person that the server was not told. */
export function isAhead(person: SimulatedPerson): boolean {
  const { provisioned } = person
  return provisioned !== undefined && saidNames.some((name) => person[name] !== provisioned[name])
}

export const displayNameOf = ({ displayName, givenName, familyName }: Said): string =>
  displayName ?? `${givenName} ${familyName}`

export const externalIdOf = ({ externalId, key }: SimulatedPerson): string => externalId ?? key

/** People and groups as JSON holds them. */
export interface CompanyState {
  readonly people: readonly SimulatedPerson[]
  readonly groups: readonly (Omit<SimulatedGroup, 'members'> & { readonly members: readonly string[] })[]
}

/** What `toJson` of a provisioner wrote, for the next one. */
export function companyFromJson({ people, groups }: CompanyState): {
  people: SimulatedPerson[]
  groups: SimulatedGroup[]
} {
  return {
    people: people.map((person) => ({ ...person })),
    groups: groups.map((group) => ({ ...group, members: new Set(group.members) })),
  }
}

/** Whom an identity provider can sign in. */
export interface SignInPerson {
  /** What never changes: the subject. */
  readonly id: string
  readonly address: string
  readonly givenName: string
  readonly familyName: string
  /** What the provider says of them besides, by the names that it gives claims. */
  readonly claims?: Readonly<Record<string, string | readonly string[]>>
}

/** Everybody who is active at the provider, as its own record has them now, whatever the server was told. */
export function whoMaySignIn(people: Iterable<SimulatedPerson>): SignInPerson[] {
  const active = [...people].filter((person) => person.active && !person.deleted)
  return active.map((person) => ({
    id: externalIdOf(person),
    address: person.address,
    givenName: person.givenName,
    familyName: person.familyName,
  }))
}
