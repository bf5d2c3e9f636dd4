/** Members as they are answered, written from the bytes in which they came. */
import { idLength, writeId } from '../storage/binary.ts'
import type { MemberRow, MemberRun } from '../storage/identity/member-rows.ts'
import type { JsonWriter } from './json-writer.ts'
import { locationOf } from './render.ts'
import { GROUP, USER } from './schema/schemas.ts'
import { type Selection, select } from './schema/selection.ts'

/** Sub-attributes in the order in which they are answered. */
const subAttributes = ['value', '$ref', 'display', 'type'] as const
type SubAttribute = (typeof subAttributes)[number]

/** What surrounds the ids and the `display` of members of one type. A comma comes before each. */
interface Shape {
  readonly head: Buffer
  readonly tail: Buffer
  /** Without a `display`; empty where there is nothing else to show. */
  readonly whole: Buffer
  /** Where ids stand in `head`, and so in `whole`. */
  readonly idsAt: readonly number[]
}

const noId = ' '.repeat(idLength)

/** In bytes: a base URL may have letters that take several. */
function placesIn(head: Buffer): number[] {
  const places: number[] = []
  for (let at = head.indexOf(noId); at >= 0; at = head.indexOf(noId, at + idLength)) places.push(at)
  return places
}

function shapeOf(type: MemberRow['type'], shown: ReadonlySet<SubAttribute>, baseUrl: string): Shape {
  const texts = {
    value: `"value":"${noId}"`,
    $ref: `"$ref":"${locationOf(baseUrl, type === 'User' ? USER : GROUP, noId)}"`,
    type: `"type":"${type}"`,
  }
  const ids = [...(shown.has('value') ? [texts.value] : []), ...(shown.has('$ref') ? [texts.$ref] : [])]
  const ends = shown.has('type') ? [texts.type] : []
  const head = `,{${[...ids, '"display":'].join(',')}`
  const whole = [...ids, ...ends].join(',')
  return {
    head: Buffer.from(head),
    tail: Buffer.from(`${['', ...ends].join(',')}}`),
    whole: Buffer.from(whole && `,{${whole}}`),
    idsAt: placesIn(Buffer.from(head)),
  }
}

/** Which sub-attributes of members are shown. */
function shownBy(selection: Selection): ReadonlySet<SubAttribute> {
  const member = Object.fromEntries(subAttributes.map((name) => [name, '']))
  const { members } = select({ members: [member] }, selection, GROUP)
  const [shown = {}] = (members ?? []) as [object?]
  return new Set(subAttributes.filter((name) => Object.hasOwn(shown, name)))
}

/** Writes members of groups, each with a comma before it. */
export class MemberWriter {
  readonly #shapes: { readonly [type in MemberRow['type']]: Shape }
  readonly #showsDisplay: boolean

  constructor(baseUrl: string, selection: Selection) {
    const shown = shownBy(selection)
    this.#shapes = { User: shapeOf('User', shown, baseUrl), Group: shapeOf('Group', shown, baseUrl) }
    this.#showsDisplay = shown.has('display')
  }

  /** Whether any of these has something to show. */
  shows(run: MemberRun): boolean {
    return this.#shapes[run.type].whole.length > 0 || (this.#showsDisplay && run.displays > 0)
  }

  /** About how many bytes it writes. */
  lengthOf(run: MemberRun): number {
    const { head, tail } = this.#shapes[run.type]
    return run.count * (head.length + tail.length) + (this.#showsDisplay ? run.length : 0)
  }

  write(run: MemberRun, into: JsonWriter): void {
    if (!this.#showsDisplay || run.displays === 0) this.#writeAlike(run, into)
    else this.#writeEach(run, into)
  }

  /** All are as long as the first: they are written as one, and get their ids afterwards. */
  #writeAlike(run: MemberRun, into: JsonWriter): void {
    const { whole, idsAt } = this.#shapes[run.type]
    if (whole.length === 0) return
    let at = into.repeat(whole, run.count)
    const { bytes } = into
    const { bytes: source } = run
    // Counted: an iterator for each member takes as long as all else here.
    run.each((idAt) => {
      for (let n = 0; n < idsAt.length; n++) writeId(source, idAt, bytes, at + (idsAt[n] as number))
      at += whole.length
    })
  }

  #writeEach(run: MemberRun, into: JsonWriter): void {
    const { head, tail, whole, idsAt } = this.#shapes[run.type]
    const { bytes: source } = run
    run.each((idAt, displayAt, displayLength) => {
      if (displayLength < 0 && whole.length === 0) return
      const at = into.copy(displayLength < 0 ? whole : head)
      for (let n = 0; n < idsAt.length; n++) writeId(source, idAt, into.bytes, at + (idsAt[n] as number))
      if (displayLength < 0) return
      into.quoted(source, displayAt, displayAt + displayLength)
      into.copy(tail)
    })
  }
}
