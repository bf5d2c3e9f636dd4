import type { SizeRecord } from './measure.ts'
import { rounded } from './percentiles.ts'

/** How much more one request costs where there is more of something. */
export interface Growth {
  readonly figure: string
  readonly from: string
  readonly to: string
  /** 1: as much as before; 2: twice as much. */
  readonly cost: number
}

const ofGroup = /^(?<what>.*), group of (?<members>[\d,]+)$/

/**
 * The cost of each figure with the most users against that with the fewest; with the most users also that of the largest
 * group against the smallest, and of the last page by cursor against the first.
 */
export function growthOf(sizes: readonly SizeRecord[]): Growth[] {
  const [first, last] = [sizes[0], sizes.at(-1)]
  if (!first || !last) return []
  const rates = new Map(last.figures.map(({ figure, server }) => [figure, server.perSecond]))
  const growth: Growth[] = []
  const compare = (figure: string, ends: { from: string; to: string }, before: number, after: number) => {
    if (before > 0 && after > 0) growth.push({ figure, ...ends, cost: rounded(before / after, 2) })
  }
  if (first !== last) {
    const ends = { from: usersText(first), to: usersText(last) }
    for (const { figure, server } of first.figures) {
      compare(figure, ends, server.perSecond, rates.get(figure) ?? 0)
    }
  }
  const smallest = new Map<string, { members: string; rate: number }>()
  for (const [figure, rate] of rates) {
    const { what, members } = ofGroup.exec(figure)?.groups ?? {}
    if (what === undefined || members === undefined) continue
    const known = smallest.get(what)
    if (known) compare(what, { from: `group of ${known.members}`, to: `of ${members}` }, known.rate, rate)
    else smallest.set(what, { members, rate })
  }
  const page = 'GET page of 100 by cursor'
  const ends = { from: 'first', to: `last of ${usersText(last)}` }
  compare(page, ends, rates.get(`${page}, first`) ?? 0, rates.get(`${page}, last`) ?? 0)
  return growth
}

const usersText = ({ users }: SizeRecord) => `${users.toLocaleString('en')} users`
