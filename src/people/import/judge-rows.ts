import type { ImportedRow, ImportKind } from '../../model/identity/import.ts'
import { judgeRow, type RowFacts, type RowJudgement } from '../../model/identity/import-verdict.ts'
import { foldName } from '../../model/identity/organization.ts'
import type { Transaction } from '../../storage/database.ts'
import { accessPolicyOf, readPolicy } from '../../storage/identity/access-policies.ts'
import {
  factsOf,
  holdCustomers,
  organizationsNamed,
  type RowFactRow,
  rowFacts,
} from '../../storage/identity/import-facts.ts'
import type { ImportRow, JudgedRow } from '../../storage/identity/import-rows.ts'

/** A row with what became of it. */
export interface RowWithJudgement {
  readonly row: ImportRow
  readonly content: ImportedRow
  readonly judgement: RowJudgement
  readonly subjectId: string | null
}

interface Import {
  readonly kind: ImportKind
  readonly isProven: boolean
}

/**
 * Judges rows by what is known now.
 * @param isFinal they are about to be applied: whom they change is locked first
 */
export async function judgeRows(
  tx: Transaction,
  { kind, isProven }: Import,
  rows: readonly ImportRow[],
  isFinal: boolean,
): Promise<RowWithJudgement[]> {
  const contents = rows.map(({ content }) => JSON.parse(content) as ImportedRow)
  if (kind === 'organizations') return judgeOrganizations(tx, rows, contents)
  const [policies, found = []] = await tx.readAll([accessPolicyOf(tx.siteId), rowFacts(tx.siteId, contents)])
  const policy = readPolicy(policies)
  const facts = factsOf(contents, found as RowFactRow[])
  const final = isFinal ? await factsBehindLock(tx, contents, facts) : facts
  return rows.map((row, n) => {
    const content = contents[n] as ImportedRow
    const judgement = judgeRow(content, final[n] as RowFacts, policy, isProven)
    return { row, content, judgement, subjectId: judgement.subject?.customerId ?? null }
  })
}

/** Whoever changes these people meanwhile is waited for, and what came of that is looked at again. */
async function factsBehindLock(
  tx: Transaction,
  contents: readonly ImportedRow[],
  facts: RowFacts[],
): Promise<RowFacts[]> {
  const people = facts.flatMap(({ holder, named, claimants }) => [holder, named, ...claimants])
  const ids = [...new Set(people.flatMap((one) => one?.customerId ?? []))]
  if (ids.length === 0) return facts
  const [, found = []] = await tx.readAll([holdCustomers(tx.siteId, ids), rowFacts(tx.siteId, contents)])
  return factsOf(contents, found as RowFactRow[])
}

async function judgeOrganizations(
  tx: Transaction,
  rows: readonly ImportRow[],
  contents: readonly ImportedRow[],
): Promise<RowWithJudgement[]> {
  const names = contents.map(({ name }) => name ?? '')
  const found = await tx.read<{ id: string; nameFolded: string }>(organizationsNamed(tx.siteId, names))
  const ids = new Map(found.map(({ id, nameFolded }) => [nameFolded, id]))
  return rows.map((row, n) => {
    const content = contents[n] as ImportedRow
    const subjectId = ids.get(foldName(content.name ?? '')) ?? null
    return { row, content, judgement: { verdict: subjectId === null ? 'create' : 'same' }, subjectId }
  })
}

/** A judgement as it is kept with its row. */
export function kept({ row, judgement, subjectId }: RowWithJudgement): JudgedRow {
  const { verdict, reason = null, by = null, notes = [] } = judgement
  return { number: row.number, verdict, reason, by, notes, subjectId }
}
