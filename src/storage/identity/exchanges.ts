import type { Query, Write } from '../statement.ts'

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
  readonly repairs: readonly string[]
  readonly requestId: string
  readonly requestBody: string | undefined
  readonly responseBody: string | undefined
}

/** Writes many exchanges of one site at once; those that are there already stay as they are. */
export function insertExchanges(siteId: number, exchanges: readonly Exchange[]): Write {
  return {
    name: 'insert-exchanges',
    table: 'exchanges',
    text: `insert into exchanges (site_id, directory_id, exchange_id, at, method, path, status, duration_ms, client,
        effect, repairs, request_id, request_body, response_body)
      select $1, x.directory_id, x.exchange_id, x.at, x.method, x.path, x.status, x.duration_ms, x.client, x.effect,
        array(select json_array_elements_text(x.repairs)), x.request_id, x.request_body, x.response_body
      from json_to_recordset($2::json) as x (directory_id integer, exchange_id uuid, at timestamptz, method text,
        path text, status smallint, duration_ms real, client text, effect text, repairs json, request_id text,
        request_body text, response_body text)
      where exists (select 1 from directories d where d.site_id = $1 and d.directory_id = x.directory_id)
      on conflict do nothing`,
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
          repairs: exchange.repairs,
          request_id: exchange.requestId,
          request_body: exchange.requestBody,
          response_body: exchange.responseBody,
        })),
      ),
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
