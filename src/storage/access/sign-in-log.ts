// The log of sign-ins of one directory, as its administrators read it.
import type { SignInMethod, SignInOutcome } from '../../model/access/customer-sign-in.ts'
import type { Query } from '../statement.ts'

export interface SignInRow {
  readonly id: string
  readonly at: Date
  readonly method: SignInMethod
  readonly purpose: 'sign-in' | 'test'
  readonly outcome: SignInOutcome
  /** The first check that failed, in words. */
  readonly why: string | null
  /** As the provider named the person. */
  readonly said: string | null
  readonly customerId: string | null
  readonly name: string | null
  readonly ip: string | null
  readonly userAgent: string | null
}

export interface SignInFilter {
  readonly outcome?: 'in' | 'refused' | 'test' | undefined
  /** Part of how the provider named the person, of the person's name, or of the reason, without regard to case. */
  readonly text?: string | undefined
}

/** So many before a place are looked at for a filter: no index finds part of a text. */
const lookedAtMax = 2_000

const kindOf = `case when i.purpose = 'test' then 'test' when i.outcome in ('in', 'second-factor') then 'in' else 'refused' end`
const lookedAt = `select * from sign_ins where site_id = $1 and directory_id = $2 and sign_in_id < $3
  order by sign_in_id desc limit`

/** The newest before a place that pass a filter, among the next `lookedAtMax`. */
export function searchSignIns(
  siteId: number,
  directoryId: number,
  { outcome, text }: SignInFilter,
  { before, limit }: { readonly before: string; readonly limit: number },
): Query {
  return {
    name: '',
    text: `select i.sign_in_id as id, i.at, i.method, i.purpose, i.outcome, i.why, i.said, i.customer_id as "customerId",
        c.display_name as name, i.ip, i.user_agent as "userAgent"
      from (${lookedAt} ${lookedAtMax}) i
      left join customers c on c.site_id = $1 and c.customer_id = i.customer_id
      where ($4::text is null or ${kindOf} = $4)
        and ($5::text is null or position($5 in lower(i.said)) > 0 or position($5 in lower(i.why)) > 0
          or position($5 in lower(c.display_name)) > 0)
      order by i.sign_in_id desc limit $6`,
    values: [siteId, directoryId, before, outcome ?? null, text?.toLowerCase() ?? null, limit],
  }
}

/** The last one that such a search looks at; none when it looks at all there are. */
export function signInSearchEnd(siteId: number, directoryId: number, before: string): Query {
  return {
    name: '',
    text: `select sign_in_id as id from (${lookedAt} ${lookedAtMax}) i offset ${lookedAtMax - 1} limit 1`,
    values: [siteId, directoryId, before],
  }
}
