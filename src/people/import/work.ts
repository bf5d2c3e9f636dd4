// Checking and applying an import, in steps. Each step is one transaction that locks the import: whatever stops it, the next one
// goes on where the last committed one ended, and no row is applied twice.
import type { Actor } from '../../model/audit.ts'
import { conflict, notFound } from '../../model/errors.ts'
import { countedVerdicts, type ImportVerdict, importKeptMs } from '../../model/identity/import.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Database, Transaction } from '../../storage/database.ts'
import type { ImportRow } from '../../storage/identity/import-rows.ts'
import { dropImportRows, keepVerdicts, rowsToApply, rowsToCheck } from '../../storage/identity/import-rows.ts'
import {
  advanceImport,
  forgetImports,
  type ImportRecord,
  importForUpdate,
  setImportState,
} from '../../storage/identity/imports.ts'
import { leaveTask } from '../../storage/outbox.ts'
import { applyOrganizations, applyPeople } from './apply-rows.ts'
import { judgeRows, kept } from './judge-rows.ts'

/** Rows in one transaction. */
const rowsAtOnce = { check: 500, apply: 200 }
/** So long one task goes on; then other sites have their turn. */
const turnMs = 5_000

export interface WorkOptions {
  /** After this it leaves word to be gone on with. */
  readonly maxMs?: number
  /** How many rows a step takes. */
  readonly atOnce?: typeof rowsAtOnce
  /** Told after each step. */
  readonly onStep?: () => Promise<void> | void
}

/**
 * Does what an import waits for: checks its rows, or applies those that somebody had applied.
 * @returns whether nothing is left to do
 */
export async function workOnImport(
  database: Database,
  siteId: number,
  importId: string,
  { maxMs = turnMs, atOnce = rowsAtOnce, onStep }: WorkOptions = {},
): Promise<boolean> {
  for (const end = Date.now() + maxMs; ; ) {
    const outcome = await database.inSite(siteId, async (tx) => {
      const [found] = await tx.read<ImportRecord>(importForUpdate(siteId, importId))
      const now = new Date()
      if (!found || !(await step(tx, found, atOnce, now))) return 'done'
      if (now.getTime() < end) return 'more'
      leaveTask(tx, now, 'work-on-import', { importId })
      return 'late'
    })
    await onStep?.()
    if (outcome !== 'more') return outcome === 'done'
  }
}

/** @returns whether there is more to do */
async function step(
  tx: Transaction,
  found: ImportRecord,
  { check, apply }: typeof rowsAtOnce,
  now: Date,
): Promise<boolean> {
  if (found.state === 'checking') return checkSome(tx, found, check, now)
  if (found.state === 'applying') return applySome(tx, found, apply, now)
  return false
}

async function checkSome(tx: Transaction, found: ImportRecord, limit: number, now: Date): Promise<boolean> {
  const { id } = found
  const rows = await tx.read<ImportRow>(rowsToCheck(tx.siteId, id, limit))
  if (rows.length === 0) {
    tx.write(setImportState(tx.siteId, id, 'checked', now))
    return false
  }
  const judged = (await judgeRows(tx, found, rows, false)).map(kept)
  tx.write(keepVerdicts(tx.siteId, id, judged, false))
  const counts = countedVerdicts(judged.map(({ verdict }) => verdict))
  tx.write(advanceImport(tx.siteId, id, { ...counts, applied: 0 }, now))
  return true
}

async function applySome(tx: Transaction, found: ImportRecord, limit: number, now: Date): Promise<boolean> {
  const { id, kind } = found
  const context = { actor: actorOf(found), now }
  const rows = await tx.read<ImportRow>(rowsToApply(tx.siteId, id, limit))
  if (rows.length === 0) {
    tx.write(setImportState(tx.siteId, id, 'applied', now))
    auditApplied(tx, found, context)
    return false
  }
  const judged = await judgeRows(tx, found, rows, true)
  const apply = kind === 'customers' ? applyPeople : applyOrganizations
  const done = apply(tx, found, judged, context).map(kept)
  tx.write(keepVerdicts(tx.siteId, id, done, true))
  const verdicts = done.map(({ verdict }) => verdict)
  // What is no longer as it was when the file was checked is counted anew.
  const before = rows.map(({ verdict }) => verdict as ImportVerdict)
  const applied = verdicts.filter((verdict) => verdict === 'create' || verdict === 'change').length
  tx.write(advanceImport(tx.siteId, id, { ...countedVerdicts(verdicts, before), applied }, now))
  return true
}

/** Whoever had it applied. */
function actorOf({ actorKind: kind, actor, actorId }: ImportRecord): Actor {
  if (kind === 'staff') return { kind, staffId: actorId ?? '' }
  if (kind === 'api-key') return { kind, name: actor ?? '', staffId: actorId ?? '' }
  return { kind, name: actor ?? '' }
}

function auditApplied(
  tx: Transaction,
  { id, kind, creates, changes, same, refused, skipped }: ImportRecord,
  context: AuditContext,
): void {
  audit(tx, context, {
    action: 'import.applied',
    subjectKind: 'import',
    subject: id,
    details: { kind, creates, changes, same, refused, skipped },
  })
}

async function hold(tx: Transaction, importId: string): Promise<ImportRecord> {
  const [found] = await tx.read<ImportRecord>(importForUpdate(tx.siteId, importId))
  if (!found) throw notFound('This import')
  return found
}

/**
 * Has a checked import applied, in the background. Asking again while it is under way changes nothing, and wakes it.
 * @throws DoorwardError 'conflict' before it was checked, and once it was cancelled
 */
export async function applyImport(
  database: Database,
  siteId: number,
  importId: string,
  context: AuditContext,
): Promise<void> {
  const { now, actor } = context
  await database.inSite(siteId, async (tx) => {
    const { state } = await hold(tx, importId)
    if (state === 'applied') return
    if (state === 'checking') throw conflict('This import is still being checked. Wait for its verdicts.')
    if (state === 'cancelled') throw conflict('This import was cancelled. Bring the file again.')
    if (state === 'checked') tx.write(setImportState(siteId, importId, 'applying', now, actor))
    leaveTask(tx, now, 'work-on-import', { importId })
  })
}

/** Ends an import before its end: what was applied stays, and the rest is forgotten. @throws DoorwardError 'conflict' when it is over */
export async function cancelImport(
  database: Database,
  siteId: number,
  importId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const { state, kind, applied } = await hold(tx, importId)
    if (state === 'cancelled') return
    if (state === 'applied') throw conflict('This import is applied already.')
    tx.write(dropImportRows(siteId, importId))
    tx.write(setImportState(siteId, importId, 'cancelled', context.now))
    audit(tx, context, {
      action: 'import.cancelled',
      subjectKind: 'import',
      subject: importId,
      details: { kind, applied },
    })
  })
}

/** Forgets imports and their rows a week after they came. */
export async function forgetOldImports(database: Database, siteId: number, now: Date): Promise<void> {
  const before = new Date(now.getTime() - importKeptMs)
  await database.inSite(siteId, async (tx) => tx.write(forgetImports(siteId, before)))
}
