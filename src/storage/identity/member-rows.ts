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
const bigintLength = 8
/** From an end of a row to the first column of the next: what it is, how long, and how many columns it has. */
const headLength = 7
const columnsLength = 2

/** What statements select of members; columns behind these are empty. Of one group alone its id need not come. */
export const userMember = (group: string) =>
  `${group} as group_id, display, user_id as id, null::bigint as nested`
export const groupMember = (group: string) =>
  `${group} as group_id, display, inner_group_id as id, 0::bigint as nested`
const memberColumns = 4

const endOf = (bytes: Buffer, at: number, length: number) =>
  at + lengthLength + (bytes[at] === nullByte ? 0 : length)

/** Members of one group and one type whose rows lie behind one another. */
export class MemberRun {
  readonly bytes: Buffer
  readonly type: MemberRow['type']
  readonly #at: number
  /** From a row's first column to its `display`. */
  readonly #toDisplay: number
  /** From a member's id to the first column of the next row. */
  readonly #toNext: number
  #count = 0
  #displays = 0
  #lastIdAt = 0
  #nextAt: number

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes
    this.#at = at
    const displayAt = endOf(bytes, at, uuidLength)
    this.#toDisplay = displayAt - at
    const nestedAt = this.#idOf(at) + uuidLength
    this.type = bytes[nestedAt] === nullByte ? 'User' : 'Group'
    const empty = bytes.readUInt16BE(at - columnsLength) - memberColumns
    const end = endOf(bytes, nestedAt, bigintLength) + empty * lengthLength
    this.#toNext = end + headLength - nestedAt + uuidLength
    this.#nextAt = at
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

  /** @throws Error where the statement reads one group alone, and does not say which */
  get groupId(): string {
    if (this.#toDisplay === lengthLength)
      throw new Error('The statement does not say whose members these are.')
    return idAt(this.bytes, this.#at + lengthLength)
  }

  get lastId(): string {
    return idAt(this.bytes, this.#lastIdAt)
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
      const memberAt = displayAt + Math.max(0, displayLength) + lengthLength
      visit(memberAt, displayAt, displayLength)
      at = memberAt + this.#toNext
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

  /** Where the id of the member is whose row begins here. */
  #idOf(at: number): number {
    const displayAt = at + this.#toDisplay
    return displayAt + lengthLength + Math.max(0, this.bytes.readInt32BE(displayAt)) + lengthLength
  }

  /** The same type, and the same group where rows say theirs. */
  #isAlike(at: number): boolean {
    const { bytes } = this
    // Ids that are made one after the other differ at their ends.
    for (let n = this.#toDisplay - 1; n >= 0; n--) if (bytes[at + n] !== bytes[this.#at + n]) return false
    const isUser = bytes[this.#idOf(at) + uuidLength] === nullByte
    return isUser === (this.type === 'User')
  }

  #add(at: number): void {
    this.#count++
    if (this.bytes.readInt32BE(at + this.#toDisplay) !== nullLength) this.#displays++
    this.#lastIdAt = this.#idOf(at)
    this.#nextAt = this.#lastIdAt + this.#toNext
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
  const rowMax = headLength + memberColumns * lengthLength + uuidLength + bigintLength
  const bytes = Buffer.alloc(members.length * rowMax + displaysLength)
  const runs: MemberRun[] = []
  let at = 0
  const writeLength = (length: number) => {
    at = bytes.writeInt32BE(length, at)
  }
  for (const [n, { id, type }] of members.entries()) {
    const display = displays[n]
    at += headLength
    const rowAt = at
    bytes.writeUInt16BE(memberColumns, at - columnsLength)
    writeLength(nullLength)
    writeLength(display?.length ?? nullLength)
    if (display) at += display.copy(bytes, at)
    writeLength(uuidLength)
    at += bytes.write(id.replaceAll('-', ''), at, 'hex')
    writeLength(type === 'User' ? nullLength : bigintLength)
    if (type === 'Group') at += bigintLength
    const run = readMember(bytes, rowAt, runs.at(-1))
    if (run) runs.push(run)
  }
  return runs
}
