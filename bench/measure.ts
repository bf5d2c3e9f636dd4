import type { Figure } from './figure.ts'
import type { Measured } from './load.ts'
import { rounded } from './percentiles.ts'
import type { Subject } from './subject.ts'

/** The server in question, and what it is put beside. */
export interface Subjects {
  readonly server: Subject
  readonly oneRow: Subject
  readonly sameRows: Subject
  readonly peers: readonly Subject[]
}

/** One line of the table. */
export interface FigureRecord {
  readonly figure: string
  readonly server: Measured
  /** By the name of what it was put beside, measured right afterwards. */
  readonly others: { readonly [name: string]: Measured }
  /** The server's rate divided by the other's. */
  readonly ratios: { readonly [name: string]: number }
}

export interface SizeRecord {
  /** Users that were there before the first figure. */
  readonly users: number
  /** How fast the users before came to be over HTTP; undefined when none were missing. */
  readonly filledPerSecond: number | undefined
  readonly figures: readonly FigureRecord[]
  /** Why a peer has no figure, by the peer's name and the figure's. */
  readonly refused: readonly string[]
  /** By the name of the server, as far as its process is known. */
  readonly peakMb: { readonly [name: string]: number }
}

interface Work {
  readonly users: number
  readonly seconds: number
  readonly log: (line: string) => void
  /** Called when everybody is there: brings the databases to rest. */
  readonly settle: () => Promise<void>
}

/** Measures every figure with so many users: the server first, then at once what it is put beside. */
export async function measureSize(
  subjects: Subjects,
  figures: readonly Figure[],
  { users, seconds, log, settle }: Work,
): Promise<SizeRecord> {
  const { server, oneRow, sameRows } = subjects
  const peers = subjects.peers.filter((peer) => users <= peer.usersMax)
  const filledPerSecond = await fillRate(server, users)
  const others = [oneRow, sameRows, ...peers]
  // Each of these keeps one connection busy, which leaves a processor idle.
  await Promise.all(others.filter((other) => other.growsQuickly(users)).map((other) => other.grow(users)))
  for (const other of others) {
    log(`  filling ${other.name}`)
    await other.grow(users)
  }
  await settle()
  log('  measuring')
  const earlier = new Map<Subject, Map<string, Measured>>()
  const measure = async (figure: Figure, subject: Subject) => {
    const before = earlier.get(subject) ?? new Map()
    earlier.set(subject, before)
    const found = await figure.measure(subject, { users, seconds, earlier: before })
    for (const [n, measured] of found.entries()) before.set(figure.names[n], measured)
    return found
  }
  const refused: string[] = []
  const records: FigureRecord[] = []
  for (const figure of figures) {
    const found = await measure(figure, server)
    if (found.length === 0) continue
    const others = new Map<string, readonly Measured[]>()
    if (figure.kind !== 'alone') others.set(oneRow.name, await measure(figure, oneRow))
    if (figure.kind === 'write') others.set(sameRows.name, await measure(figure, sameRows))
    for (const peer of peers) {
      try {
        others.set(peer.name, await measure(figure, peer))
      } catch (error) {
        refused.push(`${peer.name}, ${figure.names[0]}: ${(error as Error).message.slice(0, 200)}`)
      }
    }
    for (const [n, measured] of found.entries()) {
      const record = recordOf(figure.names[n] as string, measured, n, others)
      records.push(record)
      log(`  ${record.figure}: ${measured.perSecond} per s ${JSON.stringify(record.ratios)}`)
    }
  }
  const memory = [server, oneRow, ...peers].map(({ name, memoryMb }) => [name, memoryMb?.peak])
  const peakMb = Object.fromEntries(memory.filter(([, peak]) => peak !== undefined))
  return { users, filledPerSecond, figures: records, refused, peakMb }
}

async function fillRate(server: Subject, users: number): Promise<number | undefined> {
  const missing = users - server.users
  if (missing <= 0) return undefined
  const begin = performance.now()
  await server.grow(users)
  if (server.growsQuickly(users)) return undefined
  return rounded((missing * 1000) / (performance.now() - begin), 1)
}

function recordOf(
  figure: string,
  server: Measured,
  n: number,
  found: ReadonlyMap<string, readonly Measured[]>,
): FigureRecord {
  const others: Record<string, Measured> = {}
  const ratios: Record<string, number> = {}
  for (const [name, measurements] of found) {
    const other = measurements[n]
    if (!other) continue
    others[name] = other
    // Who loses writes is not faster or slower: he does something else.
    if (other.perSecond > 0 && !other.lost) ratios[name] = rounded(server.perSecond / other.perSecond, 3)
  }
  return { figure, server, others, ratios }
}
