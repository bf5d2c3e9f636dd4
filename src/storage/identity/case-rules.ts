import type { CaseKind } from '../../model/identity/case.ts'
import type { Query, Write } from '../statement.ts'

/** How cases of a kind are decided without anybody being asked. */
export interface CaseRule {
  readonly kind: CaseKind
  readonly decision: string
  readonly setAt: Date
}

export function caseRulesOf(siteId: number, directoryId: number): Query {
  return {
    name: 'case-rules-of',
    text: `select kind, decision, set_at as "setAt" from case_rules
      where site_id = $1 and directory_id = $2 order by kind`,
    values: [siteId, directoryId],
  }
}

export function setCaseRule(siteId: number, directoryId: number, { kind, decision, setAt }: CaseRule): Write {
  return {
    name: 'set-case-rule',
    table: 'case_rules',
    text: `insert into case_rules (site_id, directory_id, kind, decision, set_at) values ($1, $2, $3, $4, $5)
      on conflict (site_id, directory_id, kind) do update set decision = excluded.decision, set_at = excluded.set_at`,
    values: [siteId, directoryId, kind, decision, setAt],
  }
}

export function removeCaseRule(siteId: number, directoryId: number, kind: CaseKind): Write {
  return {
    name: 'remove-case-rule',
    table: 'case_rules',
    text: 'delete from case_rules where site_id = $1 and directory_id = $2 and kind = $3',
    values: [siteId, directoryId, kind],
  }
}
