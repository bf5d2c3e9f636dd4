// A site as look-alikes are tried on: real names, companies with their domains, and everybody's address.
import { faker as cs } from '@faker-js/faker/locale/cs_CZ'
import { faker as de } from '@faker-js/faker/locale/de'
import { faker as en } from '@faker-js/faker/locale/en'
import { faker as es } from '@faker-js/faker/locale/es'
import { faker as fr } from '@faker-js/faker/locale/fr'
import { faker as it } from '@faker-js/faker/locale/it'
import { faker as ja } from '@faker-js/faker/locale/ja'
import { faker as nl } from '@faker-js/faker/locale/nl'
import { faker as pl } from '@faker-js/faker/locale/pl'
import { faker as ru } from '@faker-js/faker/locale/ru'
import { faker as tr } from '@faker-js/faker/locale/tr'
import { faker as vi } from '@faker-js/faker/locale/vi'

/** Numbers that look random and are the same every time. Source: mulberry32, public domain. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  below(max: number): number {
    return Math.floor(this.next() * max)
  }

  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T
  }
}

interface Names {
  readonly first: readonly string[]
  readonly last: readonly string[]
}

type Definition = { readonly [kind: string]: readonly string[] | undefined } | undefined
const all = (definition: Definition) => [
  ...new Set(Object.values(definition ?? {}).flatMap((one) => one ?? [])),
]

/** German and English names are most of a European help desk's. */
const languages: readonly Names[] = [de, de, de, en, en, en, fr, es, it, nl, pl, cs, tr, ru, ja, vi].map(
  ({ rawDefinitions: { person } }) => ({
    first: all(person?.first_name as Definition),
    last: all(person?.last_name as Definition),
  }),
)

const latin = languages.filter(({ last }) => last.every((name) => /^[\p{Script=Latin}\s'’.-]+$/u.test(name)))

export interface Name {
  readonly first: string
  readonly last: string
}

export function anyName(random: Random): Name {
  const { first, last } = random.of(languages)
  return { first: random.of(first), last: random.of(last) }
}

export const written = ({ first, last }: Name) => `${first} ${last}`

/** As an address has it: ASCII letters, nothing else. */
export function plain(text: string): string {
  const ascii = text
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/[^a-z]/g, '')
  return ascii === '' ? `u${[...text].map((letter) => letter.codePointAt(0)).join('')}`.slice(0, 12) : ascii
}

const trades = [
  ...[
    'bau',
    'tech',
    'logistik',
    'foods',
    'systems',
    'pharma',
    'energy',
    'design',
    'motors',
    'print',
    'textil',
  ],
  ...['consulting', 'software', 'metall', 'optik', 'travel', 'media', 'capital', 'chemie', 'holz'],
]
const suffixes = ['com', 'com', 'com', 'de', 'de', 'net', 'eu', 'co.uk', 'fr', 'ch', 'at', 'io', 'org']

/** Companies are called after people, after what they do, or both. */
export function anyDomain(random: Random): string {
  const name = plain(random.of(random.of(latin).last))
  const label = random.of([name, `${name}-${random.of(trades)}`, `${name}${random.of(trades)}`])
  return `${label}.${random.of(suffixes)}`
}

export interface Known {
  readonly id: string
  readonly kind: 'customer' | 'staff'
  readonly name: Name
  readonly address: string
  readonly directoryId: number | null
  readonly company: string | null
}

interface Company {
  readonly directoryId: number
  readonly name: string
  readonly domain: string
}

const ourDomain = 'nordlicht-hilfe.example'
export const consumer = [
  'gmail.com',
  'gmx.de',
  'outlook.com',
  'yahoo.com',
  'web.de',
  'icloud.com',
  'proton.me',
]

export function localOf({ first, last }: Name, random: Random): string {
  const [a, b] = [plain(first), plain(last)]
  return random.of([`${a}.${b}`, `${a}.${b}`, `${a}${b}`, `${a[0]}.${b}`, `${a[0]}${b}`, `${b}.${a}`, a])
}

export interface Population {
  readonly companies: readonly Company[]
  readonly people: readonly Known[]
}

const peopleTotal = 3_800
/** So many are called Michael Müller, in three companies. */
const namesakes = 100

export function population(seed: number): Population {
  const random = new Random(seed)
  const companies = Array.from({ length: 200 }, (_, n): Company => {
    const domain = anyDomain(random)
    const label = domain.slice(0, domain.indexOf('.'))
    return { directoryId: n + 1, domain, name: label.replace(/^./, (letter) => letter.toUpperCase()) }
  })
  const people: Known[] = []
  const taken = new Set<string>()
  const add = (name: Name, company: Company | undefined, kind: Known['kind'], domain: string) => {
    const local = localOf(name, random)
    let address = `${local}@${domain}`
    for (let n = 2; taken.has(address); n += 1) address = `${local}${n}@${domain}`
    taken.add(address)
    const id = `p${people.length}`
    const { directoryId = null, name: of = null } = company ?? {}
    people.push({ id, kind, name, address, directoryId, company: of })
  }
  for (let n = 0; n < peopleTotal; n += 1) {
    const company = random.of(companies)
    // Every tenth has no company here, and often a mailbox where anybody has one.
    if (n % 10 === 9) add(anyName(random), undefined, 'customer', random.of(consumer))
    else add(anyName(random), company, 'customer', company.domain)
  }
  for (let n = 0; n < namesakes; n += 1) {
    const company = companies[n % 3] as Company
    add({ first: 'Michael', last: 'Müller' }, company, 'customer', company.domain)
  }
  for (let n = 0; n < 40; n += 1) add(anyName(random), undefined, 'staff', ourDomain)
  return { companies, people }
}
