import type { CaseKind, CaseSubject } from '../../model/identity/case.ts'
import { newId } from '../new-id.ts'
import type { Write } from '../statement.ts'

const facts = ['directory_id', 'user_id', 'customer_id', 'other_customer_id', 'organization_id', 'details']
const factsOf = (row: string) => facts.map((column) => `${row}.${column}`).join(', ')

/**
 * Opens a case, in the caller's transaction. While one of the same kind and key is open it follows the facts instead; one that
 * was decided with the same facts, in a way that stands, is not opened again.
 */
export function openCase(siteId: number, subject: CaseSubject & { readonly now: Date }): Write {
  return {
    name: 'open-case',
    table: 'cases',
    // The same case may be opened twice in one transaction.
    alone: true,
    text: `insert into cases as c (site_id, case_id, kind, case_key, ${facts.join(', ')}, opened_at)
      select $1::int, $2::uuid, $3, $4, n.* , $11::timestamptz
      from (select $5::int as directory_id, $6::uuid as user_id, $7::uuid as customer_id,
        $8::uuid as other_customer_id, $9::uuid as organization_id, $10::text as details) n
      where not exists (select 1 from cases s where s.site_id = $1 and s.kind = $3 and s.case_key = $4 and s.stands
        and (${factsOf('s')}) is not distinct from (${factsOf('n')}))
      on conflict (site_id, kind, case_key) where closed_at is null do update
      set ${facts.map((column) => `${column} = excluded.${column}`).join(', ')}
      where (${factsOf('c')}) is distinct from (${factsOf('excluded')})`,
    values: [
      siteId,
      newId(subject.now),
      subject.kind,
      subject.key,
      subject.directoryId ?? null,
      subject.userId ?? null,
      subject.customerId ?? null,
      subject.otherCustomerId ?? null,
      subject.organizationId ?? null,
      JSON.stringify(subject.details ?? {}),
      subject.now,
    ],
  }
}

/** Closes the open case of a kind and key, if there is one: what it asked has settled itself. */
export function closeCase(
  siteId: number,
  { kind, key, outcome, now }: { kind: CaseKind; key: string; outcome: string; now: Date },
): Write {
  return {
    name: 'close-case',
    table: 'cases',
    text: `update cases set closed_at = $5, outcome = $4
      where site_id = $1 and kind = $2 and case_key = $3 and closed_at is null`,
    values: [siteId, kind, key, outcome, now],
  }
}
