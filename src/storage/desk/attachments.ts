// Files of requests: what is known of them. Their bytes are in `storage/attachment-files.ts`.
import { newId } from '../new-id.ts'
import { wordsChannel } from '../outbox.ts'
import type { Query, Write } from '../statement.ts'

/** A customer or one of the staff, exactly one of the two, who brings files; a sender's come with mails. */
export interface Bearer {
  readonly customerId: string | null
  readonly staffId: string | null
}

export interface AttachmentRow extends Bearer {
  readonly senderId: string | null
  readonly id: string
  readonly requestId: string | null
  readonly commentId: string | null
  readonly name: string
  readonly sizeBytes: number
  readonly receivedBytes: number
  readonly mediaType: string | null
  readonly sha256: Buffer | null
  readonly createdAt: Date
  readonly heardAt: Date
  readonly completedAt: Date | null
  /** It came with a comment for agents only. */
  readonly isInternal: boolean
}

const columns = `attachment_id as id, request_id as "requestId", comment_id as "commentId", customer_id as "customerId",
  staff_id as "staffId", sender_id as "senderId", name, size_bytes::float8 as "sizeBytes", received_bytes::float8 as "receivedBytes",
  media_type as "mediaType", sha256, created_at as "createdAt", heard_at as "heardAt", completed_at as "completedAt",
  coalesce((select c.is_internal from request_comments c
    where c.site_id = attachments.site_id and c.comment_id = attachments.comment_id), false) as "isInternal"`

export function attachmentById(siteId: number, attachmentId: string): Query {
  return {
    name: 'attachment-by-id',
    text: `select ${columns} from attachments where site_id = $1 and attachment_id = $2`,
    values: [siteId, attachmentId],
    isBrief: true,
  }
}

/** The ids of those between two ids: UUIDs of version 7 are in the order in which they were made. */
export function attachmentIdsBetween(siteId: number, lowest: string, highest: string): Query {
  return {
    name: 'attachment-ids-between',
    text: 'select attachment_id as id from attachments where site_id = $1 and attachment_id between $2 and $3 limit 1000',
    values: [siteId, lowest, highest],
  }
}

/** These, locked in the order of their ids, so that two messages cannot have one file. */
export function holdAttachments(siteId: number, ids: readonly string[]): Query {
  return {
    name: 'hold-attachments',
    text: `select ${columns} from attachments where site_id = $1 and attachment_id = any($2::uuid[])
      order by attachment_id for update`,
    values: [siteId, ids],
  }
}

/** What came with these comments of a request, and with the request itself where it is asked for; in the order in which it was begun. */
export function attachmentsOfMessages(
  siteId: number,
  requestId: string,
  { commentIds, withOwn }: { readonly commentIds: readonly string[]; readonly withOwn: boolean },
): Query {
  return {
    name: 'attachments-of-messages',
    text: `select * from (
        select ${columns} from attachments
          where site_id = $1 and request_id = $2 and comment_id is null and $4
        union all
        select ${columns} from attachments where site_id = $1 and comment_id = any($3::uuid[])) found
      order by id`,
    values: [siteId, requestId, commentIds, withOwn],
  }
}

/** Whatever begins at a site is counted one after the other. */
export function lockSiteFiles(siteId: number): Query {
  return {
    name: 'lock-site-files',
    text: `select pg_advisory_xact_lock(hashtextextended('attachments of the site', $1))`,
    values: [siteId],
  }
}

/** What all files of a site have together, those on their way as large as they will be. */
export function bytesOfSite(siteId: number): Query {
  return {
    name: 'bytes-of-site',
    text: 'select coalesce(sum(size_bytes), 0)::float8 as bytes from attachments where site_id = $1',
    values: [siteId],
  }
}

/** What a customer has brought since a moment and not given up; without what came by mails that anybody may have written. */
export function bytesSince(siteId: number, customerId: string, since: Date): Query {
  return {
    name: 'bytes-since',
    text: `select coalesce(sum(size_bytes), 0)::float8 as bytes from attachments
      where site_id = $1 and customer_id = $2 and created_at > $3
        and (comment_id is null or comment_id not in (
          select comment_id from request_mails
          where site_id = $1 and unproven_customer_id = $2 and at >= $3 and comment_id is not null))`,
    values: [siteId, customerId, since],
  }
}

/** What mails brought since a moment under a customer's name that nothing showed to be theirs. */
export function bytesByUnprovenMails(siteId: number, customerId: string, since: Date): Query {
  return {
    name: 'bytes-by-unproven-mails',
    text: `select coalesce(sum(a.size_bytes), 0)::float8 as bytes from request_mails m
      cross join lateral (
        select size_bytes from attachments where site_id = $1 and comment_id = m.comment_id offset 0) a
      where m.site_id = $1 and m.unproven_customer_id = $2 and m.at > $3`,
    values: [siteId, customerId, since],
  }
}

/** What an address that is nobody's has brought since a moment. */
export function bytesOfSender(siteId: number, senderId: string, since: Date): Query {
  return {
    name: 'bytes-of-sender',
    text: `select coalesce(sum(size_bytes), 0)::float8 as bytes from attachments
      where site_id = $1 and sender_id = $2 and created_at > $3`,
    values: [siteId, senderId, since],
  }
}

export function attachToMessage(
  siteId: number,
  ids: readonly string[],
  requestId: string,
  commentId: string | null,
): Write {
  return {
    name: 'attach-to-message',
    table: 'attachments',
    // The message may be of this very transaction, and is looked for by the foreign key.
    alone: true,
    text: `update attachments set request_id = $3, comment_id = $4
      where site_id = $1 and attachment_id = any($2::uuid[])`,
    values: [siteId, ids, requestId, commentId],
  }
}

/** Whatever one person begins is counted one after the other. */
export function lockBearer(siteId: number, { customerId, staffId }: Bearer): Query {
  return {
    name: 'lock-bearer',
    text: `select pg_advisory_xact_lock(hashtextextended('attachments ' || $2, $1))`,
    values: [siteId, customerId ?? staffId],
  }
}

/** What a person has brought that belongs to no message, the longest silent first. */
export function looseOf(siteId: number, { customerId, staffId }: Bearer): Query {
  const column = customerId === null ? 'staff_id' : 'customer_id'
  return {
    name: `loose-of-${column}`,
    text: `select ${columns} from attachments where site_id = $1 and ${column} = $2 and request_id is null
      order by heard_at, attachment_id for update`,
    values: [siteId, customerId ?? staffId],
  }
}

export function insertAttachment(
  siteId: number,
  attachment: Bearer & { readonly id: string; readonly name: string; readonly sizeBytes: number },
  now: Date,
): Write {
  return {
    name: 'insert-attachment',
    table: 'attachments',
    text: `insert into attachments (site_id, attachment_id, customer_id, staff_id, name, size_bytes, created_at, heard_at)
      values ($1, $2, $3, $4, $5, $6, $7, $7)`,
    values: [
      siteId,
      attachment.id,
      attachment.customerId,
      attachment.staffId,
      attachment.name,
      attachment.sizeBytes,
      now,
    ],
  }
}

/** Who writes a file now. */
export interface Pen {
  readonly siteId: number
  readonly attachmentId: string
  readonly writerId: string
}

/** Takes the pen where nobody has it. No row when somebody does, or when the file is not where the caller thinks it is. */
export function takePen(
  { siteId, attachmentId, writerId }: Pen,
  offset: number,
  { now, until }: { readonly now: Date; readonly until: Date },
): Query {
  return {
    name: 'take-pen',
    text: `update attachments set writer_id = $3, writer_until = $6
      where site_id = $1 and attachment_id = $2 and completed_at is null and received_bytes = $4
        and (writer_until is null or writer_until <= $5)
      returning attachment_id as id`,
    values: [siteId, attachmentId, writerId, offset, now, until],
  }
}

/** So much is on the disk. No row when somebody else writes by now, or the file was given up. @param until null: the pen is laid down */
export function noteReceived(
  { siteId, attachmentId, writerId }: Pen,
  receivedBytes: number,
  { now, until }: { readonly now: Date; readonly until: Date | null },
): Query {
  return {
    name: 'note-received',
    text: `update attachments set heard_at = case when received_bytes < $4 then $5 else heard_at end,
        received_bytes = $4, writer_until = $6, writer_id = case when $6::timestamptz is null then null else writer_id end
      where site_id = $1 and attachment_id = $2 and writer_id = $3 and completed_at is null
      returning attachment_id as id`,
    values: [siteId, attachmentId, writerId, receivedBytes, now, until],
  }
}

/** All of it is on the disk, and will never be written again. No row when somebody else writes by now. */
export function completeAttachment(
  { siteId, attachmentId, writerId }: Pen,
  { mediaType, sha256 }: { readonly mediaType: string; readonly sha256: Buffer },
  now: Date,
): Query {
  return {
    name: 'complete-attachment',
    text: `update attachments set received_bytes = size_bytes, media_type = $4, sha256 = $5, completed_at = $6,
        heard_at = $6, writer_id = null, writer_until = null
      where site_id = $1 and attachment_id = $2 and writer_id = $3 and completed_at is null
      returning attachment_id as id`,
    values: [siteId, attachmentId, writerId, mediaType, sha256, now],
  }
}

/** Removes what belongs to no message; the rows say which were there. */
export function dropLoose(siteId: number, ids: readonly string[]): Query {
  return {
    name: 'drop-loose',
    text: `delete from attachments where site_id = $1 and attachment_id = any($2::uuid[]) and request_id is null
      returning attachment_id as id`,
    values: [siteId, ids],
  }
}

/** Removes a number of those that wait for a message in vain, or for their next byte. */
export function dropForgotten(
  siteId: number,
  before: { readonly whole: Date; readonly unfinished: Date },
  limit: number,
): Query {
  return {
    name: 'drop-forgotten',
    text: `delete from attachments where site_id = $1 and request_id is null and attachment_id = any(array(
        select attachment_id from attachments
        where site_id = $1 and request_id is null and heard_at < $3
          and (completed_at is null or heard_at < $2)
        order by heard_at limit $4 for update skip locked))
      returning attachment_id as id`,
    values: [siteId, before.whole, before.unfinished, limit],
  }
}

/** Which of these are known, as attachments or as mails that are kept whole: what lies on the disk under another id is nobody's. */
export function knownAttachments(siteId: number, ids: readonly string[]): Query {
  return {
    name: 'known-attachments',
    text: `select attachment_id as id from attachments where site_id = $1 and attachment_id = any($2::uuid[])
      union all
      select arrived_id from arrived_mails where site_id = $1 and arrived_id = any($2::uuid[]) and is_whole`,
    values: [siteId, ids],
  }
}

/** Removes what these people brought; a task removes the files, when and only when the rows are gone. */
export function eraseAttachments(
  siteId: number,
  customerIds: readonly string[],
  /** Of senders, who are known by them. */
  addresses: readonly string[],
  now: Date,
): Write {
  return {
    name: 'erase-attachments',
    table: 'attachments',
    alone: true,
    text: `with gone as (
        delete from attachments where site_id = $1 and attachment_id in (
          select attachment_id from attachments where site_id = $1 and customer_id = any($2::uuid[])
          union all
          select f.attachment_id from senders s join attachments f on f.site_id = $1 and f.sender_id = s.sender_id
          where s.site_id = $1 and s.address_folded = any($5::text[]))
        returning attachment_id)
      insert into outbox (site_id, outbox_id, at, kind, payload, due_at)
      select $1, $3, $4, 'remove-files', jsonb_build_object('attachmentIds', jsonb_agg(attachment_id))::text, $4
      from gone having count(*) > 0 returning pg_notify('${wordsChannel}', site_id::text)`,
    values: [siteId, customerIds, newId(now), now, addresses],
  }
}
