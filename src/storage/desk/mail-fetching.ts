// Mailboxes elsewhere: where they are, and how far they were read.
import type { FetchSettings } from '../../model/desk/mail-fetching.ts'
import type { Query, Write } from '../statement.ts'

export interface FetchedMailbox extends FetchSettings {
  readonly mailboxId: string
  readonly address: string
  readonly password: string
  /** Of the folder that was read; null: none yet. */
  readonly uidValidity: string | null
  readonly lastUid: number
  readonly failures: number
  readonly nextAt: Date
}

const columns = `mailbox_id as "mailboxId", address, imap_host as host, imap_port as port, imap_tls as tls, imap_user as user,
  imap_password as password, imap_move_to as "moveTo", imap_authserv as authserv,
  imap_uid_validity::text as "uidValidity", coalesce(imap_last_uid, 0)::float8 as "lastUid", imap_failures as failures,
  imap_next_at as "nextAt"`

/** Where a mailbox is fetched from; no row where it is not, or takes no mails. */
export function fetchedMailbox(siteId: number, mailboxId: string): Query {
  return {
    name: 'fetched-mailbox',
    text: `select ${columns} from mailboxes
      where site_id = $1 and mailbox_id = $2 and imap_host is not null and is_active`,
    values: [siteId, mailboxId],
  }
}

/** Mailboxes of a site that are to be looked into. */
export function dueToFetch(siteId: number, now: Date): Query {
  return {
    name: 'due-to-fetch',
    text: `select mailbox_id as "mailboxId" from mailboxes where site_id = $1 and imap_next_at <= $2 and is_active`,
    values: [siteId, now],
  }
}

/** Has mails fetched, from now on. What lies there already stays there, where it leads elsewhere than before. */
export function setFetching(
  siteId: number,
  mailboxId: string,
  settings: FetchSettings & { readonly password: string; readonly isElsewhere: boolean },
  now: Date,
): Write {
  const { host, port, tls, user, password, moveTo, authserv, isElsewhere } = settings
  return {
    name: 'set-fetching',
    table: 'mailboxes',
    text: `update mailboxes set imap_host = $3, imap_port = $4, imap_tls = $5, imap_user = $6, imap_password = $7,
        imap_move_to = $8, imap_authserv = $9, imap_next_at = $10, imap_failures = 0, imap_error = null,
        imap_uid_validity = case when $11 then null else imap_uid_validity end,
        imap_last_uid = case when $11 then null else imap_last_uid end
      where site_id = $1 and mailbox_id = $2`,
    values: [siteId, mailboxId, host, port, tls, user, password, moveTo, authserv, now, isElsewhere],
  }
}

export function endFetching(siteId: number, mailboxId: string): Write {
  return {
    name: 'end-fetching',
    table: 'mailboxes',
    text: `update mailboxes set imap_host = null, imap_port = null, imap_tls = null, imap_user = null, imap_password = null,
        imap_move_to = null, imap_authserv = null, imap_next_at = null, imap_uid_validity = null, imap_last_uid = null,
        imap_looked_at = null, imap_failures = 0, imap_error = null
      where site_id = $1 and mailbox_id = $2`,
    values: [siteId, mailboxId],
  }
}

/** Notes how far a folder was read. */
export function noteRead(
  siteId: number,
  mailboxId: string,
  { uidValidity, lastUid }: { readonly uidValidity: string; readonly lastUid: number },
): Write {
  return {
    name: 'note-read',
    table: 'mailboxes',
    text: `update mailboxes set imap_uid_validity = $3, imap_last_uid = $4
      where site_id = $1 and mailbox_id = $2 and imap_host is not null`,
    values: [siteId, mailboxId, uidValidity, lastUid],
  }
}

/** Notes that somebody looked, and when the next look is; `error` says why it came to nothing. */
export function noteLook(
  siteId: number,
  mailboxId: string,
  look: {
    readonly at: Date
    readonly nextAt: Date
    readonly failures: number
    readonly error: string | null
  },
): Write {
  return {
    name: 'note-look',
    table: 'mailboxes',
    text: `update mailboxes set imap_looked_at = $3, imap_next_at = $4, imap_failures = $5, imap_error = $6
      where site_id = $1 and mailbox_id = $2 and imap_host is not null`,
    values: [siteId, mailboxId, look.at, look.nextAt, look.failures, look.error],
  }
}

/** The secret that is kept; nobody shows it. */
export function keptPassword(siteId: number, mailboxId: string): Query {
  return {
    name: 'kept-mailbox-password',
    text: 'select imap_password as password from mailboxes where site_id = $1 and mailbox_id = $2',
    values: [siteId, mailboxId],
  }
}
