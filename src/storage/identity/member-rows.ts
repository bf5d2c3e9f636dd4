/**
 * Members of groups as they come in binary. A group of a thousand is no thousand objects: rows that lie behind one another in what a
 * connection heard are read where they lie, and who asks for texts has them made.
 */
import { idAt } from '../binary.ts'

/** A member as it is answered. */
export interface MemberRow {
  readonly id: string
  readonly type: 'User' | 'Group'
  /** As the identity provider wrote it; null when it wrote none. */
  readonly display: string | null
}

const nullLength = -1
/** The first byte of a length that says that there is no value. */
const nullByte = 0xff
const lengthLength = 4
const uuidLength = 16
const idColumn = lengthLength + uuidLength
/** From an end of a row to the first column of the next: what it is, how long, and how many columns it has. */
const headLength = 7

/** What statements select of members. A user has no second id and a nested group no first; of one group alone its id need not come. */
export const userMember = (group: string) =>
  `${group} as group_id, user_id, null::uuid as inner_group_id, display`
export const groupMember = (group: string) =>
  `${group} as group_id, null::uuid as user_id, inner_group_id, display`

const columnLength = (bytes: Buffer, at: number) => (bytes[at] === nullByte ? lengthLength : idColumn)

/** Where the row that begins here has its member's id: behind that of its group, and a group's behind one that is not there. */
function memberAt(bytes: Buffer, at: number): number {
  const userAt = at + columnLength(bytes, at)
  return userAt + lengthLength + (bytes[userAt] === nullByte ? lengthLength : 0)
}

/** Members of one group and one type whose rows lie behind one another. */
export class MemberRun {
  readonly bytes: Buffer
  readonly type: MemberRow['type']
  readonly #at: number
  /** From a row's first column to the member's id, and to the `display`. */
  readonly #toId: number
  readonly #toDisplay: number
  #count = 0
  #displays = 0
  #lastAt = 0
  #nextAt: number

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes
    this.#at = at
    this.#nextAt = at
    const userAt = at + columnLength(bytes, at)
    this.type = bytes[userAt] === nullByte ? 'Group' : 'User'
    this.#toId = memberAt(bytes, at) - at
    // One of the two ids is there.
    this.#toDisplay = userAt - at + lengthLength + idColumn
    this.#add(at)
  }

  get count(): number {
    return this.#count
  }

  /** How many of them have a `display`. */
  get displays(): number {
    return this.#displays
  }

  /** How many bytes they take here, those of each `display` among them. */
  get length(): number {
    return this.#nextAt - this.#at
  }

  /** Where the statement says it. */
  get groupId(): string {
    return idAt(this.bytes, this.#at + lengthLength)
  }

  get lastId(): string {
    return idAt(this.bytes, this.#lastAt + this.#toId)
  }

  /** Takes in a row that lies behind these and goes on with them. */
  take(bytes: Buffer, at: number): boolean {
    const goesOn = bytes === this.bytes && at === this.#nextAt && this.#isAlike(at)
    if (goesOn) this.#add(at)
    return goesOn
  }

  /** @param visit gets where each id begins, where its `display` does, and how long that is: less than nothing where there is none */
  each(visit: (idAt: number, displayAt: number, displayLength: number) => void): void {
    const { bytes } = this
    let at = this.#at
    for (let n = 0; n < this.#count; n++) {
      const displayAt = at + this.#toDisplay + lengthLength
      const displayLength = bytes.readInt32BE(displayAt - lengthLength)
      visit(at + this.#toId, displayAt, displayLength)
      at = displayAt + Math.max(0, displayLength) + headLength
    }
  }

  rows(): MemberRow[] {
    const { bytes, type } = this
    const rows: MemberRow[] = []
    this.each((at, displayAt, length) => {
      const display = length < 0 ? null : bytes.toString('utf8', displayAt, displayAt + length)
      rows.push({ id: idAt(bytes, at), type, display })
    })
    return rows
  }

  /** The same group, where rows say theirs, and the same type. */
  #isAlike(at: number): boolean {
    const { bytes } = this
    if (memberAt(bytes, at) - at !== this.#toId) return false
    const groupEnd = at + columnLength(bytes, at)
    // Ids that are made one after the other differ at their ends.
    for (let n = groupEnd - 1; n >= at; n--) if (bytes[n] !== bytes[n - at + this.#at]) return false
    return true
  }

  #add(at: number): void {
    const displayAt = at + this.#toDisplay
    const displayLength = this.bytes.readInt32BE(displayAt)
    this.#count++
    if (displayLength !== nullLength) this.#displays++
    this.#lastAt = at
    this.#nextAt = displayAt + lengthLength + Math.max(0, displayLength) + headLength
  }
}

/** Reads a member as statements with `userMember` and `groupMember` select it. */
export const readMember = (bytes: Buffer, at: number, last: unknown): MemberRun | undefined =>
  last instanceof MemberRun && last.take(bytes, at) ? undefined : new MemberRun(bytes, at)

/** How many members these are. */
export const countOf = (runs: readonly MemberRun[]): number => runs.reduce((sum, { count }) => sum + count, 0)

/** Members who are known as texts, as if they had been read. */
export function runsOf(members: readonly MemberRow[]): MemberRun[] {
  const displays = members.map(({ display }) => (display === null ? undefined : Buffer.from(display)))
  const displaysLength = displays.reduce((sum, display) => sum + (display?.length ?? 0), 0)
  const emptyRow = headLength + lengthLength + lengthLength + idColumn + lengthLength
  const bytes = Buffer.alloc(members.length * emptyRow + displaysLength)
  const runs: MemberRun[] = []
  let at = 0
  const writeLength = (length: number) => {
    at = bytes.writeInt32BE(length, at)
  }
  for (const [n, { id, type }] of members.entries()) {
    const display = displays[n]
    at += headLength
    const rowAt = at
    writeLength(nullLength)
    if (type === 'Group') writeLength(nullLength)
    writeLength(uuidLength)
    at += bytes.write(id.replaceAll('-', ''), at, 'hex')
    if (type === 'User') writeLength(nullLength)
    writeLength(display?.length ?? nullLength)
    if (display) at += display.copy(bytes, at)
    const run = readMember(bytes, rowAt, runs.at(-1))
    if (run) runs.push(run)
  }
  return runs
}
