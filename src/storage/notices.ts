import pg from 'pg'
import { changeKinds, type Notice } from '../model/changes.ts'
import type { Write } from './statement.ts'

/** Every process of one database listens here. */
const channel = 'doorward_changes'
/** More directories than these are "anywhere at the site": PostgreSQL carries 8,000 bytes. */
const directoriesMax = 100
const reconnectMs = 1_000
const connectTimeoutMs = 5_000
const keepAliveAfterMs = 10_000

/**
 * Tells every process what has changed, when the transaction commits. PostgreSQL lets one notifying transaction commit at a
 * time, so no SCIM write does this in its own: see decision 16.
 */
export function announce(notices: readonly Notice[]): Write {
  return {
    name: 'announce',
    table: '',
    // Beside other writes PostgreSQL would not run a select whose rows nobody reads.
    alone: true,
    text: `select pg_notify('${channel}', payload) from unnest($1::text[]) payload`,
    values: [notices.map(written)],
  }
}

function written({ siteId, kinds, directoryIds }: Notice): string {
  const where = directoryIds && directoryIds.length <= directoriesMax ? directoryIds : null
  return JSON.stringify([siteId, kinds, where])
}

/** Whoever may connect to the database may say anything on the channel: what is no notice of ours is none. */
function readNotice(payload: string): Notice | undefined {
  try {
    const [siteId, kinds, directoryIds] = JSON.parse(payload)
    const isNotice =
      Number.isSafeInteger(siteId) &&
      Array.isArray(kinds) &&
      kinds.every((kind) => changeKinds.includes(kind)) &&
      (directoryIds === null || (Array.isArray(directoryIds) && directoryIds.every(Number.isSafeInteger)))
    return isNotice ? { siteId, kinds, directoryIds } : undefined
  } catch {
    return undefined
  }
}

export interface NoticeHandlers {
  readonly onNotice: (notice: Notice) => void
  /** The connection was away for a while: whatever was said meanwhile is lost. */
  readonly onGap: () => void
}

/** A process's one connection on which it hears what others announce. It comes back by itself when it is lost. */
export class NoticeListener {
  readonly #url: string
  readonly #handlers: NoticeHandlers
  #client: pg.Client | undefined
  #connecting: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(url: string, handlers: NoticeHandlers) {
    this.#url = url
    this.#handlers = handlers
  }

  /** Resolves when it listens; at once, when it does. */
  async start(): Promise<void> {
    if (this.#client || this.#isClosed) return
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined
    })
    await this.#connecting
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#connecting?.catch(() => {})
    const client = this.#client
    this.#client = undefined
    await client?.end()
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'doorward events',
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveAfterMs,
      options: '-c role=doorward_app',
    })
    client.on('error', () => {})
    client.on('notification', ({ payload = '' }) => {
      const notice = readNotice(payload)
      if (notice) this.#handlers.onNotice(notice)
    })
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    this.#client = client
    client.on('end', () => this.#lost(client))
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return
    this.#client = undefined
    this.#comeBack()
  }

  #comeBack(): void {
    if (this.#isClosed) return
    this.#timer = setTimeout(() => {
      this.start().then(this.#handlers.onGap, () => this.#comeBack())
    }, reconnectMs).unref()
  }
}
