// What the tables answer, from a population in memory: the same keys, so that ten thousand messages are judged in seconds.
import { companyDomain, domainKeys } from '../../src/model/desk/company-domain.ts'
import {
  type Found,
  type FoundDomain,
  type FoundPerson,
  probesOf,
  type Writer,
} from '../../src/model/desk/look-alike.ts'
import { nameKey } from '../../src/model/desk/name-key.ts'
import { domainOf, foldAddress } from '../../src/model/identity/email-address.ts'
import { type Known, type Population, written } from './population.ts'

const since = new Date('2026-01-01T00:00:00Z')

export class InMemory {
  readonly #names: Map<string, Known[]>
  readonly #addresses: Map<string, Known>
  readonly #domains = new Map<string, FoundDomain[]>()

  constructor({ companies, people }: Population) {
    this.#names = Map.groupBy(people, ({ name }) => nameKey(written(name)))
    this.#addresses = new Map(people.map((one) => [foldAddress(one.address), one]))
    const known = new Map<string, FoundDomain>()
    for (const { domain, directoryId } of companies) {
      known.set(domain, { domain, strength: 2, since, owners: [directoryId] })
    }
    for (const { address, kind, directoryId } of people) {
      const domain = domainOf(address)
      if (directoryId !== null || companyDomain(domain) === undefined) continue
      known.set(domain, { domain, strength: kind === 'staff' ? 3 : 1, since, owners: [] })
    }
    for (const one of known.values()) {
      for (const key of domainKeys(one.domain))
        this.#domains.set(key, [...(this.#domains.get(key) ?? []), one])
    }
  }

  ownerOf(address: string): Known | undefined {
    return this.#addresses.get(foldAddress(address))
  }

  find(writer: Writer): Found {
    const { nameKeys, domainKeys: keys, addresses } = probesOf(writer)
    const own = foldAddress(writer.address)
    const person = (one: Known, key: string): FoundPerson => ({
      id: one.id,
      kind: one.kind,
      name: written(one.name),
      key,
      directoryId: one.directoryId,
      of: one.company,
      address: one.address,
      answers: one.kind === 'staff',
      isWriter: foldAddress(one.address) === own,
    })
    return {
      names: nameKeys
        .filter(Boolean)
        .flatMap((key) => (this.#names.get(key) ?? []).map((one) => person(one, key))),
      domains: [...new Set(keys.flatMap((key) => this.#domains.get(key) ?? []))],
      addresses: addresses.flatMap((key) => {
        const holder = this.#addresses.get(key)
        return holder ? [person(holder, key)] : []
      }),
    }
  }
}
