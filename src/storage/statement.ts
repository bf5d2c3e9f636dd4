import { createHash } from 'node:crypto'

/**
 * One SQL statement of this folder with its values. A name makes it a prepared statement on every connection; an empty
 * name has it planned anew for its values, which range conditions need (a generic plan walks the primary key).
 */
export interface Query {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
  /**
   * A reading that is bounded whatever is stored, and takes well under a millisecond, or a few and says its `weight`: it may share a
   * round trip with other calls'.
   */
  readonly isBrief?: boolean
  /** As how many readings of a tenth of a millisecond and a few kilobytes it counts there; as one unless it says so. */
  readonly weight?: number
  /**
   * SQL types of the last values. Several that differ in these alone may be sent as one statement (`keyed.ts`): each finds its few
   * rows by an index. A write changes the one row that the first of these names.
   */
  readonly keys?: readonly string[]
  /**
   * PostgreSQL sends the rows in binary, and this reads one, from where its first column begins: the length, and then the value. What
   * it answers may hold on to the bytes. Where `last`, which it answered last, takes the row in, it answers nothing.
   */
  readonly readRow?: (bytes: Buffer, at: number, last: unknown) => unknown
  /**
   * It sets what the statements behind it see, and with that their role. PostgreSQL plans a statement for one role, and anew for
   * another: each role has it prepared for itself.
   */
  readonly becomes?: 'site' | 'directory'
  /** The table a write changes; two writes to one table are never merged into one statement unless both only insert. */
  readonly table?: string
}

/** What is counted once it is committed, and as what. Never whose it is: the kinds of labels are few and fixed. */
export type Tally =
  | { readonly of: 'change'; readonly action: string; readonly by: string }
  | { readonly of: 'sign-in'; readonly method: string; readonly outcome: string }
  | { readonly of: 'mail-out'; readonly outcome: string }
  | { readonly of: 'mail-in'; readonly outcome: string }
  | {
      readonly of: 'projection'
      readonly effects: readonly string[]
      /** Something is left for when the directory grants again. */
      readonly waits?: boolean
      /** How many members. */
      readonly joined?: number
      readonly left?: number
    }

/** A write: an INSERT, UPDATE or DELETE without a WITH of its own, so that several can travel as one statement. */
export interface Write extends Query {
  readonly table: string
  /** It has a WITH of its own, or must see what the writes before it did: it travels as a statement of its own. */
  readonly alone?: boolean
  /** It inserts one row, and ends with its VALUES: rows of several works go into their table together. */
  readonly isRow?: boolean
  /** Of those of this name that also say the same here, one is enough for a transaction. */
  readonly once?: string
  /** For the figures of whoever runs the server. */
  readonly tallies?: readonly Tally[]
}

/** A transaction with many writes of one kind shall not make a statement of its own for every number of them. */
const partsMax = 16

const merged = new Map<string, { name: string; text: string }>()
const isInsert = (write: Write) => write.text.trimStart().toLowerCase().startsWith('insert')

/** Without what another says already. */
export function onceEach(writes: readonly Write[]): readonly Write[] {
  const said = new Set<string>()
  return writes.filter(({ name, once }) => {
    if (once === undefined) return true
    const isNew = !said.has(`${name} ${once}`)
    said.add(`${name} ${once}`)
    return isNew
  })
}

/**
 * Merges the writes of a transaction into as few statements as their meaning allows: `with w0 as (insert …), w1 as
 * (update …) select 1`. Measured, one statement of seven inserts costs little more than half of seven statements.
 * The parts of one statement see the same snapshot and run in no order, so a second write to a table opens the next
 * statement, except when both only insert (different rows, then).
 */
export function mergeWrites(writes: readonly Write[]): Query[] {
  const groups: Write[][] = []
  let tables = new Map<string, boolean>()
  for (const write of onceEach(writes)) {
    const seen = tables.get(write.table)
    const last = groups.at(-1)
    const fits = seen === undefined || (seen && isInsert(write))
    const hasRoom = last && last.length < partsMax && !last.at(-1)?.alone
    if (hasRoom && fits && !write.alone) last.push(write)
    else {
      groups.push([write])
      tables = new Map()
    }
    tables.set(write.table, isInsert(write))
  }
  return groups.map((group) => (group.length === 1 ? (group[0] as Write) : mergeGroup(group)))
}

function mergeGroup(group: readonly Write[]): Query {
  // What has no name cannot be known again by it: two of them are seldom the same.
  if (group.some((write) => write.name === ''))
    return { name: '', text: mergedText(group), values: group.flatMap((write) => write.values) }
  const key = group.map((write) => write.name).join('+')
  let statement = merged.get(key)
  if (!statement) {
    statement = { name: `m_${createHash('sha1').update(key).digest('base64url')}`, text: mergedText(group) }
    merged.set(key, statement)
  }
  return { ...statement, values: group.flatMap((write) => write.values) }
}

function mergedText(group: readonly Write[]): string {
  let shift = 0
  const parts = group.map((write, n) => {
    const text = write.text.replace(/\$(\d+)/g, (_, digits) => `$${Number(digits) + shift}`)
    shift += write.values.length
    return `w${n} as (${text})`
  })
  return `with ${parts.join(', ')} select 1`
}
