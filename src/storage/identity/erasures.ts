// Where a person's values stand, table by table, and what an erasure does there.
import { domainOf } from '../../model/identity/email-address.ts'
import type { Query, Write } from '../statement.ts'

/** How an erased person is called wherever a name has to stand. */
export const erasedName = 'Erased person'

/** What keeps a person's values out of a table, or why they stay there. A test holds every table of the database to it. */
export const personalTables = {
  customers: 'erase',
  customer_addresses: 'erase',
  customer_merges: 'erase',
  deleted_directory_users: 'erase',
  organization_people: 'erase',
  organization_joined: 'erase',
  succession_people: 'erase',
  domain_move_people: 'erase',
  cases: 'erase',
  audit_values: 'erase',
  mails: 'erase',
  arrived_mails: 'erase',
  import_rows: 'erase',
  exchanges: 'erase',
  api_keys: 'erase',
  customer_passkeys: 'erase',
  customer_passwords: 'erase',
  customer_sessions: 'erase',
  sign_in_codes: 'erase',
  sign_in_identities: 'erase',
  asserted_members: 'erase',
  asserted_groups: 'names and ids of groups',
  sign_in_tests: 'erase',
  sign_ins: 'erase',
  setup_links: 'erase',
  setup_sessions: 'goes with its link',
  invitations: 'erase',
  site_exports: 'erase',
  site_export_parts: 'goes with its export',
  senders: 'erase',
  request_addressees: 'erase',
  request_mails: 'ids, and those that programs gave to mails',
  reply_keys: 'keys',
  requests:
    'reasons of assurance are erased, and what was written where the administrator says so; the requester is an erased person',
  request_comments:
    'reasons of assurance are erased, and what was written where the administrator says so; the author is an erased person',
  mail_wishes: 'erase',
  muted_requests: 'erase',
  request_participants: 'ids',
  request_history: 'ids and codes',
  audience_looks: 'ids',
  attachments: 'erase',
  directory_users: 'nobody is erased whom a directory has: its deletion comes first',
  directory_user_emails: 'goes with the directory user',
  directory_group_members: 'goes with the directory user',
  directory_groups: 'names and ids of groups',
  directory_group_nesting: 'names and ids of groups',
  repeatable_calls: 'sealed with the key of whoever called, and gone after a day',
  outbox: 'ids and codes, gone when they are delivered',
  audit_events: 'ids and codes: personal values stand in audit_values',
  preview_people: 'ids',
  known_domains: 'erase',
  domain_keys: 'goes with its domain',
  evidence_mentions: 'erase',
  proofs: 'erase',
} as const

/** The customer and whoever was merged into them, however often; the order is that of locking. */
export function personOf(siteId: number, customerId: string): Query {
  return {
    name: 'person-to-erase',
    text: `with recursive person as (
        select customer_id from customers where site_id = $1 and customer_id = $2
        union select c.customer_id from customers c join person p on c.merged_into = p.customer_id where c.site_id = $1)
      select customer_id as id from person order by 1`,
    values: [siteId, customerId],
  }
}

/** What an erasure looks at before it acts. */
export interface ErasureFacts {
  readonly name: string
  readonly mergedInto: string | null
  readonly erasedAt: Date | null
  /** The directories that have the person now. */
  readonly directories: readonly string[]
  /** Every address, former ones too. */
  readonly addresses: readonly string[]
  /** Those that are theirs now: whoever was refused one of them is judged anew. */
  readonly present: readonly string[]
  /** Their own, and those of whoever was merged into them. */
  readonly names: readonly string[]
  readonly directoryIds: readonly number[]
  readonly userIds: readonly string[]
  readonly requests: number
  readonly mails: number
  readonly exports: number
}

export function erasureFacts(siteId: number, customerId: string, ids: readonly string[]): Query {
  return {
    name: 'erasure-facts',
    text: `select c.display_name as name, c.merged_into as "mergedInto", c.erased_at as "erasedAt",
        array(select distinct d.name from directory_users u
          join directories d on d.site_id = u.site_id and d.directory_id = u.directory_id
          where u.site_id = $1 and u.customer_id = any($3::uuid[]) order by 1) as directories,
        array(select distinct a.address_folded from customer_addresses a
          where a.site_id = $1 and a.customer_id = any($3::uuid[]) order by 1) as addresses,
        array(select distinct a.address_folded from customer_addresses a
          where a.site_id = $1 and a.customer_id = any($3::uuid[]) and a.until is null order by 1) as present,
        array(select n.display_name from customers n
          where n.site_id = $1 and n.customer_id = any($3::uuid[]) and n.display_name <> '') as names,
        array(select d.directory_id from directories d where d.site_id = $1) as "directoryIds",
        array(select x.user_id::text from deleted_directory_users x
          where x.site_id = $1 and x.customer_id = any($3::uuid[])) as "userIds",
        (select count(*)::int from requests r where r.site_id = $1 and r.requester_id = any($3::uuid[])) as requests,
        (select count(*)::int from mails m where m.site_id = $1 and m.person_id = any($3::uuid[])) as mails,
        (select count(*)::int from site_exports e where e.site_id = $1 and e.state <> 'waiting') as exports
      from customers c where c.site_id = $1 and c.customer_id = $2`,
    values: [siteId, customerId, ids],
  }
}

const ofPerson = {
  customer_addresses: 'customer_id = any($2::uuid[])',
  deleted_directory_users: 'customer_id = any($2::uuid[])',
  organization_people: 'customer_id = any($2::uuid[])',
  organization_joined: 'customer_id = any($2::uuid[])',
  succession_people: 'customer_id = any($2::uuid[])',
  domain_move_people: 'customer_id = any($2::uuid[])',
  cases: '(customer_id = any($2::uuid[]) or other_customer_id = any($2::uuid[]))',
  audit_values: 'person_id = any($2::uuid[])',
  import_rows: 'subject_id = any($2::uuid[])',
  api_keys: 'customer_id = any($2::uuid[])',
  customer_passkeys: 'customer_id = any($2::uuid[])',
  customer_passwords: 'customer_id = any($2::uuid[])',
  customer_sessions: 'customer_id = any($2::uuid[])',
  sign_in_codes: 'customer_id = any($2::uuid[])',
  sign_in_identities: 'customer_id = any($2::uuid[])',
  asserted_members: 'customer_id = any($2::uuid[])',
  mail_wishes: 'person_id = any($2::uuid[])',
  muted_requests: 'person_id = any($2::uuid[])',
} as const

/** Removes the rows that are about nobody but these customers. */
export function eraseRows(siteId: number, ids: readonly string[]): Write[] {
  return Object.entries(ofPerson).map(([table, condition]) => ({
    name: `erase-${table}`,
    table,
    text: `delete from ${table} where site_id = $1 and ${condition}`,
    values: [siteId, ids],
  }))
}

/** SQL of the senders of these addresses. */
export const sendersAt = (addresses: string) =>
  `(select sender_id from senders where site_id = $1 and address_folded = any(${addresses}::text[]))`

/** A domain of one's own is known no longer when it is nobody's any more. After the addresses are gone. */
export function eraseDomains(siteId: number, addresses: readonly string[]): Write[] {
  const domains = [...new Set(addresses.map(domainOf))]
  const isNobodys = `site_id = $1 and domain = any($2::text[]) and not exists (
        select from customer_addresses a where a.site_id = $1 and a.hand_domain = k.domain offset 0)`
  return [
    {
      name: 'erase-domain-keys',
      table: 'domain_keys',
      text: `delete from domain_keys k using (
          select domain from known_domains k where ${isNobodys} and strength = 1) d
        where k.site_id = $1 and k.domain = d.domain`,
      values: [siteId, domains],
      alone: true,
    },
    {
      name: 'erase-domains',
      table: 'known_domains',
      text: `delete from known_domains k where ${isNobodys} and strength = 1`,
      values: [siteId, domains],
      alone: true,
    },
  ]
}

/** Mails to the person, by whom they were for and by the address alone. */
export function eraseMails(siteId: number, ids: readonly string[], addresses: readonly string[]): Write {
  return {
    name: 'erase-mails',
    table: 'mails',
    text: `delete from mails where site_id = $1 and mail_id in (
        select mail_id from mails where site_id = $1 and person_id = any($2::uuid[])
        union all
        select mail_id from mails where site_id = $1 and person_id is null and to_folded = any($3::text[])
        union all
        select m.mail_id from ${sendersAt('$3')} s join mails m on m.site_id = $1 and m.person_id = s.sender_id)`,
    values: [siteId, ids, addresses],
  }
}

/** Codes that somebody asked for with an address of theirs; and that they signed in stays without who it was and from where. */
export function eraseSignIns(siteId: number, ids: readonly string[], addresses: readonly string[]): Write[] {
  return [
    {
      name: 'erase-codes',
      table: 'sign_in_codes',
      text: 'delete from sign_in_codes where site_id = $1 and address_folded = any($2::text[])',
      values: [siteId, addresses],
    },
    {
      name: 'erase-setup-links',
      table: 'setup_links',
      text: 'delete from setup_links where site_id = $1 and address_folded = any($2::text[])',
      values: [siteId, addresses],
    },
    {
      name: 'erase-invited-values',
      table: 'audit_values',
      text: `delete from audit_values where site_id = $1 and person_id in (select invitation_id from invitations
        where site_id = $1 and (customer_id = any($2::uuid[]) or address_folded = any($3::text[])))`,
      values: [siteId, ids, addresses],
    },
    {
      name: 'erase-invitations',
      table: 'invitations',
      text: `delete from invitations where site_id = $1
        and (customer_id = any($2::uuid[]) or address_folded = any($3::text[]))`,
      values: [siteId, ids, addresses],
    },
    {
      name: 'erase-sign-ins',
      table: 'sign_ins',
      text: `update sign_ins set said = null, why = null, ip = null, user_agent = null where site_id = $1
        and (customer_id = any($2::uuid[]) or said_folded = any($3::text[]))`,
      values: [siteId, ids, addresses],
    },
    // Of whom they speak stands in what a provider wrote; they are kept for an hour at most.
    {
      name: 'erase-tests',
      table: 'sign_in_tests',
      text: 'delete from sign_in_tests where site_id = $1',
      values: [siteId],
    },
  ]
}

/** A merge of the person is told still, and cannot be undone any more: what it would give back is gone. */
export function eraseMerges(siteId: number, ids: readonly string[], now: Date): Write {
  return {
    name: 'erase-merges',
    table: 'customer_merges',
    text: `update customer_merges set name_before = null, undo = '{}', undo_until = least(undo_until, $3)
      where site_id = $1 and (survivor_id = any($2::uuid[]) or merged_id = any($2::uuid[]))`,
    values: [siteId, ids, now],
  }
}

/** By what recorded exchanges are known to speak of people. */
export interface Spoken {
  /** Ids of their users, and addresses, in small letters. */
  readonly words: readonly string[]
  /** As an exchange's effect tells them. */
  readonly names: readonly string[]
}

/**
 * SQL of what stays of an exchange `x` that speaks of them: no bodies, filter and effect. What it says is put together once,
 * and not for each word.
 */
const emptied = `request_body = null, response_body = null, path = split_part(path, '?', 1),
        effect = 'What this did is erased with a person.'`
const speaksOf = (words: string, names: string) => `(
        exists (select from (select lower(concat_ws(' ', replace(x.path, '%40', '@'), x.effect, x.request_body,
            x.response_body)) as said offset 0) t
          cross join unnest(${words}::text[]) w where strpos(t.said, w) > 0)
        or exists (select from unnest(${names}::text[]) n where strpos(x.effect, n) > 0))`

/**
 * A step through a directory's recorded exchanges: those that speak of them stay without what they say.
 * @param place behind which exchange, and before which
 * @returns the last one that was looked at; null when it is through
 */
export function eraseExchangesStep(
  siteId: number,
  directoryId: number,
  { words, names }: Spoken,
  { after, before }: { readonly after: string; readonly before: string },
): Query {
  return {
    name: '',
    text: `with page as materialized (
        select exchange_id from exchanges where site_id = $1 and directory_id = $2 and exchange_id > $3 and exchange_id < $4
        order by exchange_id limit 5000),
      gone as (update exchanges x set ${emptied}
        where x.site_id = $1 and x.directory_id = $2 and x.exchange_id = any(array(select exchange_id from page))
          and ${speaksOf('$5', '$6')})
      select exchange_id as last from page union all select null order by last desc nulls last limit 1`,
    values: [siteId, directoryId, after, before, words, names],
  }
}

/** The same of what was recorded since the steps began. */
export function eraseExchanges(
  siteId: number,
  directoryIds: readonly number[],
  { words, names }: Spoken,
  since: string,
): Write {
  return {
    name: 'erase-exchanges',
    table: 'exchanges',
    text: `update exchanges x set ${emptied}
      where x.site_id = $1 and x.directory_id = any($2::int[]) and x.exchange_id >= $5 and ${speaksOf('$3', '$4')}`,
    values: [siteId, directoryIds, words, names, since],
  }
}

/** Exports of the site that hold the person; whoever still wants one asks anew. */
export function eraseExports(siteId: number): Write {
  return {
    name: 'erase-exports',
    table: 'site_exports',
    text: `delete from site_exports where site_id = $1 and state <> 'waiting'`,
    values: [siteId],
  }
}

/** What stays of a person: a row that requests refer to. */
export function eraseCustomers(siteId: number, ids: readonly string[], now: Date): Write {
  return {
    name: 'erase-customers',
    table: 'customers',
    text: `update customers set display_name = $3, name_folded = '', name_key = '', active = false, directory_id = null, details = '{}',
        erased_at = $4, updated_at = $4, left_at = coalesce(left_at, $4)
      where site_id = $1 and customer_id = any($2::uuid[])`,
    values: [siteId, ids, erasedName, now],
  }
}
