// People who write and mean no harm: newcomers, colleagues of people who are known, those people themselves.
import type { Writer } from '../../src/model/desk/look-alike.ts'
import {
  anyDomain,
  anyName,
  consumer,
  type Known,
  localOf,
  type Name,
  type Population,
  plain,
  type Random,
  written,
} from './population.ts'

export interface Innocent extends Writer {
  /** Whose address it is. */
  readonly owner: Known | undefined
}

const withNumber = (local: string, random: Random) =>
  random.next() < 0.4 ? `${local}${random.below(99) + 1}` : local
const stranger = (name: string, address: string, replyTo: Writer['replyTo'] = []): Innocent => ({
  name,
  address,
  replyTo,
  owner: undefined,
})

/** How often each of ten writes so. */
const ordinary: readonly ((random: Random, site: Population) => Innocent)[] = [
  ...Array.from({ length: 4 }, () => (random: Random) => {
    const name = anyName(random)
    return stranger(
      shown(name, random),
      `${withNumber(localOf(name, random), random)}@${random.of(consumer)}`,
    )
  }),
  ...Array.from({ length: 2 }, () => (random: Random) => {
    const name = anyName(random)
    return stranger(shown(name, random), `${localOf(name, random)}@${anyDomain(random)}`)
  }),
  // Somebody new in a company that is known.
  (random, { companies }) => {
    const name = anyName(random)
    return stranger(shown(name, random), `${localOf(name, random)}@${random.of(companies).domain}`)
  },
  // Whoever is known, from their own address.
  (random, { people }) => {
    const owner = random.of(people)
    return { ...stranger(shown(owner.name, random), owner.address), owner }
  },
  // Half a name in common with somebody; a company's newsletter; a name that a hundred have.
  (random, { people }) => {
    const { name } = random.of(people)
    const other = anyName(random)
    const half = random.next() < 0.5 ? { ...name, first: other.first } : { ...name, last: other.last }
    return stranger(written(half), `${withNumber(localOf(half, random), random)}@${random.of(consumer)}`)
  },
  (random) => {
    const domain = anyDomain(random)
    if (random.next() < 0.2) return stranger('Michael Müller', `michael.mueller${random.below(99)}@gmx.de`)
    const replyTo = random.next() < 0.5 ? [{ address: `answers@mail-${plain(domain)}.example` }] : []
    return stranger(
      `${random.of(['Newsletter', 'Info', 'Buchhaltung'])} ${domain.split('.')[0]}`,
      `info@${domain}`,
      replyTo,
    )
  },
]

function shown(name: Name, random: Random): string {
  return random.of([
    written(name),
    written(name),
    written(name),
    `${name.last}, ${name.first}`,
    '',
    name.first,
    written(name).toUpperCase(),
  ])
}

export function innocents(count: number, random: Random, site: Population): Innocent[] {
  return Array.from({ length: count }, (_, n) => {
    const make = ordinary[n % ordinary.length]
    if (!make) throw new Error('There is nobody to write.')
    return make(random, site)
  })
}
