// Cases as administrators read them.
import { notFound } from '../model/errors.ts'
import { foldedBeyond } from '../model/identity/case.ts'
import { type Evidence, readEvidence } from '../people/cases/evidence.ts'
import type { Database } from '../storage/database.ts'
import {
  type CaseFilter,
  type CaseFlood,
  type CasePlace,
  type CaseRow,
  caseFloods,
  countOpenCases,
  listCases,
} from '../storage/identity/cases.ts'

/** Cases are counted up to here. */
export const countedMax = 10_000

export interface CaseFloods {
  readonly open: number
  readonly floods: readonly CaseFlood[]
}

/** How many cases are open, and of what there are so many that they are shown as one. */
export async function floodsOf(database: Database, siteId: number): Promise<CaseFloods> {
  const [open = [], floods = []] = await database.readInSite(siteId, [
    countOpenCases(siteId, countedMax),
    caseFloods(siteId, foldedBeyond, countedMax),
  ])
  return { open: (open as { open: number }[])[0]?.open ?? 0, floods: floods as CaseFlood[] }
}

/** A page of cases, and one more. Whoever asks for nothing in particular sees no flood case by case. */
export async function casesOf(
  database: Database,
  siteId: number,
  filter: Omit<CaseFilter, 'without'>,
  page: { readonly before: CasePlace; readonly limit: number },
): Promise<readonly CaseRow[]> {
  const isNarrow = filter.state === 'closed' || filter.customerId !== undefined
  const isOneFlood = filter.kind !== undefined && filter.directoryId !== undefined
  const without = isNarrow || isOneFlood ? [] : (await floodsOf(database, siteId)).floods
  const [rows = []] = await database.readInSite(siteId, [listCases(siteId, { ...filter, without }, page)])
  return rows as CaseRow[]
}

/** @throws DoorwardError 'not-found' */
export async function caseOf(database: Database, siteId: number, caseId: string): Promise<Evidence> {
  const evidence = await readEvidence((queries) => database.readInSite(siteId, [...queries]), siteId, caseId)
  if (!evidence) throw notFound('This case', 'case')
  return evidence
}
