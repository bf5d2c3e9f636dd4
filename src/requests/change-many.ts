// One change of many requests: each by itself, so that one that is refused keeps no other.
import type { Person } from '../model/desk/request.ts'
import { DoorwardError, FieldErrors } from '../model/errors.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { changeAsAgent, type RequestWish } from './change.ts'

const atOnce = 4

export interface ChangeOutcome {
  readonly requestId: string
  /** `same`: it was so already. `gone`: there is none of this id. */
  readonly outcome: 'changed' | 'same' | 'gone' | 'refused'
  /** Why it was refused. */
  readonly detail: string | null
}

/** @throws DoorwardError 'invalid' naming the field, where what is wished fits no request */
export async function changeMany(
  database: Database,
  siteId: number,
  requestIds: readonly string[],
  agent: Person,
  wish: RequestWish,
  context: AuditContext,
): Promise<ChangeOutcome[]> {
  if (Object.values(wish).every((value) => value === undefined))
    throw new FieldErrors([{ field: 'body', rule: 'nothing', detail: 'must say what is to change.' }])
  const ids = [...new Set(requestIds)]
  const outcomes: ChangeOutcome[] = []
  for (let n = 0; n < ids.length; n += atOnce) {
    const some = ids.slice(n, n + atOnce)
    outcomes.push(
      ...(await Promise.all(
        some.map(async (requestId): Promise<ChangeOutcome> => {
          try {
            const isChanged = await changeAsAgent(database, siteId, requestId, agent, wish, context)
            return { requestId, outcome: isChanged ? 'changed' : 'same', detail: null }
          } catch (error) {
            return outcomeOf(requestId, error)
          }
        }),
      )),
    )
  }
  return outcomes
}

function outcomeOf(requestId: string, error: unknown): ChangeOutcome {
  if (!(error instanceof DoorwardError)) throw error
  if (error.code === 'not-found') return { requestId, outcome: 'gone', detail: null }
  // Two at once at one request: the others are changed all the same.
  if (error.code === 'conflict' && error.field === undefined)
    return { requestId, outcome: 'refused', detail: error.message }
  throw error
}
