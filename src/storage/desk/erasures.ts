// What an erasure does at the desk: to what somebody asked and wrote, and to why they were believed.
import { erasedName, sendersAt } from '../identity/erasures.ts'
import { newId } from '../new-id.ts'
import { wordsChannel } from '../outbox.ts'
import type { Write } from '../statement.ts'

/** Where reasons are kept that name whom a message looked like. */
const mentions = [
  ['requests', 'request_id'],
  ['request_comments', 'comment_id'],
] as const

export function eraseSummaries(siteId: number, ids: readonly string[]): Write {
  return {
    name: 'erase-summaries',
    table: 'requests',
    text: `update requests set summary = 'Erased', field_values = '{}', words = '', score_comment = null
      where site_id = $1 and requester_id = any($2::uuid[])`,
    values: [siteId, ids],
  }
}

export function eraseComments(siteId: number, ids: readonly string[]): Write {
  return {
    name: 'erase-comments',
    table: 'request_comments',
    text: `update request_comments set body = 'Erased', quoted = null
      where site_id = $1 and customer_id = any($2::uuid[])`,
    values: [siteId, ids],
  }
}

/** Why the person was believed names addresses and directories. */
export function eraseEvidence(siteId: number, ids: readonly string[]): Write[] {
  return [
    {
      name: 'erase-request-evidence',
      table: 'requests',
      text: `update requests set evidence = '[]' where site_id = $1 and requester_id = any($2::uuid[])`,
      values: [siteId, ids],
    },
    {
      name: 'erase-comment-evidence',
      table: 'request_comments',
      text: `update request_comments set evidence = '[]'
        where site_id = $1 and customer_id = any($2::uuid[]) and evidence is not null`,
      values: [siteId, ids],
    },
    ...mentions.map(
      ([table, column]): Write => ({
        name: `erase-mentions-${table}`,
        table,
        text: `update ${table} m set evidence = coalesce((select jsonb_agg(e order by n)
            from jsonb_array_elements(m.evidence) with ordinality x (e, n)
            where e ->> 'personId' is null or (e ->> 'personId')::uuid <> all($2::uuid[])), '[]')
          where m.site_id = $1 and m.${column} in (
            select message_id from evidence_mentions where site_id = $1 and person_id = any($2::uuid[]))`,
        values: [siteId, ids],
        alone: true,
      }),
    ),
    {
      name: 'erase-proofs',
      table: 'proofs',
      text: `update proofs set address = '', receipt = null, secret_hash = null
        where site_id = $1 and customer_id = any($2::uuid[])`,
      values: [siteId, ids],
      alone: true,
    },
    {
      name: 'erase-mentions',
      table: 'evidence_mentions',
      text: 'delete from evidence_mentions where site_id = $1 and person_id = any($2::uuid[])',
      values: [siteId, ids],
      alone: true,
    },
  ]
}

/**
 * What was written from these addresses by whoever was no customer: the senders are nobody's address any more, and nothing says
 * why they were believed.
 */
export function eraseSenders(
  siteId: number,
  addresses: readonly string[],
  texts: boolean,
  now: Date,
): Write[] {
  const values = [siteId, addresses]
  const of = (column: string) => `site_id = $1 and ${column} in ${sendersAt('$2')}`
  const write = (name: string, table: string, text: string): Write => ({ name, table, text, values })
  return [
    write(
      'erase-sender-requests',
      'requests',
      `update requests set evidence = '[]' where ${of('requester_sender_id')}`,
    ),
    write(
      'erase-sender-comments',
      'request_comments',
      `update request_comments set evidence = '[]' where ${of('sender_id')} and evidence is not null`,
    ),
    ...(texts
      ? [
          write(
            'erase-sender-summaries',
            'requests',
            `update requests set summary = 'Erased', field_values = '{}', words = '', score_comment = null
              where ${of('requester_sender_id')}`,
          ),
          write(
            'erase-sender-bodies',
            'request_comments',
            `update request_comments set body = 'Erased', quoted = null where ${of('sender_id')}`,
          ),
        ]
      : []),
    write(
      'erase-addressees',
      'request_addressees',
      'delete from request_addressees where site_id = $1 and address_folded = any($2::text[])',
    ),
    {
      name: 'erase-senders',
      table: 'senders',
      // The others find them by the address.
      alone: true,
      text: `update senders set address = null, address_folded = null, name = $3, name_folded = '', erased_at = $4
        where site_id = $1 and address_folded = any($2::text[])`,
      values: [siteId, addresses, erasedName, now],
    },
  ]
}

/** Mails that the person wrote, with their bytes; by the address alone, because a mail proves nothing else. */
export function eraseArrivedMails(siteId: number, addresses: readonly string[], now: Date): Write {
  return {
    name: 'erase-arrived-mails',
    table: 'arrived_mails',
    alone: true,
    text: `with gone as (
        delete from arrived_mails where site_id = $1 and from_folded = any($2::text[]) returning arrived_id)
      insert into outbox (site_id, outbox_id, at, kind, payload, due_at)
      select $1, $3, $4, 'remove-files', jsonb_build_object('attachmentIds', jsonb_agg(arrived_id))::text, $4
      from gone having count(*) > 0 returning pg_notify('${wordsChannel}', site_id::text)`,
    values: [siteId, addresses, newId(now), now],
  }
}
