// Addresses that wrote and are no customer's, and what goes to whoever comes to hold one of them.
import { foldAddress } from '../../model/identity/email-address.ts'
import { foldName } from '../../model/identity/organization.ts'
import { newId } from '../new-id.ts'
import type { Query, Write } from '../statement.ts'

export interface SenderRow {
  readonly id: string
  readonly name: string
  /** Null of one that was erased. */
  readonly address: string | null
  readonly createdAt: Date
}

const columns = `sender_id as id, name, address, created_at as "createdAt"`

/**
 * The sender of an address, held until the transaction is over; made where there was none.
 * @param mayName whether the mail is known to come from there: only then it says anew how they are called
 */
export function putSender(
  siteId: number,
  { address, name, mayName, now }: { address: string; name: string; mayName: boolean; now: Date },
): Query {
  return {
    name: 'put-sender',
    text: `insert into senders as s (site_id, sender_id, address, address_folded, name, name_folded, created_at)
      values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (site_id, address_folded) where address_folded is not null do update
        set name = case when $8 then excluded.name else s.name end,
          name_folded = case when $8 then excluded.name_folded else s.name_folded end
      returning sender_id as id, sender_id = $2 as "isNew"`,
    values: [siteId, newId(now), address, foldAddress(address), name, foldName(name), now, mayName],
  }
}

export function senderById(siteId: number, senderId: string): Query {
  return {
    name: 'sender-by-id',
    text: `select ${columns} from senders where site_id = $1 and sender_id = $2`,
    values: [siteId, senderId],
    isBrief: true,
  }
}

export function senderByAddress(siteId: number, addressFolded: string): Query {
  return {
    name: 'sender-by-address',
    text: 'select sender_id as id from senders where site_id = $1 and address_folded = $2',
    values: [siteId, addressFolded],
    isBrief: true,
  }
}

/** The same, held until the transaction is over. */
export function holdSender(siteId: number, senderId: string): Query {
  return {
    name: 'hold-sender',
    text: `select ${columns} from senders where site_id = $1 and sender_id = $2 for update`,
    values: [siteId, senderId],
  }
}

const highest = '\u{10ffff}'

/** A sender in a list, with what was asked from there. */
export interface ListedSender extends SenderRow {
  readonly address: string
  /** Counted up to a thousand. */
  readonly requestCount: number
  /** When something was asked from there last. */
  readonly lastAskedAt: Date | null
}

/** So many of one name are looked for; whoever has more to choose from adds a letter. */
const namesakesMax = 200

/**
 * Senders in the order of their addresses; of a text those whose address or name begins so. Whoever was erased is in no list.
 * @param page.after an address, folded
 */
export function listSenders(
  siteId: number,
  text: string | undefined,
  { after, limit }: { readonly after: string; readonly limit: number },
): Query {
  const begins = foldAddress(text ?? '')
  const values: unknown[] = [siteId, after, limit, begins, begins + highest]
  const name = foldName(text ?? '')
  const namesakes =
    name === ''
      ? ''
      : `union select s.sender_id, s.address_folded from (
          select sender_id from senders
          where site_id = $1 and name_folded >= $${values.push(name)} and name_folded < $${values.push(name + highest)}
          order by name_folded, sender_id limit ${namesakesMax}) n
        cross join lateral (
          select sender_id, address_folded from senders
          where site_id = $1 and sender_id = n.sender_id and address_folded > $2 offset 0) s`
  return {
    name: '',
    text: `with found as materialized (
        (select sender_id, address_folded from senders
          where site_id = $1 and address_folded > $2 and address_folded >= $4 and address_folded < $5
          order by address_folded limit $3) ${namesakes}),
      page as materialized (select * from found order by address_folded limit $3)
      select s.*, r.total as "requestCount", l.created_at as "lastAskedAt" from page p
      cross join lateral (
        select ${columns} from senders where site_id = $1 and sender_id = p.sender_id offset 0) s
      cross join lateral (
        select count(*)::int as total from (
          select from requests where site_id = $1 and requester_sender_id = p.sender_id limit 1000) x) r
      left join lateral (
        select created_at from requests where site_id = $1 and requester_sender_id = p.sender_id
        order by created_at desc, request_id desc limit 1) l on true
      order by p.address_folded`,
    values,
  }
}

/**
 * SQL of who wrote nothing since $2, nor was anything done in what they asked. An address that a customer has by now, as a directory's
 * guest may, is that person's as well, and is kept with them.
 */
const silent = `senders s where s.site_id = $1 and s.address_folded is not null and s.created_at < $2
    and not exists (select from requests r
      where r.site_id = $1 and r.requester_sender_id = s.sender_id and r.updated_at >= $2 offset 0)
    and not exists (select from request_comments c
      where c.site_id = $1 and c.sender_id = s.sender_id and c.created_at >= $2 offset 0)
    and not exists (select from customer_addresses a
      where a.site_id = $1 and a.address_folded = s.address_folded and a.until is null offset 0)`

/** The next senders from whom nothing came since then. */
export function silentSenders(siteId: number, since: Date, after: string, limit: number): Query {
  return {
    name: '',
    text: `select s.sender_id as id from ${silent} and s.sender_id > $3 order by s.sender_id limit $4`,
    values: [siteId, since, after, limit],
  }
}

/** How many they are, counted up to a number. */
export function countSilentSenders(siteId: number, since: Date, max: number): Query {
  return {
    name: '',
    text: `select count(*)::int as total from (select from ${silent} limit $3) x`,
    values: [siteId, since, max],
  }
}

/** Locks senders; whoever writes from there waits. */
export function holdSenders(siteId: number, senderIds: readonly string[]): Query {
  return {
    name: 'hold-senders',
    text: `select sender_id as id from senders where site_id = $1 and sender_id = any($2::uuid[])
      order by sender_id for update`,
    values: [siteId, senderIds],
  }
}

/** Which of these are silent still, once they are locked. */
export function stillSilent(siteId: number, since: Date, senderIds: readonly string[]): Query {
  return {
    name: 'still-silent',
    text: `select s.sender_id as id, s.address_folded as address from ${silent} and s.sender_id = any($3::uuid[])`,
    values: [siteId, since, senderIds],
  }
}

/** Senders whose address or name begins so. */
export function searchSenders(siteId: number, text: string, limit: number): Query {
  const [address, name] = [foldAddress(text), foldName(text)]
  return {
    name: '',
    text: `(select sender_id as id from senders where site_id = $1 and address_folded >= $2 and address_folded < $3
        order by address_folded limit $6)
      union (select sender_id from senders where site_id = $1 and name_folded >= $4 and name_folded < $5
        order by name_folded, sender_id limit $6)`,
    values: [siteId, address, address + highest, name, name + highest, limit],
  }
}

export function countRequestsOfSender(siteId: number, senderId: string): Query {
  return {
    name: 'count-requests-of-sender',
    text: 'select count(*)::int as total from requests where site_id = $1 and requester_sender_id = $2',
    values: [siteId, senderId],
  }
}

/**
 * Who holds the address of a sender now and gets what was asked from there: by their own mailbox or an administrator's word, or by the
 * word of a directory that speaks for the address's domain. Guests of a directory hold new addresses and are given nothing that is there.
 */
export function holderOfSender(siteId: number, senderId: string): Query {
  return {
    name: 'holder-of-sender',
    text: `select a.customer_id as "customerId" from senders s
      join customer_addresses a on a.site_id = $1 and a.address_folded = s.address_folded
        and a.standing = 'held' and a.until is null
        and (a.directory_id is null or exists (select from directory_domains d where d.site_id = $1
          and d.domain = split_part(a.address_folded, '@', 2) and d.directory_id = a.directory_id))
      where s.site_id = $1 and s.sender_id = $2`,
    values: [siteId, senderId],
  }
}

/** Locks the newest requests of a sender in the order of their ids, as every other act locks requests. */
export function holdSenderRequests(siteId: number, senderId: string, limit: number): Query {
  return {
    name: 'hold-sender-requests',
    text: `with theirs as materialized (
        select request_id from requests where site_id = $1 and requester_sender_id = $2
        order by created_at desc, request_id desc limit $3)
      select request_id as id from requests where site_id = $1 and request_id in (select request_id from theirs)
      order by request_id for no key update`,
    values: [siteId, senderId, limit],
  }
}

/** What a sender asked is a customer's from now on, with what was written and brought in it. */
export function giveSenderRequests(
  siteId: number,
  requestIds: readonly string[],
  senderId: string,
  customerId: string,
): Write[] {
  const values = [siteId, requestIds, senderId, customerId]
  const moves = {
    requests: ['requester_sender_id', 'requester_id = $4, version = version + 1'],
    request_comments: ['sender_id', 'customer_id = $4'],
    request_history: ['sender_id', 'customer_id = $4'],
    attachments: ['sender_id', 'customer_id = $4'],
  } as const
  return [
    ...Object.entries(moves).map(([table, [column, set]]) => ({
      name: `give-sender-${table}`,
      table,
      text: `update ${table} set ${set}, ${column} = null
        where site_id = $1 and request_id = any($2::uuid[]) and ${column} = $3`,
      values,
    })),
    {
      name: 'give-sender-mutes',
      table: 'muted_requests',
      text: `update muted_requests m set person_id = $4
        where m.site_id = $1 and m.request_id = any($2::uuid[]) and m.person_id = $3
          and not exists (select from muted_requests o
            where o.site_id = $1 and o.request_id = m.request_id and o.person_id = $4)`,
      values,
    },
  ]
}

/** Goes with nothing behind it. */
export function removeSender(siteId: number, senderId: string): Write {
  return {
    name: 'remove-sender',
    table: 'senders',
    // What it owned was given away before.
    alone: true,
    text: 'delete from senders where site_id = $1 and sender_id = $2',
    values: [siteId, senderId],
  }
}
