// Many cases decided in one act: each by itself, as if somebody had gone through them one by one.
import { DoorwardError } from '../../model/errors.ts'
import type { CaseEffect, CaseKind } from '../../model/identity/case.ts'
import { lowestId } from '../../model/ids.ts'
import type { AuditContext } from '../../storage/audit.ts'
import type { Database } from '../../storage/database.ts'
import { decidedSince, type OpenCase, openCasesOf } from '../../storage/identity/cases.ts'
import type { Query } from '../../storage/statement.ts'
import { decide, previewDecision, requireDecision, undoDecision } from './decide.ts'

/** Which open cases are meant, and what becomes of them. */
export interface ManyCases {
  readonly kind: CaseKind
  /** Undefined: of every directory. */
  readonly directoryId: number | undefined
  readonly decision: string
}

export interface Gone {
  readonly done: number
  /** Whose case somebody else decided, or that changed meanwhile. */
  readonly skipped: number
  /** Behind which case to go on; undefined when there is none left. */
  readonly next: string | undefined
}

const batch = 100

/**
 * Goes through cases in the order of their ids, each in a transaction of its own.
 * @param next one step of cases behind an id
 * @param maxMs after this it stops behind a case
 */
export async function throughCases(
  database: Database,
  siteId: number,
  next: (after: string, limit: number) => Query,
  act: (caseId: string) => Promise<void>,
  { after = lowestId, maxMs = Number.POSITIVE_INFINITY }: { after?: string | undefined; maxMs?: number },
): Promise<Gone> {
  const end = Date.now() + maxMs
  let [done, skipped] = [0, 0]
  for (let last = after; ; ) {
    const [rows = []] = await database.readInSite(siteId, [next(last, batch)])
    for (const { caseId } of rows as { caseId: string }[]) {
      if (Date.now() >= end) return { done, skipped, next: last }
      try {
        await act(caseId)
        done++
      } catch (error) {
        if (!(error instanceof DoorwardError) || error.code !== 'conflict') throw error
        skipped++
      }
      last = caseId
    }
    if (rows.length < batch) return { done, skipped, next: undefined }
  }
}

export interface ManyPreview {
  /** At most `countedMax`. */
  readonly cases: number
  readonly hasMore: boolean
  /** The first of them, each with what the decision would do there. */
  readonly first: readonly (OpenCase & {
    readonly effects: readonly CaseEffect[]
    readonly refusal?: string
  })[]
}

const countedMax = 10_000
const shownMax = 10

/** What deciding them would do. It writes nothing. @throws DoorwardError 'conflict', field `decision`, for one that the kind does not know */
export async function previewMany(
  database: Database,
  siteId: number,
  { kind, directoryId, decision }: ManyCases,
): Promise<ManyPreview> {
  requireDecision(kind, decision)
  const [rows = []] = await database.readInSite(siteId, [
    openCasesOf(siteId, { kind, directoryId }, lowestId, countedMax + 1),
  ])
  const found = rows as OpenCase[]
  const first = []
  for (const one of found.slice(0, shownMax)) {
    try {
      first.push({ ...one, effects: await previewDecision(database, siteId, one.caseId, decision) })
    } catch (error) {
      if (!(error instanceof DoorwardError) || error.code !== 'conflict') throw error
      first.push({ ...one, effects: [], refusal: error.message })
    }
  }
  return { cases: Math.min(found.length, countedMax), hasMore: found.length > countedMax, first }
}

/**
 * Decides every open case of a kind, or of a kind and a directory. Each can be taken back for seven days, and all of them at once.
 * @param after where an earlier call stopped
 * @param maxMs after this it stops, and says where to go on
 */
export function decideMany(
  database: Database,
  siteId: number,
  { kind, directoryId, decision }: ManyCases,
  context: AuditContext,
  how: { after?: string | undefined; maxMs?: number } = {},
): Promise<Gone> {
  requireDecision(kind, decision)
  const next = (after: string, limit: number) => openCasesOf(siteId, { kind, directoryId }, after, limit)
  return throughCases(database, siteId, next, (id) => decide(database, siteId, id, decision, context), how)
}

/** Takes back what this actor decided so since a moment. What arrived since stays as each decision says. */
export function undoMany(
  database: Database,
  siteId: number,
  { kind, directoryId, decision }: ManyCases,
  since: Date,
  context: AuditContext,
  how: { after?: string | undefined; maxMs?: number } = {},
): Promise<Gone> {
  requireDecision(kind, decision)
  const wanted = { kind, directoryId, decision, since, actor: context.actor }
  const next = (after: string, limit: number) => decidedSince(siteId, wanted, after, limit)
  return throughCases(database, siteId, next, (id) => undoDecision(database, siteId, id, context), how)
}
