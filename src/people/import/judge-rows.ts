import type { ImportedRow, ImportKind } from '../../model/identity/import.ts'
import { namesToLookUp, organizationsNamedBy } from '../../model/identity/import-organizations.ts'
import { judgeRow, type RowFacts, type RowJudgement } from '../../model/identity/import-verdict.ts'
import { foldName } from '../../model/identity/organization.ts'
import type { Transaction } from '../../storage/database.ts'
import { accessPolicyOf, readPolicy } from '../../storage/identity/access-policies.ts'
import {
  factsOf,
  holdCustomers,
  organizationsNamed,
  type PeopleFacts,
  type RowFactRow,
  rowFacts,
} from '../../storage/identity/import-facts.ts'
import type { ImportRow, JudgedRow } from '../../storage/identity/import-rows.ts'
import { type MembershipRow, membershipsOf } from '../../storage/identity/memberships.ts'

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
  const people = isFinal ? await factsBehindLock(tx, contents, facts) : facts
  const final = await withOrganizations(tx, contents, people)
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
  facts: PeopleFacts[],
): Promise<PeopleFacts[]> {
  const people = facts.flatMap(({ holder, named, claimants }) => [holder, named, ...claimants])
  const ids = [...new Set(people.flatMap((one) => one?.customerId ?? []))]
  if (ids.length === 0) return facts
  const [, found = []] = await tx.readAll([holdCustomers(tx.siteId, ids), rowFacts(tx.siteId, contents)])
  return factsOf(contents, found as RowFactRow[])
}

/** Looks up the organizations that rows name, and to which of them the rows' people belong already, by whatever source. */
async function withOrganizations(
  tx: Transaction,
  contents: readonly ImportedRow[],
  facts: readonly PeopleFacts[],
): Promise<RowFacts[]> {
  const names = [...new Set(contents.flatMap(namesToLookUp))]
  if (names.length === 0) return facts.map((one) => ({ ...one, joins: [], hasUnknownOrganization: false }))
  const ids = await organizationIds(tx, names)
  const about = facts.map(subjectOf)
  const asked = [
    ...new Set(about.filter((id, n) => id !== undefined && contents[n]?.organizations !== undefined)),
  ] as string[]
  const answers = (await tx.readAll(asked.map((id) => membershipsOf(tx.siteId, id)))) as MembershipRow[][]
  const has = new Map(
    asked.map((id, n) => [id, new Set((answers[n] ?? []).map(({ organizationId }) => organizationId))]),
  )
  return facts.map((one, n) => {
    const named = organizationsNamedBy(contents[n] ?? {}, (name) => ids.has(foldName(name)))
    const wanted = named.map((name) => ids.get(foldName(name)))
    const known = [...new Set(wanted.filter((id) => id !== undefined))]
    const mine = has.get(about[n] ?? '')
    const joins = known.filter((id) => !mine?.has(id))
    return { ...one, joins, hasUnknownOrganization: wanted.includes(undefined) }
  })
}

/** Whom a row is about, as `judgeRow` finds it. */
const subjectOf = ({ named, holder, leaver, claimants }: PeopleFacts) =>
  (named ?? holder ?? leaver ?? claimants[0])?.customerId

async function organizationIds(tx: Transaction, names: readonly string[]): Promise<Map<string, string>> {
  const found = await tx.read<{ id: string; nameFolded: string }>(organizationsNamed(tx.siteId, names))
  return new Map(found.map(({ id, nameFolded }) => [nameFolded, id]))
}

async function judgeOrganizations(
  tx: Transaction,
  rows: readonly ImportRow[],
  contents: readonly ImportedRow[],
): Promise<RowWithJudgement[]> {
  const ids = await organizationIds(
    tx,
    contents.map(({ name }) => name ?? ''),
  )
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
