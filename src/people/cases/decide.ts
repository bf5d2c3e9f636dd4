import { conflict, notFound } from '../../model/errors.ts'
import {
  type CaseDetails,
  type CaseEffect,
  type CaseKind,
  decisionsOf,
  undoUntil,
} from '../../model/identity/case.ts'
import { keyOf } from '../../model/ids.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Database, Transaction } from '../../storage/database.ts'
import { type CaseRow, decideCase, holdCase, reopenCase } from '../../storage/identity/cases.ts'
import { type Precondition, whateverItIs } from '../../storage/precondition.ts'
import { type Decider, deciderOf } from './decisions.ts'
import { type Evidence, readEvidence } from './evidence.ts'

/** @throws DoorwardError 'invalid', field `decision`, naming those that the kind knows */
function requireDecider(kind: CaseKind, decision: string): Decider {
  const decider = deciderOf(kind, decision)
  if (decider) return decider
  const known = Object.keys(decisionsOf(kind))
  const rule =
    known.length > 0 ? `must be one of ${known.join(', ')}.` : 'a case of this kind closes by itself.'
  throw conflict(`decision: ${rule}`, 'decision')
}

/** @throws DoorwardError 'conflict', field `decision`, naming those that the kind knows */
export function requireDecision(kind: CaseKind, decision: string): void {
  requireDecider(kind, decision)
}

/** Locks a case, and reads it with its evidence behind the lock. */
async function lockCase(tx: Transaction, caseId: string): Promise<Evidence> {
  await tx.read(holdCase(tx.siteId, caseId))
  const evidence = await readEvidence((queries) => tx.readAll(queries), tx.siteId, caseId)
  if (!evidence) throw notFound('This case')
  return evidence
}

function requireOpen({ closedAt, outcome, decidedBy }: CaseRow): void {
  if (closedAt === null) return
  const by = decidedBy === null ? 'It closed by itself' : `${decidedBy} decided it`
  throw conflict(`This case is open no longer. ${by} at ${closedAt.toISOString()}: ${outcome}.`)
}

/**
 * What a decision would do.
 * @throws DoorwardError
 */
export async function previewDecision(
  database: Database,
  siteId: number,
  caseId: string,
  decision: string,
): Promise<readonly CaseEffect[]> {
  return database.inSite(siteId, async (tx) => {
    const evidence = await readEvidence((queries) => tx.readAll(queries), siteId, caseId)
    if (!evidence) throw notFound('This case')
    const { found } = evidence
    requireOpen(found)
    return requireDecider(found.kind, decision).preview(tx, found)
  })
}

/**
 * Decides a case: of two who do so at once one wins, and the other is told.
 * @param unchanged asked behind the lock, with the evidence as it is then
 * @throws DoorwardError
 */
export async function decide(
  database: Database,
  siteId: number,
  caseId: string,
  decision: string,
  context: AuditContext,
  unchanged: Precondition<Evidence> = whateverItIs,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const evidence = await lockCase(tx, caseId)
    await unchanged(tx, evidence)
    await decideIn(tx, evidence.found, decision, context)
  })
}

/**
 * The same in the caller's transaction.
 * @throws DoorwardError
 */
export async function decideHere(
  tx: Transaction,
  caseId: string,
  decision: string,
  context: AuditContext,
): Promise<void> {
  const { found } = await lockCase(tx, caseId)
  await decideIn(tx, found, decision, context)
}

/** Carries out a decision on a case that is locked. */
async function decideIn(
  tx: Transaction,
  found: CaseRow,
  decision: string,
  context: AuditContext,
): Promise<void> {
  requireOpen(found)
  const record = await requireDecider(found.kind, decision).apply(tx, found, context)
  tx.write(
    decideCase(tx.siteId, {
      caseId: found.id,
      outcome: decision,
      stands: decisionsOf(found.kind)[decision]?.stands ?? false,
      actor: context.actor,
      undo: JSON.stringify(record),
      undoUntil: undoUntil(context.now),
      now: context.now,
    }),
  )
  auditCase(tx, context, found, 'case.decided', { before: null, after: decision })
}

/**
 * Takes a decision back within the days that it allows, and the question is open again.
 * @throws DoorwardError 'conflict' when it cannot be taken back
 */
export async function undoDecision(
  database: Database,
  siteId: number,
  caseId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const { found } = await lockCase(tx, caseId)
    const { kind, outcome, undo, undoUntil: until } = found
    if (undo === null || until === null || outcome === null) {
      throw conflict('Nobody has decided this case, so there is nothing to take back.')
    }
    if (until <= context.now) {
      throw conflict(`This decision could be taken back until ${until.toISOString()}.`)
    }
    const record: CaseDetails = JSON.parse(undo)
    await requireDecider(kind, outcome).undo(tx, found, record, context)
    tx.write(reopenCase(siteId, caseId))
    auditCase(tx, context, found, 'case.undone', { before: outcome, after: null })
  })
}

function auditCase(
  tx: Transaction,
  context: AuditContext,
  found: CaseRow,
  action: 'case.decided' | 'case.undone',
  change: { readonly before: string | null; readonly after: string | null },
): void {
  const { id, kind, directoryId, customerId, otherCustomerId, organizationId } = found
  audit(
    tx,
    { ...context, ...(directoryId === null ? {} : { directoryId }) },
    {
      action,
      subjectKind: 'case',
      subject: id,
      details: {
        kind,
        ...change,
        ...(directoryId === null ? {} : { directory: keyOf(directoryId) }),
        ...(customerId === null ? {} : { customerId }),
        ...(otherCustomerId === null ? {} : { otherCustomerId }),
        ...(organizationId === null ? {} : { organizationId }),
      },
    },
  )
}
