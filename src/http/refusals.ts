import type { Actor } from '../model/audit.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'

/** What somebody may not do, tried. */
export interface Refusal {
  readonly siteId: number
  readonly actor: Extract<Actor, { staffId: string }>
  /** A program's key, because one person may have several. */
  readonly apiKeyId: string | undefined
  readonly operation: string
  /** What was lacking, where the route says so. */
  readonly lacking: { readonly permission?: string; readonly at?: 'browser' }
  readonly now: Date
  readonly requestId: string
}

interface Gathered {
  readonly first: Refusal
  last: Refusal
  /** Those that are not written down yet. */
  more: number
  readonly timer: NodeJS.Timeout
}

const gatheredMs = 60_000

/**
 * Writes down what was refused: the first at once, and what the same person or program tries again within a minute as one
 * event with their number. Whoever repeats a refused call fills no audit.
 */
export class Refusals {
  readonly #database: Database
  readonly #onLost: (error: unknown) => void
  readonly #waitMs: number
  readonly #gathered = new Map<string, Gathered>()

  constructor(database: Database, onLost: (error: unknown) => void, waitMs = gatheredMs) {
    this.#database = database
    this.#onLost = onLost
    this.#waitMs = waitMs
  }

  async note(refusal: Refusal): Promise<void> {
    const { siteId, actor, apiKeyId, operation } = refusal
    const key = [siteId, actor.staffId, apiKeyId, operation].join(' ')
    const known = this.#gathered.get(key)
    if (known) {
      known.more++
      known.last = refusal
      return
    }
    const timer = setTimeout(() => void this.#close(key), this.#waitMs).unref()
    this.#gathered.set(key, { first: refusal, last: refusal, more: 0, timer })
    await this.#write(refusal)
  }

  /** Writes what is gathered. */
  async close(): Promise<void> {
    await Promise.all([...this.#gathered.keys()].map((key) => this.#close(key)))
  }

  async #close(key: string): Promise<void> {
    const gathered = this.#gathered.get(key)
    this.#gathered.delete(key)
    clearTimeout(gathered?.timer)
    if (!gathered || gathered.more === 0) return
    // Nobody waits for it.
    await this.#write(gathered.last, {
      times: gathered.more,
      since: gathered.first.now.toISOString(),
    }).catch(this.#onLost)
  }

  async #write({ siteId, actor, operation, lacking, now, requestId }: Refusal, more = {}): Promise<void> {
    const context: AuditContext = { actor, now, requestId }
    await this.#database.inSite(siteId, async (tx) => {
      audit(tx, context, {
        action: 'staff.access-refused',
        subjectKind: 'staff',
        subject: actor.staffId,
        details: { operation, ...lacking, ...more },
      })
    })
  }
}
