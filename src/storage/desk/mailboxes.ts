// Addresses to which people write.
import type { FetchSettings } from '../../model/desk/mail-fetching.ts'
import type { Query, Write } from '../statement.ts'

export interface MailboxRow {
  readonly id: string
  readonly address: string
  readonly requestTypeId: string
  readonly requestTypeName: string
  readonly portalId: string
  readonly portalName: string
  /** Neither portal nor kind of request is archived. */
  readonly isOffered: boolean
  readonly isActive: boolean
  readonly createdAt: Date
  readonly lastAt: Date | null
  /** Where mails are fetched from; null: nowhere. */
  readonly fetching: FetchState | null
}

/** As it is kept, with its dates as texts. */
interface FetchState extends FetchSettings {
  readonly lookedAt: string | null
  readonly nextAt: string
  readonly error: string | null
}

const selected = `select m.mailbox_id as id, m.address, m.request_type_id as "requestTypeId", t.name as "requestTypeName",
    p.portal_id as "portalId", p.name as "portalName", t.archived_at is null and p.archived_at is null as "isOffered",
    m.is_active as "isActive", m.created_at as "createdAt",
    (select a.last_at from arrived_mails a where a.site_id = $1 and a.mailbox_id = m.mailbox_id
      order by a.arrived_id desc limit 1) as "lastAt",
    case when m.imap_host is not null then jsonb_build_object('host', m.imap_host, 'port', m.imap_port, 'tls', m.imap_tls,
      'user', m.imap_user, 'moveTo', m.imap_move_to, 'authserv', m.imap_authserv, 'lookedAt', m.imap_looked_at,
      'nextAt', m.imap_next_at, 'error', m.imap_error) end as fetching
  from mailboxes m
  join request_types t on t.site_id = $1 and t.request_type_id = m.request_type_id
  join portals p on p.site_id = $1 and p.portal_id = t.portal_id
  where m.site_id = $1`

export function listMailboxes(siteId: number): Query {
  return { name: 'list-mailboxes', text: `${selected} order by m.address`, values: [siteId] }
}

export function mailboxById(siteId: number, mailboxId: string): Query {
  return { name: 'mailbox-by-id', text: `${selected} and m.mailbox_id = $2`, values: [siteId, mailboxId] }
}

/** Whoever adds a mailbox to whatever site, or gives one another address, does it one after the other. */
export function holdMailboxAddresses(): Query {
  return {
    name: 'hold-mailbox-addresses',
    text: `select pg_advisory_xact_lock(hashtextextended('addresses of mailboxes', 0))`,
    values: [],
  }
}

/** Whose an address is, of the whole server. */
export interface AddressedMailbox {
  readonly siteId: number
  readonly mailboxId: string
  readonly isActive: boolean
}

/** @param address without a tag, as `readMailboxAddress` answers it */
export function mailboxOf(address: string): Query {
  return {
    name: 'mailbox-of',
    text: `select site_id as "siteId", mailbox_id as "mailboxId", is_active as "isActive" from mailbox_of($1)`,
    values: [address],
  }
}

/** A request type that can be asked for. */
export function requestTypeToWriteTo(siteId: number, requestTypeId: string): Query {
  return {
    name: 'request-type-to-write-to',
    text: `select t.request_type_id as id from request_types t
      join portals p on p.site_id = $1 and p.portal_id = t.portal_id and p.archived_at is null
      where t.site_id = $1 and t.request_type_id = $2 and t.archived_at is null`,
    values: [siteId, requestTypeId],
  }
}

export interface MailboxSettings {
  readonly id: string
  readonly address: string
  readonly requestTypeId: string
  readonly isActive: boolean
}

export function insertMailbox(siteId: number, mailbox: MailboxSettings, now: Date): Write {
  return {
    name: 'insert-mailbox',
    table: 'mailboxes',
    text: `insert into mailboxes (site_id, mailbox_id, address, request_type_id, is_active, created_at)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [siteId, mailbox.id, mailbox.address, mailbox.requestTypeId, mailbox.isActive, now],
  }
}

export function updateMailbox(siteId: number, mailbox: MailboxSettings): Write {
  return {
    name: 'update-mailbox',
    table: 'mailboxes',
    text: `update mailboxes set address = $3, request_type_id = $4, is_active = $5
      where site_id = $1 and mailbox_id = $2`,
    values: [siteId, mailbox.id, mailbox.address, mailbox.requestTypeId, mailbox.isActive],
  }
}

/** Locks a mailbox that is about to change. */
export function holdMailbox(siteId: number, mailboxId: string): Query {
  return {
    name: 'hold-mailbox',
    text: 'select mailbox_id from mailboxes where site_id = $1 and mailbox_id = $2 for no key update',
    values: [siteId, mailboxId],
  }
}
