import type { ExchangeOperation, ExchangeOutcome } from '../../model/identity/exchange.ts'
import type { Query, Write } from '../statement.ts'
import { TextArray } from '../text-array.ts'

/** One SCIM call as it is kept. Bodies are cut and hold no secret. */
export interface Exchange {
  readonly exchangeId: string
  readonly siteId: number
  readonly directoryId: number
  readonly at: Date
  readonly method: string
  readonly path: string
  readonly status: number
  readonly durationMs: number
  readonly client: string | undefined
  readonly effect: string
  readonly hasEffect: boolean
  readonly repairs: readonly string[]
  readonly requestId: string
  readonly requestBody: string | undefined
  readonly responseBody: string | undefined
}

/**
 * Writes many exchanges of one site at once, and counts them by the hour; those that are there already stay as they are and
 * are not counted again.
 */
export function insertExchanges(siteId: number, exchanges: readonly Exchange[]): Write {
  return {
    name: 'insert-exchanges',
    table: 'exchanges',
    alone: true,
    text: `with homes as materialized (
        select directory_id from directories where site_id = $1 and directory_id = any($5::int[]) for key share),
      sent as materialized (
        select * from rows from (
            json_to_recordset($2::json) as (directory_id integer, exchange_id uuid, at timestamptz, method text,
              path text, status smallint, duration_ms real, client text, effect text, has_effect boolean,
              repairs text[], request_id text),
            unnest($3::text[]), unnest($4::text[]))
          as x (directory_id, exchange_id, at, method, path, status, duration_ms, client, effect, has_effect,
            repairs, request_id, request_body, response_body)),
      written as (
        insert into exchanges (site_id, directory_id, exchange_id, at, method, path, status, duration_ms, client,
          effect, repairs, request_id, request_body, response_body)
        select $1, x.directory_id, x.exchange_id, x.at, x.method, x.path, x.status, x.duration_ms, x.client, x.effect,
          x.repairs, x.request_id, x.request_body, x.response_body
        from sent x join homes using (directory_id)
        on conflict do nothing returning exchange_id)
      insert into exchange_hours as h (site_id, directory_id, hour, exchanges, effects, refused, failed)
      select $1, x.directory_id, date_trunc('hour', x.at, 'UTC'), count(*), count(*) filter (where x.has_effect),
        count(*) filter (where x.status between 400 and 499), count(*) filter (where x.status >= 500)
      from sent x where x.exchange_id in (select exchange_id from written) group by 2, 3 order by 2, 3
      on conflict (site_id, directory_id, hour) do update set exchanges = h.exchanges + excluded.exchanges,
        effects = h.effects + excluded.effects, refused = h.refused + excluded.refused,
        failed = h.failed + excluded.failed`,
    values: [
      siteId,
      JSON.stringify(
        exchanges.map((exchange) => ({
          directory_id: exchange.directoryId,
          exchange_id: exchange.exchangeId,
          at: exchange.at,
          method: exchange.method,
          path: exchange.path,
          status: exchange.status,
          duration_ms: exchange.durationMs,
          client: exchange.client,
          effect: exchange.effect,
          has_effect: exchange.hasEffect,
          repairs: exchange.repairs,
          request_id: exchange.requestId,
        })),
      ),
      new TextArray(exchanges.map(({ requestBody }) => requestBody)),
      new TextArray(exchanges.map(({ responseBody }) => responseBody)),
      // Held once for all of them, where a foreign key would hold it for each.
      [...new Set(exchanges.map(({ directoryId }) => directoryId))],
    ],
  }
}

export interface ExchangeRow {
  readonly id: string
  readonly directoryId: number
  readonly at: Date
  readonly method: string
  readonly path: string
  readonly status: number
  readonly durationMs: number
  readonly client: string | null
  readonly effect: string
  readonly repairs: readonly string[]
  readonly requestId: string
}

export interface ExchangeDetail extends ExchangeRow {
  readonly requestBody: string | null
  readonly responseBody: string | null
}

const columns = `exchange_id as id, directory_id as "directoryId", at, method, path, status,
  duration_ms as "durationMs", client, effect, repairs, request_id as "requestId"`

/** The newest exchanges of a directory, before a given one. */
export function listExchanges(
  siteId: number,
  directoryId: number,
  { before, limit }: { before?: string | undefined; limit: number },
): Query {
  return {
    name: 'list-exchanges',
    text: `select ${columns} from exchanges
      where site_id = $1 and directory_id = $2 and exchange_id < $3 order by exchange_id desc limit $4`,
    values: [siteId, directoryId, before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', limit],
  }
}

/** The newest calls of a directory that were not done, with what was answered; before a given one. */
export function refusedExchanges(
  siteId: number,
  directoryId: number,
  { before, limit }: { before: string; limit: number },
): Query {
  return {
    name: 'refused-exchanges',
    text: `select ${columns}, null as "requestBody", response_body as "responseBody" from exchanges
      where site_id = $1 and directory_id = $2 and exchange_id < $3 and status >= 400
      order by exchange_id desc limit $4`,
    values: [siteId, directoryId, before, limit],
  }
}

export interface ExchangeFilter {
  readonly outcome?: ExchangeOutcome | undefined
  readonly operation?: ExchangeOperation | undefined
  /** Part of the path, the effect or the client's name, without regard to case. */
  readonly text?: string | undefined
}

/**
 * So many of the newest exchanges before a place are looked at for a filter, those refused among the refused alone: no index
 * finds part of a text in a path, and looking through millions would take minutes.
 */
const lookedAtMax = 2_000

const operationOf = `case when method = 'DELETE' then 'remove' when method in ('PUT', 'PATCH') then 'change'
  when method <> 'POST' or path ilike '%/.search%' then 'read' when path ilike '/bulk%' then 'bulk' else 'create' end`
const outcomeOf = `case when status < 400 then 'done' when status < 500 then 'refused' else 'failed' end`

/** Whether only refused and failed calls are looked at: they have an index of their own. */
const amongRefused = ({ outcome }: ExchangeFilter) =>
  outcome === 'refused' || outcome === 'failed' ? 'and status >= 400' : ''

/** The newest exchanges before a place that pass a filter, among the next `lookedAtMax`. */
export function searchExchanges(
  siteId: number,
  directoryId: number,
  filter: ExchangeFilter,
  { before, limit }: { before: string; limit: number },
): Query {
  return {
    name: '',
    text: `select ${columns} from (
        select * from exchanges where site_id = $1 and directory_id = $2 and exchange_id < $3 ${amongRefused(filter)}
        order by exchange_id desc limit ${lookedAtMax}) e
      where ($4::text is null or ${outcomeOf} = $4) and ($5::text is null or ${operationOf} = $5)
        and ($6::text is null or position($6 in lower(path)) > 0 or position($6 in lower(effect)) > 0
          or position($6 in lower(client)) > 0)
      order by exchange_id desc limit $7`,
    values: [
      siteId,
      directoryId,
      before,
      filter.outcome ?? null,
      filter.operation ?? null,
      filter.text?.toLowerCase() ?? null,
      limit,
    ],
  }
}

/** The last exchange that such a search looks at; none when it looks at all there are. */
export function searchEnd(
  siteId: number,
  directoryId: number,
  filter: ExchangeFilter,
  before: string,
): Query {
  return {
    name: '',
    text: `select exchange_id as id from exchanges
      where site_id = $1 and directory_id = $2 and exchange_id < $3 ${amongRefused(filter)}
      order by exchange_id desc offset ${lookedAtMax - 1} limit 1`,
    values: [siteId, directoryId, before],
  }
}

export interface ExchangeSubjectRow {
  readonly name: string | null
  readonly customerId: string | null
  readonly customer: string | null
}

/** The directory user that a call was about, whether or not it is still there, and the customer it stands for. */
export function userOfExchange(siteId: number, directoryId: number, userId: string): Query {
  return {
    name: 'user-of-exchange',
    text: `select u.name, u.customer_id as "customerId", c.display_name as customer
      from (select resource::json ->> 'userName' as name, customer_id from directory_users
          where site_id = $1 and directory_id = $2 and user_id = $3
        union all
        select user_name_folded, customer_id from deleted_directory_users
          where site_id = $1 and directory_id = $2 and user_id = $3) u
      left join lateral (select display_name from customers
        where site_id = $1 and customer_id = u.customer_id offset 0) c on true
      limit 1`,
    values: [siteId, directoryId, userId],
  }
}

export function exchangeById(siteId: number, directoryId: number, exchangeId: string): Query {
  return {
    name: 'exchange-by-id',
    text: `select ${columns}, request_body as "requestBody", response_body as "responseBody" from exchanges
      where site_id = $1 and directory_id = $2 and exchange_id = $3`,
    values: [siteId, directoryId, exchangeId],
  }
}

/** Deletes one step of what the retention no longer keeps; answers how many rows went. */
export function forgetExchanges(siteId: number, directoryId: number, beforeId: string): Query {
  return {
    name: '',
    text: `with gone as (
        delete from exchanges where site_id = $1 and directory_id = $2 and exchange_id = any(array(
          select exchange_id from exchanges where site_id = $1 and directory_id = $2 and exchange_id < $3
          order by exchange_id limit 5000)) returning 1)
      select count(*)::int as gone from gone`,
    values: [siteId, directoryId, beforeId],
  }
}
