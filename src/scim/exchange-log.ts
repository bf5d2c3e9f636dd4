import { v7 as uuidv7 } from 'uuid'
import type { Database } from '../storage/database.ts'
import { type Exchange, insertExchanges } from '../storage/identity/exchanges.ts'

/** A call as the routes report it; bodies are still what was parsed and what was sent. */
export interface FinishedCall {
  readonly siteId: number
  readonly directoryId: number
  readonly at: Date
  readonly method: string
  /** Path and query behind the directory's base URL. */
  readonly path: string
  readonly status: number
  readonly durationMs: number
  readonly client: string | undefined
  readonly effect: string
  readonly repairs: readonly string[]
  readonly requestId: string
  readonly requestBody: unknown
  readonly requestBytes: number
  readonly responseBody: string | undefined
}

/** Bodies beyond this are not kept: a group of 50,000 members is five megabytes. */
const bodyMax = 64 * 1024
const pathMax = 2_000
const flushEveryMs = 250
const batchMax = 500
/** When the database is away, the newest this many are kept and the rest is forgotten. */
const waitingMax = 10_000

/**
 * Records exchanges in batches, beside the calls and not in their way. The exchanges of the last quarter of a second may
 * be lost in a crash; the audit, which joins each transaction, is not.
 */
export class ExchangeLog {
  readonly #database: Database
  readonly #onError: (error: unknown) => void
  #waiting: FinishedCall[] = []
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> = Promise.resolve()

  constructor(database: Database, onError: (error: unknown) => void) {
    this.#database = database
    this.#onError = onError
  }

  record(call: FinishedCall): void {
    this.#waiting.push(call)
    if (this.#waiting.length > waitingMax) this.#waiting.splice(0, this.#waiting.length - waitingMax)
    this.#timer ??= setTimeout(() => void this.flush(), flushEveryMs).unref()
  }

  /** Writes what waits, and waits until it is written. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#flushing = this.#flushing.then(() => this.#write())
    await this.#flushing
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchMax)
      for (const [siteId, calls] of Map.groupBy(batch, (call) => call.siteId)) {
        try {
          const exchanges = calls.map(exchangeOf)
          await this.#database.inSite(siteId, async (tx) => tx.write(insertExchanges(siteId, exchanges)))
        } catch (error) {
          this.#onError(error)
        }
      }
    }
  }
}

function exchangeOf(call: FinishedCall): Exchange {
  const { requestBody, requestBytes, responseBody, path, ...rest } = call
  return {
    ...rest,
    exchangeId: uuidv7({ msecs: call.at.getTime() }),
    path: storable(withoutSecretQuery(path).slice(0, pathMax)),
    client: call.client === undefined ? undefined : storable(call.client.slice(0, 200)),
    effect: storable(call.effect.slice(0, 2_000)),
    repairs: call.repairs.map((repair) => storable(repair.slice(0, 250))),
    requestBody:
      requestBody === undefined
        ? undefined
        : kept(requestBytes, () => JSON.stringify(withoutSecrets(requestBody))),
    responseBody: responseBody === undefined ? undefined : kept(responseBody.length, () => responseBody),
  }
}

function kept(bytes: number, text: () => string): string {
  return bytes > bodyMax ? `(${bytes} bytes, too large to keep)` : storable(text())
}

/** PostgreSQL's text holds neither NUL nor half a surrogate pair. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

/** Wherever a name stands that speaks of a password: too much removed is better than one kept. */
const secretName = /password/i

/** A password never reaches a log, in whatever place a body or a PATCH lets it stand. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  // JSON packed into a text, as Entra packs roles (P8), may hold one as well.
  if (typeof value === 'string') return /^\s*[[{]/.test(value) && secretName.test(value) ? '[removed]' : value
  if (typeof value !== 'object' || value === null) return value
  if (depth > 20) return '[too deep to keep]'
  if (Array.isArray(value)) return value.map((element) => withoutSecrets(element, depth + 1))
  const entries = Object.entries(value)
  const targetsSecret = entries.some(
    ([key, target]) => key.toLowerCase() === 'path' && typeof target === 'string' && secretName.test(target),
  )
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      const name = key.toLowerCase()
      // The path itself may hold one: `password[value eq "…"]`.
      const isSecret = secretName.test(key) || (targetsSecret && (name === 'value' || name === 'path'))
      return [key, isSecret ? '[removed]' : withoutSecrets(inner, depth + 1)]
    }),
  )
}

function withoutSecretQuery(path: string): string {
  const query = path.indexOf('?')
  if (query < 0) return path
  const text = path.slice(query)
  return secretName.test(text) || secretName.test(decodedLoosely(text))
    ? `${path.slice(0, query)}?[removed]`
    : path
}

/** `p%61ssword` names a password too, also beside an escape that is no UTF-8. */
function decodedLoosely(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
}
