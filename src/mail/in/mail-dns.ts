import { Resolver } from 'node:dns/promises'

interface Waits {
  /** For one answer; who is asked a second time has as long again. */
  readonly tryMs: number
  /** For all questions about one mail. */
  readonly allMs: number
}

/** A mail becomes a request within a second, whatever DNS does. */
const waitsDefault: Waits = { tryMs: 300, allMs: 700 }
const tries = 2
/** So many names are asked for because of one mail: whoever signs it a hundred times has the first few looked at. */
const questionsMax = 60
const domainLevelsMax = 8
/** Of so many signatures the keys are asked for at once. */
const keysMax = 20

/** There is no such name, or it has no such record: that is an answer. */
const absences: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA'])

const timeout = () => Object.assign(new Error('DNS did not answer'), { code: 'ETIMEOUT' })

/** The questions about one mail. */
export interface MailQuestions {
  /** In the shape that `mailauth` asks in. */
  readonly resolve: (name: string, type: string) => Promise<string[] | string[][]>
  /** More was asked than is answered: then nothing that was concluded from it holds. */
  readonly isTooMuch: () => boolean
  end(): void
}

/** What the domains of senders say, asked of the resolvers that this server asks of everything. */
export class MailDns {
  readonly #servers: readonly string[]
  readonly #waits: Waits

  /** @param servers see `DnsResolvers` */
  constructor(servers: readonly string[], waits = waitsDefault) {
    this.#servers = servers
    this.#waits = waits
  }

  /**
   * Begins to ask about a mail. What the From domain demands, and the keys of signatures, are asked for at once: nobody keeps one
   * answer away by making others slow that are asked for before it.
   * @param keys names under which signatures say that their keys stand
   */
  about(fromDomain: string | null, keys: readonly string[]): MailQuestions {
    const resolver = new Resolver({ timeout: this.#waits.tryMs, tries })
    resolver.setServers(this.#servers)
    const asked = new Map<string, Promise<string[] | string[][]>>()
    let isOver = false
    let isTooMuch = false
    const end = setTimeout(() => {
      isOver = true
      resolver.cancel()
    }, this.#waits.allMs)
    end.unref()

    const resolve = (name: string, type: string): Promise<string[] | string[][]> => {
      const key = `${type} ${name.toLowerCase()}`
      const known = asked.get(key)
      if (known !== undefined) return known
      if (asked.size >= questionsMax) {
        isTooMuch = true
        return Promise.reject(timeout())
      }
      const answer = isOver
        ? Promise.reject<string[]>(timeout())
        : (resolver.resolve(name, type) as Promise<string[] | string[][]>).catch((error: unknown) => {
            throw absences.has((error as { code?: unknown }).code) ? error : timeout()
          })
      // Nobody may ask for it again.
      answer.catch(() => {})
      asked.set(key, answer)
      return answer
    }
    for (const name of [...policiesOf(fromDomain), ...keys.slice(0, keysMax)])
      void resolve(name, 'TXT').catch(() => {})
    return {
      resolve,
      isTooMuch: () => isTooMuch,
      end: () => {
        clearTimeout(end)
        resolver.cancel()
      },
    }
  }
}

/** Where a domain's DMARC policy may stand: with it, or with one that it is part of (RFC 9989 4.10). */
function policiesOf(domain: string | null): string[] {
  const labels = domain?.split('.') ?? []
  const names = labels.slice(0, -1).map((_, n) => `_dmarc.${labels.slice(n).join('.')}`)
  return names.slice(-domainLevelsMax)
}
