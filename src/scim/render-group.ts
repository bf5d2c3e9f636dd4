/** Groups as they are answered, with their members. */
import type { GroupRow } from '../storage/identity/directory-groups.ts'
import type { MemberRun } from '../storage/identity/member-rows.ts'
import { PageGroup } from '../storage/identity/page-rows.ts'
import { JsonWriter } from './json-writer.ts'
import { MemberWriter } from './member-writer.ts'
import { pageWriter, partsAround } from './render.ts'
import { GROUP } from './schema/schemas.ts'
import { apartFrom, type Selection } from './schema/selection.ts'

const membersName = ',"members":'
const openList = 0x5b
/** About what is around a group's attributes and members. */
const surroundingsLength = 700

/** Writes groups of one answer, each with the members that were read for it. */
export class GroupWriter {
  readonly #baseUrl: string
  /** Of all but the members. */
  readonly #selection: Selection
  readonly #members: MemberWriter
  readonly #writePage: ReturnType<typeof pageWriter>

  constructor(baseUrl: string, selection: Selection) {
    this.#baseUrl = baseUrl
    this.#selection = apartFrom(selection, 'members')
    this.#members = new MemberWriter(baseUrl, selection)
    this.#writePage = pageWriter(baseUrl, GROUP)
  }

  write(row: GroupRow, runs: readonly MemberRun[], into: JsonWriter): void {
    if (row instanceof PageGroup && this.#selection.kind === 'default') {
      this.#writePage(row, into, () => this.#writeMembers(runs, into))
      return
    }
    const [before, after] = this.#partsAround(row)
    into.text(before)
    this.#writeMembers(runs, into)
    into.text(after)
  }

  /** About how many bytes that is. */
  lengthOf(row: GroupRow, runs: readonly MemberRun[]): number {
    const own = row instanceof PageGroup ? row.resourceEnd - row.resourceAt : 2 * row.resource.length
    return runs.reduce((sum, run) => sum + this.#members.lengthOf(run), own + surroundingsLength)
  }

  /** One group by itself. */
  whole(row: GroupRow, runs: readonly MemberRun[]): Buffer {
    const whole = new JsonWriter(this.lengthOf(row, runs))
    this.write(row, runs, whole)
    return whole.end()
  }

  #writeMembers(runs: readonly MemberRun[], into: JsonWriter): void {
    const shown = runs.filter((run) => this.#members.shows(run))
    if (shown.length === 0) return
    into.text(membersName)
    const listAt = into.length
    for (const run of shown) this.#members.write(run, into)
    // A comma stands before each member; the first one's is where the list begins.
    into.bytes[listAt] = openList
    into.text(']')
  }

  /**
   * A group whose members are too many to hold, in pieces, with the members last.
   * @param pages the members as they are read
   */
  async *pieces(row: GroupRow, pages: AsyncIterable<readonly MemberRun[]>): AsyncIterable<Buffer> {
    const [before, after] = this.#partsAround(row)
    yield Buffer.from(`${before}${after.slice(0, -1)}${membersName}[`)
    let isFirst = true
    for await (const runs of pages) {
      for (const run of runs) {
        if (!this.#members.shows(run)) continue
        const piece = new JsonWriter(this.#members.lengthOf(run))
        this.#members.write(run, piece)
        const members = piece.end()
        yield isFirst ? members.subarray(1) : members
        isFirst = false
      }
    }
    yield Buffer.from(']}')
  }

  #partsAround(row: GroupRow) {
    return partsAround(row, this.#baseUrl, this.#selection, GROUP)
  }
}
