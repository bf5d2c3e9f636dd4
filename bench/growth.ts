import type { Measured } from './load.ts'
import type { SizeRecord } from './measure.ts'
import { rounded } from './percentiles.ts'
import { grouped } from './report-table.ts'

/** How much more one request costs where there is more of something. 1: as much as before; 2: twice as much. */
export interface Growth {
  readonly figure: string
  readonly from: string
  readonly to: string
  /** By the rates; on a machine that is not quiet it says little. */
  readonly time: number
  readonly cpu?: number
}

const ofGroup = /^(?<what>.*), group of (?<members>[\d,]+)$/
const cursorPage = 'GET page of 100 by cursor'

/**
 * The cost of each figure with the most users against that with the fewest; with the most users also that of the larger
 * groups against the smallest, and of the last page by cursor against the first.
 */
export function growthOf(sizes: readonly SizeRecord[]): Growth[] {
  const [first, last] = [sizes[0], sizes.at(-1)]
  if (!first || !last) return []
  const grown = new Map(last.figures.map(({ figure, server }) => [figure, server]))
  const growth: Growth[] = []
  const note = (figure: string, from: string, to: string, before?: Measured, after?: Measured) => {
    if (before?.perSecond && after?.perSecond) growth.push({ figure, from, to, ...costs(before, after) })
  }
  if (first !== last) {
    for (const { figure, server } of first.figures) {
      note(figure, usersText(first), usersText(last), server, grown.get(figure))
    }
  }
  const smallest = new Map<string, { members: string; server: Measured }>()
  for (const [figure, server] of grown) {
    const { what, members } = ofGroup.exec(figure)?.groups ?? {}
    if (what === undefined || members === undefined) continue
    const known = smallest.get(what)
    if (known) note(what, `group of ${known.members}`, `of ${members}`, known.server, server)
    else smallest.set(what, { members, server })
  }
  const [head, tail] = [grown.get(`${cursorPage}, first`), grown.get(`${cursorPage}, last`)]
  note(cursorPage, 'first', `last of ${usersText(last)}`, head, tail)
  return growth
}

function costs(before: Measured, after: Measured): { time: number; cpu?: number } {
  const time = rounded(before.perSecond / after.perSecond, 2)
  return before.cpuMs && after.cpuMs ? { time, cpu: rounded(after.cpuMs / before.cpuMs, 2) } : { time }
}

const usersText = ({ users }: SizeRecord) => `${grouped(users)} users`
