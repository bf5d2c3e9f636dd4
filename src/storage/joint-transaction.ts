/**
 * Several works in one transaction of one directory. Each looks once, all in one packet, and then writes, all in another
 * with one commit: a write costs its statements, and little of what a transaction costs.
 */
import type { Transaction } from './database.ts'
import { joinReads } from './joint-reads.ts'
import { alignWrites, mergeRows } from './joint-writes.ts'
import { commit } from './scope.ts'
import type { Query, Tally, Write } from './statement.ts'

/** Thrown into a work that needs a transaction of its own: it would look again, or after it has written. */
class ActsAlone extends Error {}

/** How a work ended. Who acts alone has done nothing here, and begins again in a transaction of its own. */
export type Ending =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'acts-alone' }

export interface JointWork {
  readonly work: (tx: Transaction) => Promise<unknown>
  /** Called at the last moment at which it may stay behind. @returns false when nobody wants it done any more */
  readonly onSend: () => boolean
}

type Send = (queries: readonly Query[], commits: boolean) => Promise<unknown[][]>

/**
 * Carries out works of which none touches what another does.
 * @param opening begins the transaction and sets its scope
 * @param wasBeaten tells an error after which a work must look again
 * @param committed is told what those that are done had counted
 * @throws what `send` throws; then nothing was written, unless the error says that nobody knows
 */
export async function actTogether(
  siteId: number,
  works: readonly JointWork[],
  {
    opening,
    send,
    wasBeaten,
    committed,
  }: {
    opening: Query[]
    send: Send
    wasBeaten: (error: unknown) => boolean
    committed: (tallies: readonly Tally[]) => void
  },
): Promise<Ending[]> {
  const members = works.map(({ work }) => new Member(siteId, work))
  await Promise.all(members.map(({ paused }) => paused))
  await lookTogether(members, opening, send)
  const endings = (await Promise.all(members.map(({ ended }) => ended))).map((ending) =>
    ending.kind === 'failed' && wasBeaten(ending.error) ? { kind: 'acts-alone' as const } : ending,
  )
  const writers = members.filter((_, n) => endings[n]?.kind === 'done' && works[n]?.onSend())
  const writes = alignWrites(writers.map((member) => member.writes)).flatMap(mergeRows)
  const lasts = writers.flatMap((member) => member.lasts)
  const answers = await send([...writes, ...lasts.map(({ query }) => query), commit], true)
  committed(writers.flatMap((member) => member.writes.flatMap(({ tallies = [] }) => tallies)))
  for (const [n, { use }] of lasts.entries()) use((answers[writes.length + n] ?? []) as never[])
  return endings
}

async function lookTogether(members: readonly Member[], opening: Query[], send: Send): Promise<void> {
  const looks = members.flatMap(({ look }) => look ?? [])
  const joint = joinReads(looks.map(({ queries }) => queries))
  try {
    const rows = await send([...opening, ...joint.statements], false)
    const answers = joint.answersOf(rows.slice(opening.length))
    for (const [n, { answer }] of looks.entries()) answer(answers[n] ?? [])
  } catch (error) {
    for (const { giveUp } of looks) giveUp()
    throw error
  }
}

interface Look {
  readonly queries: readonly Query[]
  answer(rows: unknown[][]): void
  giveUp(): void
}

/** The transaction as one of the works sees it. */
class Member implements Transaction {
  readonly siteId: number
  readonly writes: Write[] = []
  readonly lasts: { query: Query; use: (rows: never[]) => void }[] = []
  /** Resolves when it looks or has ended. */
  readonly paused: Promise<void>
  readonly ended: Promise<Ending>
  look: Look | undefined
  readonly #pause: () => void

  constructor(siteId: number, work: JointWork['work']) {
    this.siteId = siteId
    const { promise, resolve } = Promise.withResolvers<void>()
    this.paused = promise
    this.#pause = resolve
    this.ended = this.#run(work)
  }

  async #run(work: JointWork['work']): Promise<Ending> {
    try {
      return { kind: 'done', value: await work(this) }
    } catch (error) {
      return error instanceof ActsAlone ? { kind: 'acts-alone' } : { kind: 'failed', error }
    } finally {
      this.#pause()
    }
  }

  async read<Row>(query: Query): Promise<Row[]> {
    return (await this.readAll([query]))[0] as Row[]
  }

  readAll(queries: readonly Query[]): Promise<unknown[][]> {
    if (this.look || this.writes.length > 0) return Promise.reject(new ActsAlone())
    return new Promise((answer, reject) => {
      this.look = { queries, answer, giveUp: () => reject(new ActsAlone()) }
      this.#pause()
    })
  }

  write(write: Write): void {
    this.writes.push(write)
  }

  readLast<Row>(query: Query, use: (rows: Row[]) => void): void {
    this.lasts.push({ query, use })
  }
}
