/**
 * Who somebody looks like who writes (docs/assurance.md). `probesOf` says by which keys known people and domains are to be looked up,
 * `lookAlikesOf` judges what was found.
 */
import { domainOf, foldAddress } from '../identity/email-address.ts'
import { foldName } from '../identity/organization.ts'
import {
  companyDomain,
  editedLabelMin,
  type HostParts,
  hostKeys,
  hostLetters,
  hostParts,
  labelOf,
} from './company-domain.ts'
import { addressesLike, localWords, splitLocals } from './local-part.ts'
import { nameKey, nameParts, nameWords, partsOf } from './name-key.ts'
import { isOneEdit } from './skeleton.ts'

/** Somebody who writes, as the message says. */
export interface Writer {
  readonly name: string
  readonly address: string
  /** Where an answer would go, if not to the address. */
  readonly replyTo: readonly { readonly address: string }[]
}

/** One whom the writer looks like, by a code and what its sentence names. */
export type LookAlike =
  | {
      readonly code: 'name-like' | 'name-in-address' | 'address-like'
      readonly personId: string
      readonly person: 'customer' | 'staff'
      readonly name: string
      /** The directory that manages them. */
      readonly of: string | null
      /** Letter by letter the same, and not only to look at. */
      readonly isSame: boolean
      /** The writer's address is in the company domain that theirs is in. */
      readonly isColleague: boolean
    }
  | {
      readonly code: 'name-says'
      /** The address or domain that the display name shows. */
      readonly shown: string
      readonly address: string
      readonly personId: string | null
    }
  | {
      readonly code: 'domain-like'
      readonly domain: string
      readonly known: string
      readonly how: 'confusable' | 'edit' | 'inside' | 'same-label'
    }
  | {
      readonly code: 'reply-elsewhere'
      readonly address: string
      /** The address that writes is in a known domain. */
      readonly fromKnown: boolean
    }

/** Somebody who was found by the key of a name, or by an address. */
export interface FoundPerson {
  readonly id: string
  readonly kind: 'customer' | 'staff'
  readonly name: string
  /** By which key; for one found by an address, that address. */
  readonly key: string
  readonly directoryId: number | null
  readonly of: string | null
  readonly address: string | null
  /** One of the staff who answers requests. */
  readonly answers: boolean
  /** The writer's address is or was this person's. */
  readonly isWriter: boolean
}

/** A known domain that was found by a key. */
export interface FoundDomain {
  readonly domain: string
  /** 3 of the staff, 2 proven, declared or an organization's, 1 of people's addresses. */
  readonly strength: number
  readonly since: Date
  /** The directories that speak for it. */
  readonly owners: readonly number[]
}

export interface Probes {
  readonly nameKeys: readonly string[]
  readonly domainKeys: readonly string[]
  readonly addresses: readonly string[]
}

export interface Found {
  readonly names: readonly FoundPerson[]
  readonly domains: readonly FoundDomain[]
  readonly addresses: readonly FoundPerson[]
}

const replyToMax = 5
const probesMax = 300
const lookAlikesMax = 8
/** More bearers of a name within a directory say nothing of any, and a name of more directories nothing at all. */
export const bearersMax = 3
export const groupsMax = 5

/** What is looked up for a writer: never more than a bounded number of keys. */
export function probesOf(writer: Writer): Probes {
  const shown = shownIn(writer.name)
  const hosts = [...hostsOf(writer), ...shown.map(hostOf)]
  const splits = splitLocals(writer.address)
  const names = [...nameParts(writer.name), ...partsOf(localWords(writer.address)), ...splits]
  return {
    nameKeys: few(names.map(({ key }) => key)),
    domainKeys: few(hosts.flatMap((host) => keysOf(hostParts(host)))),
    addresses: few([...addressesLike(writer.address), ...shown.filter((one) => one.includes('@'))]),
  }
}

const few = (keys: readonly string[]) => [...new Set(keys)].slice(0, probesMax)
const keysOf = (parts: HostParts | undefined) => (parts ? hostKeys(parts) : [])
const hostOf = (shown: string) => (shown.includes('@') ? domainOf(shown) : shown)
const hostsOf = ({ address, replyTo }: Writer) =>
  [address, ...replyTo.slice(0, replyToMax).map((one) => one.address)].map(domainOf)

/** Addresses and domains that a display name shows. */
function shownIn(name: string): string[] {
  const text = foldAddress(name.normalize('NFKC').slice(0, 300))
  const found = text.match(/(?:[\w.+-]{1,64}@)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}/g) ?? []
  return found.filter((one) => companyDomain(hostOf(one)) !== undefined || one.includes('@')).slice(0, 3)
}

/** Judges whom the writer looks like, of those who were found. */
export function lookAlikesOf(writer: Writer, found: Found): LookAlike[] {
  const own = companyDomain(domainOf(writer.address))
  const people = withoutCommon(found.names)
  const all = [
    ...namesLike(writer, people, own),
    ...namesInAddress(writer, people, own),
    ...shownElsewhere(writer, found, own),
    ...addressesAlike(writer, found.addresses, own),
    ...hostsOf(writer).flatMap((host) => domainsLike(host, found.domains)),
    ...elsewhere(writer, found.domains, own),
  ]
  // The first that is found of somebody says the most.
  return [...new Map(all.toReversed().map((one) => [keyOf(one), one])).values()]
    .reverse()
    .slice(0, lookAlikesMax)
}

function keyOf(one: LookAlike): string {
  if ('person' in one) return one.personId
  return one.code === 'domain-like' ? one.known : one.code
}

/** Leaves out names that say nothing because many bear them; see "A common name" in docs/assurance.md. */
function withoutCommon(people: readonly FoundPerson[]): FoundPerson[] {
  const byKey = Map.groupBy(people, ({ key }) => key)
  return [...byKey.values()].flatMap((bearers) => {
    const groups = [...Map.groupBy(bearers, groupOf).values()].filter(
      (group) => group.length <= bearersMax || group.some(({ answers }) => answers),
    )
    const customers = groups.filter(([one]) => one?.kind === 'customer')
    return groups
      .filter(([one]) => one?.kind === 'staff' || customers.length <= groupsMax)
      .flatMap((group) => (group.length <= bearersMax ? group : group.filter(({ answers }) => answers)))
  })
}

const groupOf = ({ kind, directoryId }: FoundPerson) => (kind === 'staff' ? 'staff' : `${directoryId}`)

function person(
  code: 'name-like' | 'name-in-address' | 'address-like',
  one: FoundPerson,
  isSame: boolean,
  own: string | undefined,
): LookAlike {
  const theirs = one.address === null ? undefined : companyDomain(domainOf(one.address))
  const isColleague = own !== undefined && own === theirs
  return { code, personId: one.id, person: one.kind, name: one.name, of: one.of, isSame, isColleague }
}

/** Words that may stand beside the name of somebody of a company. */
function companyWords({ of, address }: FoundPerson): ReadonlySet<string> {
  const domain = address === null ? undefined : companyDomain(domainOf(address))
  const words = domain === undefined ? [] : nameWords(domain)
  return new Set([...words, ...nameWords(of ?? '')])
}

const isBeside = (rest: readonly string[], one: FoundPerson) => {
  const words = companyWords(one)
  return rest.every((word) => words.has(word))
}

function namesLike({ name }: Writer, people: readonly FoundPerson[], own: string | undefined): LookAlike[] {
  const parts = nameParts(name)
  return people
    .filter((one) => !one.isWriter && parts.some(({ key, rest }) => key === one.key && isBeside(rest, one)))
    .map((one) => person('name-like', one, foldName(name.trim()) === foldName(one.name.trim()), own))
}

/** Without a name beside it, an address is read as the name; beside another one only with the company in it. */
function namesInAddress(
  writer: Writer,
  people: readonly FoundPerson[],
  own: string | undefined,
): LookAlike[] {
  const { name, address } = writer
  const isNamed = nameKey(name) !== '' && !name.includes('@')
  const parts = [...partsOf(localWords(address)), ...splitLocals(address)]
  return people
    .filter(
      (one) =>
        !one.isWriter &&
        parts.some(({ key, rest }) => key === one.key && (rest.length > 0 ? isBeside(rest, one) : !isNamed)),
    )
    .map((one) => person('name-in-address', one, false, own))
}

function shownElsewhere(writer: Writer, found: Found, own: string | undefined): LookAlike[] {
  const from = foldAddress(writer.address)
  return shownIn(writer.name).flatMap((shown): LookAlike[] => {
    const domain = companyDomain(hostOf(shown))
    if (shown === from || (domain !== undefined && domain === own)) return []
    const holder = found.addresses.find(({ key }) => key === shown)
    if (holder?.isWriter) return []
    const isKnown = domain !== undefined && found.domains.some((one) => companyDomain(one.domain) === domain)
    if (!holder && !isKnown) return []
    return [{ code: 'name-says', shown, address: writer.address, personId: holder?.id ?? null }]
  })
}

function addressesAlike(
  { name, address }: Writer,
  holders: readonly FoundPerson[],
  own: string | undefined,
): LookAlike[] {
  const shown = new Set(shownIn(name))
  return holders
    .filter((one) => !one.isWriter && one.key !== foldAddress(address) && !shown.has(one.key))
    .map((one) => person('address-like', one, false, own))
}

/** Which known domains a host looks like; see "The original" in docs/assurance.md. */
function domainsLike(host: string, known: readonly FoundDomain[]): LookAlike[] {
  const parts = hostParts(host)
  if (!parts) return []
  const selves = known.filter((one) => companyDomain(one.domain) === parts.registered)
  return known.flatMap((one): LookAlike[] => {
    const registered = companyDomain(one.domain)
    if (registered === undefined || registered === parts.registered) return []
    if (selves.some((self) => isAsGood(self, one))) return []
    const how = resemblance(parts, registered)
    return how ? [{ code: 'domain-like', domain: host, known: one.domain, how }] : []
  })
}

/** Whether a domain need not be taken for a look-alike of the other: it has a better ground, or the same owner. */
function isAsGood(self: FoundDomain, other: FoundDomain): boolean {
  if (self.owners.some((id) => other.owners.includes(id))) return true
  if (self.strength !== other.strength) return self.strength > other.strength
  return self.strength === 3 || self.since <= other.since
}

function resemblance(
  parts: HostParts,
  registered: string,
): Extract<LookAlike, { code: 'domain-like' }>['how'] | undefined {
  const letters = hostLetters(registered)
  const label = labelOf(letters)
  if (letters === parts.letters) return 'confusable'
  if (parts.inside.includes(letters) || parts.insideLabels.includes(label)) return 'inside'
  if (label.length >= editedLabelMin && isOneEdit(letters, parts.letters)) return 'edit'
  return parts.labels.includes(label) ? 'same-label' : undefined
}

/** An answer would go to another company, or to another mailbox where anybody can have one. */
function elsewhere(writer: Writer, known: readonly FoundDomain[], own: string | undefined): LookAlike[] {
  const from = foldAddress(writer.address)
  const other = writer.replyTo.slice(0, replyToMax).find(({ address }) => {
    const company = companyDomain(domainOf(address))
    return foldAddress(address) !== from && (company === undefined || company !== own)
  })
  if (!other) return []
  const fromKnown = own !== undefined && known.some((one) => companyDomain(one.domain) === own)
  return [{ code: 'reply-elsewhere', address: other.address, fromKnown }]
}
