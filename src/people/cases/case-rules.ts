// "Always do this": cases of a kind that a directory brings up are decided without anybody being asked.
import { conflict, notFound } from '../../model/errors.ts'
import { type CaseKind, decisionsOf } from '../../model/identity/case.ts'
import { keyOf } from '../../model/ids.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Database, Transaction } from '../../storage/database.ts'
import { type CaseRule, caseRulesOf, removeCaseRule, setCaseRule } from '../../storage/identity/case-rules.ts'
import { type Directory, directoryForUpdate } from '../../storage/identity/directories.ts'

export async function readCaseRules(
  database: Database,
  siteId: number,
  directoryId: number,
): Promise<readonly CaseRule[]> {
  const [rows = []] = await database.readInSite(siteId, [caseRulesOf(siteId, directoryId)])
  return rows as CaseRule[]
}

/**
 * From now on cases of the kind are decided so as soon as the directory brings them up; those that are open stay open.
 * @throws DoorwardError 'conflict', field `decision`, for one that nobody may give beforehand
 */
export async function alwaysDecide(
  database: Database,
  siteId: number,
  directoryId: number,
  { kind, decision }: { readonly kind: CaseKind; readonly decision: string },
  context: AuditContext,
): Promise<void> {
  const always = Object.entries(decisionsOf(kind)).flatMap(([name, one]) => (one.always ? [name] : []))
  if (!always.includes(decision)) {
    const known =
      always.length > 0
        ? `can beforehand only be ${always.join(', ')}.`
        : 'cannot be given beforehand: such cases are looked at one by one.'
    throw conflict(`decision: for ${kind} it ${known}`, 'decision')
  }
  await change(database, siteId, directoryId, kind, decision, context)
}

/** Somebody is asked again. Doing it twice changes nothing. */
export async function askAgain(
  database: Database,
  siteId: number,
  directoryId: number,
  kind: CaseKind,
  context: AuditContext,
): Promise<void> {
  await change(database, siteId, directoryId, kind, null, context)
}

async function change(
  database: Database,
  siteId: number,
  directoryId: number,
  kind: CaseKind,
  decision: string | null,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx: Transaction) => {
    const [[directory] = [], rules = []] = (await tx.readAll([
      directoryForUpdate(siteId, directoryId),
      caseRulesOf(siteId, directoryId),
    ])) as [Directory[], CaseRule[]]
    if (!directory) throw notFound('The directory')
    const before = rules.find((one) => one.kind === kind)?.decision ?? null
    if (before === decision) return
    tx.write(
      decision === null
        ? removeCaseRule(siteId, directoryId, kind)
        : setCaseRule(siteId, directoryId, { kind, decision, setAt: context.now }),
    )
    audit(
      tx,
      { ...context, directoryId },
      {
        action: 'case.rule-changed',
        subjectKind: 'directory',
        subject: keyOf(directoryId),
        details: { kind, before, after: decision },
      },
    )
  })
}
