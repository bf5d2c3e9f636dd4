import type pg from 'pg'
import { wordsChannel } from './outbox.ts'

/** A connection that hears of words in the outbox. */
export interface Ear {
  readonly client: pg.PoolClient
  /** Waits until words were left, the time is over, or the connection is lost or closed; answers whose words. */
  next(waitMs: number): Promise<ReadonlySet<number>>
  readonly isLost: boolean
  close(): void
}

/** Begins to hear of words that are due, whichever process leaves them. */
export async function hearWords(pool: pg.Pool): Promise<Ear> {
  const client = await pool.connect()
  let heard = new Set<number>()
  let isOver = false
  let wake = () => {}
  client.on('notification', ({ channel, payload }) => {
    if (channel !== wordsChannel) return
    heard.add(Number(payload))
    wake()
  })
  const end = () => {
    isOver = true
    wake()
  }
  client.on('error', end)
  client.on('end', end)
  let isReleased = false
  const close = () => {
    if (!isReleased) client.release(true)
    isReleased = true
    end()
  }
  try {
    await client.query(`listen ${wordsChannel}`)
  } catch (error) {
    close()
    throw error
  }
  return {
    client,
    get isLost() {
      return isOver
    },
    async next(waitMs) {
      if (heard.size === 0 && !isOver) {
        const { promise, resolve } = Promise.withResolvers<void>()
        const late = setTimeout(resolve, waitMs)
        wake = resolve
        await promise
        clearTimeout(late)
      }
      const sites = heard
      heard = new Set()
      return sites
    },
    close,
  }
}
