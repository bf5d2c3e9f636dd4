/**
 * In which order the operations of a bulk request are performed (RFC 7644 3.7, "the client's intent is preserved"). In the
 * order of the request, except that an operation waits for what it refers to. Pure; knows nothing of what operations do.
 */

export interface PlannedOperation {
  /** The bulkId of a POST. */
  readonly creates?: string | undefined
  /** The id in the path of any other method, or the reference there. */
  readonly target?: string | undefined
  readonly deletes: boolean
  /** Ids that the operation names in its data, and references. */
  readonly names: ReadonlySet<string>
}

export type Step =
  /** Perform the operation, without its references to these bulkIds: they are part of a circle and come later. */
  | { readonly kind: 'perform'; readonly index: number; readonly without: ReadonlySet<string> }
  /** Add to the created resource what was left out; all it refers to has had its turn by now. */
  | { readonly kind: 'complete'; readonly index: number }

const nothing: ReadonlySet<string> = new Set()

/**
 * Plans all operations: each is performed once, after the POSTs that create what it refers to, and after the earlier ones
 * that touch the same resource. Only among POSTs can there be a circle; it is cut by performing one of them without its
 * references and completing it afterwards. Operations that change that resource wait for its completion.
 * @param bulkIdIn reads the reference in an id, if it is one
 */
export function planBulk(
  operations: readonly PlannedOperation[],
  bulkIdIn: (id: string) => string | undefined,
): Step[] {
  const creators = new Map<string, number>()
  for (const [index, { creates }] of operations.entries())
    if (creates !== undefined) creators.set(creates, index)
  const creatorOf = (id: string) => creators.get(bulkIdIn(id) ?? '')
  return new Planning(operations, waitingFor(operations, creatorOf), creatorOf).steps()
}

/** For each operation the indexes of those that must come before it. */
function waitingFor(
  operations: readonly PlannedOperation[],
  creatorOf: (id: string) => number | undefined,
): Set<number>[] {
  const lastOn = new Map<string, number>()
  const deletedBy = new Map<string, number>()
  const deleted = new Set(operations.flatMap(({ deletes, target }) => (deletes && target ? [target] : [])))
  const namedBy = new Map<string, number[]>()
  return operations.map(({ creates, target, deletes, names }, index) => {
    const before = new Set<number>()
    const after = (other: number | undefined) => other !== undefined && before.add(other)
    for (const id of names) after(creatorOf(id))
    if (target !== undefined) {
      after(creatorOf(target))
      after(lastOn.get(target))
      if (deletes) for (const other of namedBy.get(target) ?? []) before.add(other)
      lastOn.set(target, index)
    }
    for (const id of names) {
      if (!deleted.has(id)) continue
      // A creation waits for creations only, or circles could be such that none can be cut.
      if (creates === undefined) after(deletedBy.get(id))
      namedBy.set(id, [...(namedBy.get(id) ?? []), index])
    }
    if (deletes && target !== undefined) deletedBy.set(target, index)
    return before
  })
}

class Planning {
  readonly #operations: readonly PlannedOperation[]
  readonly #creatorOf: (id: string) => number | undefined
  /** What each operation still waits for. */
  readonly #waiting: Set<number>[]
  readonly #dependents: number[][]
  readonly #done = new Set<number>()
  /** Performed without all their references, and the creators that they wait for. */
  readonly #incomplete = new Map<number, Set<number>>()
  readonly #steps: Step[] = []

  constructor(
    operations: readonly PlannedOperation[],
    waiting: Set<number>[],
    creatorOf: (id: string) => number | undefined,
  ) {
    this.#operations = operations
    this.#waiting = waiting
    this.#creatorOf = creatorOf
    this.#dependents = operations.map(() => [])
    for (const [index, before] of waiting.entries())
      for (const other of before) this.#dependents[other]?.push(index)
  }

  steps(): Step[] {
    while (this.#done.size < this.#operations.length) {
      const next = this.#operations.findIndex((_, index) => this.#isReady(index))
      if (next >= 0) this.#perform(next, nothing)
      else this.#cut()
    }
    return this.#steps
  }

  #isReady(index: number): boolean {
    return !this.#done.has(index) && this.#waiting[index]?.size === 0
  }

  #perform(index: number, without: ReadonlySet<string>): void {
    this.#steps.push({ kind: 'perform', index, without })
    this.#done.add(index)
    this.#release(index, (dependent) => !this.#incomplete.has(index) || !this.#changes(dependent, index))
    for (const [incomplete, creators] of this.#incomplete) {
      creators.delete(index)
      if (creators.size > 0) continue
      this.#incomplete.delete(incomplete)
      this.#steps.push({ kind: 'complete', index: incomplete })
      this.#release(incomplete, () => true)
    }
  }

  #release(index: number, mayGo: (dependent: number) => boolean): void {
    for (const dependent of this.#dependents[index] ?? [])
      if (mayGo(dependent)) this.#waiting[dependent]?.delete(index)
  }

  /** Whether an operation is one on the resource that the other creates. */
  #changes(dependent: number, creator: number): boolean {
    const target = this.#operations[dependent]?.target
    return target !== undefined && this.#creatorOf(target) === creator
  }

  /**
   * Nothing can go on: there is a circle of POSTs, because whatever else is left waits for a POST or an earlier operation.
   * The first of the circle is performed without what it still waits for.
   */
  #cut(): void {
    const start = this.#operations.findIndex(
      ({ creates }, index) => creates !== undefined && !this.#done.has(index),
    )
    const seen = new Set<number>()
    let at = start
    while (!seen.has(at)) {
      seen.add(at)
      for (const next of this.#waiting[at] ?? []) {
        at = next
        break
      }
    }
    const walked = [...seen]
    const first = Math.min(...walked.slice(walked.indexOf(at)))
    const creators = new Set(this.#waiting[first])
    const without = new Set([...creators].map((index) => this.#operations[index]?.creates ?? ''))
    this.#waiting[first]?.clear()
    this.#incomplete.set(first, creators)
    this.#perform(first, without)
  }
}
