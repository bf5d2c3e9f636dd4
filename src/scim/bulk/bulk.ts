import type { Json } from '../../model/identity/resource-filter.ts'
import { refused, type ScimAnswer, type ScimCall } from '../call.ts'
import { invalidValue, quoted, ScimError } from '../errors.ts'
import { describeBulk } from './bulk-effect.ts'
import { planBulk } from './bulk-plan.ts'
import {
  bulkIdIn,
  idsNamedIn,
  onlyWithIds,
  type Postponed,
  targetOf,
  withIds,
  withoutReferences,
} from './bulk-references.ts'
import { type BulkOperation, type BulkRequest, readBulk } from './bulk-request.ts'

const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse'
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** Most names of repairs that one exchange records. */
const REPAIRS_MAX = 100

/**
 * `POST /Bulk` (RFC 7644 3.7): each operation is performed as a call of its own would be, in its own transaction, one after the
 * other. The answer tells of every operation that had its turn, in the order of the request; resources are left out of it
 * (3.7 allows that), so that its size depends on the number of operations only.
 */
export async function bulk(call: ScimCall): Promise<ScimAnswer> {
  const request = readBulk(call.takeBody())
  const run = new BulkRun(call, request)
  await run.perform()
  for (const repair of [...request.repairs, ...run.repairs].slice(0, REPAIRS_MAX)) call.repairs.push(repair)
  const { operations } = request
  return {
    status: 200,
    body: JSON.stringify({
      schemas: [BULK_RESPONSE],
      Operations: operations.flatMap((operation, index) => {
        const answer = run.answers[index]
        return answer ? [renderAnswer(call, operation, answer)] : []
      }),
    }),
    effect: describeBulk(operations, run.answers),
  }
}

function renderAnswer({ baseUrl }: ScimCall, operation: BulkOperation, answer: ScimAnswer) {
  const { method, bulkId, path } = operation
  const hasFailed = answer.status >= 400
  // Of a failed operation the place is that of its target; a failed POST has none (RFC 7644 3.7.3).
  const asked = method === 'POST' ? undefined : baseUrl + encodeURI(path.toWellFormed())
  return {
    method,
    bulkId,
    version: answer.etag,
    location: answer.location ?? asked,
    status: String(answer.status),
    ...(hasFailed && typeof answer.body === 'string' && { response: JSON.parse(answer.body) }),
  }
}

/** One bulk request on its way through its plan. */
class BulkRun {
  /** By the operation's place in the request; empty for those that had no turn. */
  readonly answers: (ScimAnswer | undefined)[]
  readonly repairs = new Set<string>()
  readonly #call: ScimCall
  readonly #request: BulkRequest
  /** What each operation names, its path included. */
  readonly #names: readonly ReadonlySet<string>[]
  readonly #declared: ReadonlySet<string>
  /** Ids of the resources that were created, by bulkId. */
  readonly #ids = new Map<string, string>()
  readonly #postponed = new Map<number, Postponed[]>()
  #errors = 0

  constructor(call: ScimCall, request: BulkRequest) {
    this.#call = call
    this.#request = request
    this.answers = request.operations.map(() => undefined)
    this.#names = request.operations.map(idsNamedIn)
    this.#declared = new Set(
      request.operations.flatMap(({ method, bulkId }) => (method === 'POST' && bulkId ? [bulkId] : [])),
    )
  }

  async perform(): Promise<void> {
    const { operations, failOnErrors } = this.#request
    for (const step of planBulk(this.#planned(), bulkIdIn)) {
      const operation = operations[step.index]
      if (!operation) continue
      if (step.kind === 'complete') await this.#complete(step.index, operation)
      else if (this.#errors < failOnErrors) {
        const answer = await this.#performOne(step.index, operation, step.without)
        this.#note(step.index, answer)
      }
    }
  }

  #planned() {
    return this.#request.operations.map((operation, index) => ({
      creates: operation.method === 'POST' ? operation.bulkId : undefined,
      target: operation.method === 'POST' ? undefined : targetOf(operation).id,
      deletes: operation.method === 'DELETE',
      names: this.#names[index] ?? new Set<string>(),
    }))
  }

  #note(index: number, answer: ScimAnswer): void {
    const hasFailed = answer.status >= 400
    // A thousand resources need not stay in memory for an answer that does not show them.
    const { body: _body, ...rest } = answer
    this.answers[index] = hasFailed ? answer : rest
    if (hasFailed) this.#errors++
  }

  async #performOne(
    index: number,
    operation: BulkOperation,
    without: ReadonlySet<string>,
  ): Promise<ScimAnswer> {
    const refusal = this.#refuseReferences(index, operation, without)
    if (refusal) return refused(refusal)
    const { operation: possible, postponed } = withoutReferences(operation, without)
    if (postponed.length > 0) this.#postponed.set(index, postponed)
    const { method, path, data, version } = withIds(possible, this.#ids)
    const answer = await this.#operate({
      method,
      path,
      body: data,
      ifMatch: method === 'POST' ? undefined : version,
    })
    const { bulkId } = operation
    if (method === 'POST' && bulkId !== undefined && answer.status < 400 && answer.location !== undefined)
      this.#ids.set(bulkId, answer.location.slice(answer.location.lastIndexOf('/') + 1))
    return answer
  }

  /** A reference to what nobody creates is wrong (400); one to what could not be created is a conflict (409). */
  #refuseReferences(
    index: number,
    operation: BulkOperation,
    without: ReadonlySet<string>,
  ): ScimError | undefined {
    for (const id of [targetOf(operation).id ?? '', ...(this.#names[index] ?? [])]) {
      const bulkId = bulkIdIn(id)
      if (bulkId === undefined || this.#ids.has(bulkId) || without.has(bulkId)) continue
      return this.#declared.has(bulkId)
        ? new ScimError(
            409,
            `The resource with the bulkId ${quoted(bulkId)}, which this operation refers to, was not created.`,
          )
        : invalidValue('bulkId', `${quoted(bulkId)} is that of no POST in this request`)
    }
    return undefined
  }

  /**
   * Adds what was left out at the creation. What still cannot be added makes the operation a conflict (RFC 7644 3.7.1), whose
   * `location` says that the resource is there all the same.
   */
  async #complete(index: number, operation: BulkOperation): Promise<void> {
    const postponed = this.#postponed.get(index) ?? []
    const created = this.answers[index]
    if (!created?.location || created.status >= 400 || postponed.length === 0) return
    const additions: { op: string; path: string; value: Json }[] = []
    let isWhole = true
    for (const { path, value } of postponed) {
      const known = onlyWithIds(value, this.#ids)
      if (known !== undefined) additions.push({ op: 'add', path, value: known })
      if (known === undefined || (Array.isArray(value) && value.length !== (known as Json[]).length))
        isWhole = false
    }
    const { endpoint } = targetOf(operation)
    const path = `${endpoint}/${this.#ids.get(operation.bulkId ?? '')}`
    const body = { schemas: [PATCH_OP], Operations: additions }
    const answer = additions.length === 0 ? undefined : await this.#operate({ method: 'PATCH', path, body })
    const isAdded = answer === undefined || answer.status < 400
    const etag = answer?.etag ?? created.etag
    if (isWhole && isAdded) {
      this.answers[index] = { ...created, ...(etag !== undefined && { etag }) }
      return
    }
    const conflict = new ScimError(
      409,
      'The resource was created, but without all its references to others of this request: see its location, and add them.',
    )
    this.#note(index, {
      ...refused(conflict),
      location: created.location,
      ...(etag !== undefined && { etag }),
    })
  }

  async #operate(operation: Parameters<ScimCall['operate']>[0]): Promise<ScimAnswer> {
    const { answer, repairs } = await this.#call.operate(operation)
    for (const repair of repairs) if (this.repairs.size < REPAIRS_MAX) this.repairs.add(repair)
    return answer
  }
}
