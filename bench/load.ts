import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, type Connection, isSuccess } from './connection.ts'
import { type Latency, latencyOf, mean, rounded } from './percentiles.ts'
import type { Subject } from './subject.ts'

/** One request of a figure; `n` counts the requests. */
export type Step = (connection: Connection, n: number) => Promise<Answer>

export interface Measured extends Latency {
  /** Answers with a status of 200 to 299 per second; others count as failed. */
  readonly perSecond: number
  readonly answered: number
  /** How often each other status or error came. */
  readonly failed: { readonly [statusOrError: string]: number }
  /** Acknowledged writes that were not there afterwards, where that was counted. */
  readonly lost?: number
  /** What the server and its database computed for one request, in milliseconds of one core. */
  readonly cpuMs?: number
}

/**
 * Before the clock starts: connections open, statements are prepared and code is compiled, which V8 does step by step over some
 * thousands of calls. Who is measured after a quarter of a second is measured half compiled, and the smaller his program the less it shows.
 */
const warmUpShare = 1
const warmUpMaxSeconds = 3

/** Counts the answers of one figure and how long they took. */
export class Tally {
  readonly #begin = performance.now()
  readonly #timesMs: number[] = []
  readonly #failed: { [statusOrError: string]: number } = {}

  /** @param startedMs when the request should have begun */
  async note(request: Promise<Answer>, startedMs = performance.now()): Promise<void> {
    try {
      const answer = await request
      if (isSuccess(answer)) this.#timesMs.push(performance.now() - startedMs)
      else this.#fail(String(answer.status))
    } catch (error) {
      this.#fail((error as { code?: string }).code ?? (error as Error).message)
    }
  }

  #fail(reason: string): void {
    this.#failed[reason] = (this.#failed[reason] ?? 0) + 1
  }

  get answered(): number {
    return this.#timesMs.length
  }

  /** The rate is that of all answers since the tally was made. */
  measured(): Measured {
    return this.#with((this.answered * 1000) / (performance.now() - this.#begin))
  }

  /** The rate is what one connection would do of this request alone. */
  measuredAlone(): Measured {
    return this.#with(this.answered === 0 ? 0 : 1000 / mean(this.#timesMs))
  }

  #with(perSecond: number): Measured {
    const [answered, failed] = [this.answered, this.#failed]
    return { perSecond: rounded(perSecond, 1), answered, failed, ...latencyOf(this.#timesMs) }
  }
}

/** Begins to count; @returns what one of so many requests has cost since, when the system says. */
function meter(subject: Subject): (requests: number) => { cpuMs?: number } {
  const before = subject.cpuMs()
  return (requests) => {
    const after = subject.cpuMs()
    if (before === undefined || after === undefined || requests === 0) return {}
    return { cpuMs: rounded((after - before) / requests, 3) }
  }
}

/** As much as the server can do: each connection sends its next request when the last is answered. */
export async function atFullRate(subject: Subject, seconds: number, step: Step): Promise<Measured> {
  let n = 0
  const run = async (forSeconds: number) => {
    const cost = meter(subject)
    const tally = new Tally()
    const end = performance.now() + forSeconds * 1000
    const keepOn = async (connection: Connection) => {
      while (performance.now() < end) await tally.note(step(connection, n++))
    }
    await Promise.all(subject.connections.map(keepOn))
    return { ...tally.measured(), ...cost(tally.answered) }
  }
  await run(Math.min(seconds * warmUpShare, warmUpMaxSeconds))
  return run(seconds)
}

interface Arrivals {
  readonly seconds: number
  /** In the mean. */
  readonly perSecond: number
}

/** The slowest hundredth of a second and a half is seven calls, and so one moment: it is measured for longer. */
const tailShare = 4

/**
 * Requests arrive at random moments at a mean rate, whether or not earlier ones are answered, as those of many clients
 * do. A request's time begins when it should have been sent, so that waiting for a free connection counts.
 */
export async function atRate(
  subject: Subject,
  { seconds, perSecond }: Arrivals,
  step: Step,
): Promise<Measured> {
  await arriving(subject, { seconds: Math.min(seconds * warmUpShare, warmUpMaxSeconds), perSecond }, step)
  return arriving(subject, { seconds: seconds * tailShare, perSecond }, step)
}

async function arriving(subject: Subject, { seconds, perSecond }: Arrivals, step: Step): Promise<Measured> {
  const tally = new Tally()
  const idle = [...subject.connections]
  const due: number[] = []
  const underway = new Set<Promise<void>>()
  let n = 0
  const dispatch = () => {
    while (idle.length > 0 && due.length > 0) {
      const connection = idle.pop() as Connection
      const call = tally.note(step(connection, n++), due.shift()).then(() => {
        underway.delete(call)
        idle.push(connection)
        dispatch()
      })
      underway.add(call)
    }
  }
  const begin = performance.now()
  const gapMs = () => (-Math.log(1 - Math.random()) * 1000) / perSecond
  for (let next = begin + gapMs(); next < begin + seconds * 1000; ) {
    for (; next <= performance.now(); next += gapMs()) due.push(next)
    dispatch()
    await pause(1)
  }
  while (underway.size > 0) await Promise.race(underway)
  return tally.measured()
}

/**
 * Several steps in turn over one connection: a later one undoes what an earlier one did, so that what they work on
 * keeps its size.
 * @returns a figure for each step; what they compute is told apart no more than the steps are, so all have the mean
 */
export async function inTurn(subject: Subject, seconds: number, steps: readonly Step[]): Promise<Measured[]> {
  const run = async (forSeconds: number): Promise<Measured[]> => {
    const cost = meter(subject)
    const turns = steps.map((step) => ({ step, tally: new Tally() }))
    const end = performance.now() + forSeconds * 1000
    for (let n = 0; n === 0 || performance.now() < end; n++) {
      for (const { step, tally } of turns) await tally.note(step(subject.first, n))
    }
    const { cpuMs } = cost(turns.reduce((sum, { tally }) => sum + tally.answered, 0))
    return turns.map(({ tally }) => ({ ...tally.measuredAlone(), ...(cpuMs !== undefined && { cpuMs }) }))
  }
  await run(Math.min(seconds * warmUpShare, warmUpMaxSeconds))
  return run(seconds)
}
