import type { DomainProof } from '../../model/identity/domain-proof.ts'
import type { Query, Write } from '../statement.ts'

/** A proof, and whose. */
export interface ProofRow extends DomainProof {
  readonly directoryId: number
  readonly directoryName: string
}

const columns = `p.domain, p.token, p.begun_at as "begunAt", p.proven_at as "provenAt", p.checked_at as "checkedAt",
  p.seen_at as "seenAt", p.missing_since as "missingSince", p.directory_id as "directoryId", d.name as "directoryName"`
const from = 'domain_proofs p join directories d on d.site_id = p.site_id and d.directory_id = p.directory_id'

/** Begins a proof; one that was begun before and is not made gives way. */
export function beginProof(
  siteId: number,
  directoryId: number,
  domain: string,
  token: string,
  now: Date,
): Write {
  return {
    name: 'begin-proof',
    table: 'domain_proofs',
    text: `insert into domain_proofs (site_id, directory_id, domain, token, begun_at) values ($1, $2, $3, $4, $5)
      on conflict (site_id, directory_id, domain) do update set token = excluded.token, begun_at = excluded.begun_at,
        checked_at = null where domain_proofs.proven_at is null`,
    values: [siteId, directoryId, domain, token, now],
  }
}

export function proofsOf(siteId: number, directoryId: number): Query {
  return {
    name: 'proofs-of',
    text: `select ${columns} from ${from} where p.site_id = $1 and p.directory_id = $2 order by p.domain`,
    values: [siteId, directoryId],
  }
}

export function proofById(siteId: number, directoryId: number, domain: string): Query {
  return {
    name: 'proof-by-id',
    text: `select ${columns} from ${from} where p.site_id = $1 and p.domain = $3 and p.directory_id = $2`,
    values: [siteId, directoryId, domain],
  }
}

/** What was found when a record was looked for. */
export interface ProofFinding {
  readonly checkedAt: Date
  readonly seenAt: Date | null
  readonly provenAt: Date | null
  readonly missingSince: Date | null
}

export function noteFinding(
  siteId: number,
  directoryId: number,
  domain: string,
  { checkedAt, seenAt, provenAt, missingSince }: ProofFinding,
): Write {
  return {
    name: 'note-finding',
    table: 'domain_proofs',
    text: `update domain_proofs set checked_at = $4, seen_at = $5, proven_at = $6, missing_since = $7
      where site_id = $1 and domain = $3 and directory_id = $2`,
    values: [siteId, directoryId, domain, checkedAt, seenAt, provenAt, missingSince],
  }
}

export function removeProof(siteId: number, directoryId: number, domain: string): Write {
  return {
    name: 'remove-proof',
    table: 'domain_proofs',
    text: 'delete from domain_proofs where site_id = $1 and domain = $3 and directory_id = $2',
    values: [siteId, directoryId, domain],
  }
}

/** The proven domains that are to be looked at again: last checked before a moment, or in their grace. */
export function dueProofs(siteId: number, checkedBefore: Date, limit: number): Query {
  return {
    name: 'due-proofs',
    text: `select ${columns} from ${from}
      where p.site_id = $1 and p.proven_at is not null and (p.checked_at < $2 or p.missing_since is not null)
      order by p.checked_at limit $3`,
    values: [siteId, checkedBefore, limit],
  }
}

/** The proofs of a site that were begun and are to be looked for, by `openDue`; what was looked for longest ago first. */
export function dueOpenProofs(
  siteId: number,
  due: readonly { readonly begunAfter: Date; readonly lookedBefore: Date }[],
  limit: number,
): Query {
  const looked = 'coalesce(p.checked_at, p.begun_at)'
  const cases = due.map((_, n) => `when p.begun_at > $${2 * n + 3} then ${looked} <= $${2 * n + 4}`)
  return {
    name: 'due-open-proofs',
    text: `select ${columns} from ${from}
      where p.site_id = $1 and p.proven_at is null and case ${cases.join(' ')} else false end
      order by ${looked} limit $2`,
    values: [siteId, limit, ...due.flatMap(({ begunAfter, lookedBefore }) => [begunAfter, lookedBefore])],
  }
}

/** The proofs of a site in their grace, the first that end first. */
export function missedProofs(siteId: number): Query {
  return {
    name: 'missed-proofs',
    text: `select ${columns} from ${from}
      where p.site_id = $1 and p.proven_at is not null and p.missing_since is not null
      order by p.missing_since limit 100`,
    values: [siteId],
  }
}

/** Forgets what was begun before a moment and never made. */
export function forgetBegunProofs(siteId: number, before: Date): Write {
  return {
    name: 'forget-begun-proofs',
    table: 'domain_proofs',
    text: 'delete from domain_proofs where site_id = $1 and proven_at is null and begun_at < $2',
    values: [siteId, before],
  }
}
