/** Groups as they are answered, with their members. */
import type { GroupRow } from '../storage/identity/directory-groups.ts'
import type { MemberRun } from '../storage/identity/member-rows.ts'
import { JsonWriter } from './json-writer.ts'
import { MemberWriter } from './member-writer.ts'
import { partsAround } from './render.ts'
import { GROUP } from './schema/schemas.ts'
import type { Selection } from './schema/selection.ts'

const membersName = ',"members":'
const openList = 0x5b

/** Writes groups of one answer, each with the members that were read for it. */
export class GroupWriter {
  readonly #baseUrl: string
  readonly #selection: Selection
  readonly #members: MemberWriter

  constructor(baseUrl: string, selection: Selection) {
    this.#baseUrl = baseUrl
    this.#selection = selection
    this.#members = new MemberWriter(baseUrl, selection)
  }

  write(row: GroupRow, runs: readonly MemberRun[], into: JsonWriter): void {
    const [before, after] = this.#partsAround(row)
    into.text(before)
    const shown = runs.filter((run) => this.#members.shows(run))
    if (shown.length > 0) {
      into.text(membersName)
      const listAt = into.length
      for (const run of shown) this.#members.write(run, into)
      // A comma stands before each member; the first one's is where the list begins.
      into.bytes[listAt] = openList
      into.text(']')
    }
    into.text(after)
  }

  /** One group by itself. */
  whole(row: GroupRow, runs: readonly MemberRun[]): Buffer {
    const members = runs.reduce((sum, run) => sum + this.#members.lengthOf(run), 0)
    const whole = new JsonWriter(2 * row.resource.length + 1_000 + members)
    this.write(row, runs, whole)
    return whole.end()
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
