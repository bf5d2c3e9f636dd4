import type { Query, Write } from '../statement.ts'

/** Claims a key for a call; answers a row only to the first who does. */
export function claimCall(siteId: number, keyHash: Buffer, requestHash: Buffer, now: Date): Query {
  return {
    name: 'claim-call',
    text: `insert into repeatable_calls (site_id, key_hash, request_hash, created_at) values ($1, $2, $3, $4)
      on conflict do nothing returning created_at as "createdAt"`,
    values: [siteId, keyHash, requestHash, now],
  }
}

export interface ClaimedCall {
  readonly requestHash: Buffer
  readonly sealedAnswer: Buffer | null
}

export function claimedCall(siteId: number, keyHash: Buffer): Query {
  return {
    name: 'claimed-call',
    text: `select request_hash as "requestHash", sealed_answer as "sealedAnswer" from repeatable_calls
      where site_id = $1 and key_hash = $2`,
    values: [siteId, keyHash],
  }
}

export function keepAnswer(siteId: number, keyHash: Buffer, sealedAnswer: Buffer): Write {
  return {
    name: 'keep-answer',
    table: 'repeatable_calls',
    text: 'update repeatable_calls set sealed_answer = $3 where site_id = $1 and key_hash = $2',
    values: [siteId, keyHash, sealedAnswer],
  }
}

/** Nothing was made: the key is free again. */
export function releaseCall(siteId: number, keyHash: Buffer): Write {
  return {
    name: 'release-call',
    table: 'repeatable_calls',
    text: 'delete from repeatable_calls where site_id = $1 and key_hash = $2 and sealed_answer is null',
    values: [siteId, keyHash],
  }
}

export function forgetCalls(siteId: number, before: Date): Query {
  return {
    name: '',
    text: 'delete from repeatable_calls where site_id = $1 and created_at <= $2',
    values: [siteId, before],
  }
}
