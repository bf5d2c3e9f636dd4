import { randomBytes } from 'node:crypto'
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import {
  agreeing,
  besideRecord,
  recordName,
  recordValue,
  type Seen,
  type Sighting,
} from '../model/identity/domain-proof.ts'

interface Waits {
  /** For the first answer of a resolver; the second try waits longer. */
  readonly tryMs: number
  /** For all questions to a resolver. */
  readonly allMs: number
}

const waitsDefault: Waits = { tryMs: 2_000, allMs: 8_000 }
const tries = 2

/** A domain's other users of TXT records have a name of their own: here stand a few short ones. */
const recordsMax = 50
const lettersMax = 16_384

/** There is no such name, or it has no such record; every other error says nothing about the name. */
const absences: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA'])

/**
 * Several resolvers that know nothing of each other, asked at the same time: what one of them was made to believe, or keeps
 * from before, the others do not confirm. Each is asked anew each time, because nothing is kept here.
 */
export class DnsResolvers {
  readonly #servers: readonly string[]
  readonly #waits: Waits

  /** @param servers addresses, with a port where it is not 53: `9.9.9.9`, `[2620:fe::fe]:53` */
  constructor(servers: readonly string[], waits = waitsDefault) {
    this.#servers = servers
    this.#waits = waits
  }

  /** What each resolver sees of the proof of a domain. Never rejects. */
  async look(domain: string, token: string): Promise<Seen[]> {
    // Of one run, so that resolvers are compared by the same questions.
    const beside = besideRecord(domain, randomBytes(8).toString('hex'))
    const wanted = { name: recordName(domain), value: recordValue(token), beside }
    return Promise.all(
      this.#servers.map(async (server) => ({ server, saw: await this.#ask(server, wanted) })),
    )
  }

  async #ask(server: string, { name, value, beside }: Wanted): Promise<Sighting> {
    if (name === undefined) return 'nothing'
    const resolver = new Resolver({ timeout: this.#waits.tryMs, tries })
    const end = setTimeout(() => resolver.cancel(), this.#waits.allMs)
    try {
      resolver.setServers([server])
      const [alias, records, others] = await Promise.all([
        orNothing(resolver.resolveCname(name)),
        orNothing(resolver.resolveTxt(name)),
        orNothing(resolver.resolveTxt(beside)),
      ])
      return judge({ alias, records, others, value })
    } catch {
      return 'no-answer'
    } finally {
      clearTimeout(end)
    }
  }
}

interface Wanted {
  readonly name: string | undefined
  readonly value: string
  readonly beside: string
}

/** What a name has; none when it is certain that there is none. */
async function orNothing<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer
  } catch (error) {
    if (absences.has((error as { code?: unknown }).code)) return []
    throw error
  }
}

interface Answers {
  readonly alias: readonly string[]
  /** Each in the pieces in which it came. */
  readonly records: readonly (readonly string[])[]
  readonly others: readonly (readonly string[])[]
  readonly value: string
}

function judge({ alias, records, others, value }: Answers): Sighting {
  if (alias.length > 0) return 'alias'
  if (isTooLong(records) || isTooLong(others)) return 'too-long'
  const has = (all: Answers['records']) => all.some((pieces) => pieces.join('') === value)
  if (has(others)) return 'every-name'
  if (has(records)) return 'seen'
  return records.length > 0 ? 'other-value' : 'nothing'
}

const isTooLong = (records: Answers['records']) =>
  records.length > recordsMax || records.flat().join('').length > lettersMax

/**
 * Reads a list of resolvers: several, because one alone could be made to believe anything.
 * @throws an error whose sentence says what the list must be
 */
export function readResolvers(text: string): string[] {
  const servers = text.split(',').map((one) => one.trim())
  for (const server of servers) {
    if (isResolver(server)) continue
    throw new Error(
      `"${server}" is no address of a resolver; give at least ${agreeing}, separated by commas, such as 1.1.1.1, 9.9.9.9 or [2620:fe::fe]:53`,
    )
  }
  if (new Set(servers).size < agreeing) {
    throw new Error(`must name at least ${agreeing} resolvers: a domain is proven only if they agree`)
  }
  return servers
}

function isResolver(text: string): boolean {
  if (isIP(text) !== 0) return true
  const [, six, four, port] = /^(?:\[(.*)\]|([\d.]+)):(\d{1,5})$/.exec(text) ?? []
  const isAddress = six === undefined ? isIP(four ?? '') === 4 : isIP(six) === 6
  return isAddress && Number(port) > 0 && Number(port) < 65_536
}
