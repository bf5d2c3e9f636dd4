// Questions whether a message is somebody's, with their answers and receipts.
import type { AssuranceLevel, Evidence } from '../../model/desk/assurance.ts'
import type { ProofAnswer } from '../../model/desk/prove.ts'
import type { Query, Write } from '../statement.ts'

export interface ProofRow {
  readonly id: string
  readonly requestId: string
  readonly commentId: string | null
  /** Of that comment, or of the request. */
  readonly writtenAt: Date
  readonly customerId: string
  readonly customer: string
  /** That they held when it was asked. */
  readonly address: string
  readonly askedById: string
  readonly askedBy: string | null
  readonly askedAt: Date
  readonly expiresAt: Date | null
  readonly answer: ProofAnswer | null
  readonly answeredAt: Date | null
  readonly receipt: string | null
  readonly openedByOtherId: string | null
  readonly openedByOther: string | null
}

const columns = `p.proof_id as id, p.request_id as "requestId", p.comment_id as "commentId", p.customer_id as "customerId",
  coalesce((select m.created_at from request_comments m where m.site_id = p.site_id and m.comment_id = p.comment_id),
    (select r.created_at from requests r where r.site_id = p.site_id and r.request_id = p.request_id)) as "writtenAt",
  (select c.display_name from customers c where c.site_id = p.site_id and c.customer_id = p.customer_id) as customer,
  p.address, p.asked_by_id as "askedById",
  (select s.name from staff s where s.site_id = p.site_id and s.staff_id = p.asked_by_id) as "askedBy",
  p.asked_at as "askedAt", p.expires_at as "expiresAt", p.answer, p.answered_at as "answeredAt", p.receipt,
  p.opened_by_other_id as "openedByOtherId",
  (select c.display_name from customers c where c.site_id = p.site_id and c.customer_id = p.opened_by_other_id) as "openedByOther"`

/** A request's questions, the newest first. */
export function proofsOf(siteId: number, requestId: string, limit: number): Query {
  return {
    name: 'request-proofs-of',
    text: `select ${columns} from proofs p where p.site_id = $1 and p.request_id = $2 order by p.proof_id desc limit $3`,
    values: [siteId, requestId, limit],
  }
}

export function insertProof(
  siteId: number,
  proof: Pick<
    ProofRow,
    'id' | 'requestId' | 'commentId' | 'customerId' | 'address' | 'askedById' | 'askedAt'
  >,
): Write {
  return {
    name: 'insert-proof',
    table: 'proofs',
    text: `insert into proofs (site_id, proof_id, request_id, comment_id, customer_id, address, asked_by_id, asked_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      siteId,
      proof.id,
      proof.requestId,
      proof.commentId,
      proof.customerId,
      proof.address,
      proof.askedById,
      proof.askedAt,
    ],
  }
}

/** Locked, for whoever sends its mail. */
export function proofForUpdate(siteId: number, proofId: string): Query {
  return {
    name: 'proof-for-update',
    text: `select ${columns} from proofs p where p.site_id = $1 and p.proof_id = $2 for update of p`,
    values: [siteId, proofId],
  }
}

export function setProofSecret(siteId: number, proofId: string, hash: Buffer, expiresAt: Date): Write {
  return {
    name: 'set-proof-secret',
    table: 'proofs',
    text: 'update proofs set secret_hash = $3, expires_at = $4 where site_id = $1 and proof_id = $2',
    values: [siteId, proofId, hash, expiresAt],
  }
}

/** The question of a link that works now, locked. */
export function proofBySecret(siteId: number, hash: Buffer, now: Date): Query {
  return {
    name: 'proof-by-secret',
    text: `select ${columns} from proofs p
      where p.site_id = $1 and p.secret_hash = $2 and p.answer is null and p.expires_at > $3 for update of p`,
    values: [siteId, hash, now],
  }
}

export function answerProof(
  siteId: number,
  proofId: string,
  { answer, receipt, now }: { readonly answer: ProofAnswer; readonly receipt: string; readonly now: Date },
): Write {
  return {
    name: 'answer-proof',
    table: 'proofs',
    text: `update proofs set answer = $3, answered_at = $4, receipt = $5, secret_hash = null
      where site_id = $1 and proof_id = $2`,
    values: [siteId, proofId, answer, now, receipt],
  }
}

/** Somebody else opened the link: it works for nobody any more. */
export function closeProof(siteId: number, proofId: string, otherId: string, now: Date): Write {
  return {
    name: 'close-proof',
    table: 'proofs',
    text: `update proofs set opened_by_other_id = $3, expires_at = $4, secret_hash = null
      where site_id = $1 and proof_id = $2`,
    values: [siteId, proofId, otherId, now],
  }
}

/** A message that somebody is asked about. */
export interface ProvenMessage {
  readonly requestId: string
  /** The comment with its words; null: the request has them itself. */
  readonly commentId: string | null
  /** It opened the request: what is said of it is said of the request. */
  readonly isOpening: boolean
  readonly key: string
  readonly summary: string
  readonly fieldValues: { readonly [fieldId: string]: unknown }
  /** Of that comment, with what it quoted. */
  readonly body: string | null
  readonly quoted: string | null
  /** SHA-256 of each file that came with it, in hexadecimal digits and in their order. */
  readonly files: readonly string[]
  /** In whose name it stands; null: in no customer's. */
  readonly customerId: string | null
  /** Where it came from, and answers go, when that is no customer's and not one of the staff's. */
  readonly senderAddress: string | null
  readonly writtenAt: Date
  readonly level: AssuranceLevel
}

/** The message of a request, or one of its comments that is not an agent's. A mail that opened a request has its words in a comment. */
export function messageToProve(siteId: number, requestId: string, commentId: string | null): Query {
  return {
    name: 'message-to-prove',
    text: `select r.request_id as "requestId", m.comment_id as "commentId",
        $3::uuid is null or m.comment_id is not distinct from o.comment_id as "isOpening",
        r.request_key as key, r.summary, r.field_values as "fieldValues", m.body, m.quoted,
        array(select encode(a.sha256, 'hex') from attachments a
          where a.site_id = $1 and a.request_id = r.request_id and (a.comment_id = m.comment_id or a.comment_id is null
            and ($3::uuid is null or m.comment_id is not distinct from o.comment_id))
          order by a.sha256) as files,
        case when $3::uuid is null then r.requester_id else m.customer_id end as "customerId",
        (select s.address from senders s where s.site_id = $1
          and s.sender_id = case when $3::uuid is null then r.requester_sender_id else m.sender_id end) as "senderAddress",
        coalesce(m.created_at, r.created_at) as "writtenAt",
        case when $3::uuid is null then r.assurance else m.assurance end as level
      from requests r
      left join lateral (
        select c.comment_id from request_mails q
          join request_comments c on c.site_id = $1 and c.comment_id = q.comment_id
        where q.site_id = $1 and q.request_id = r.request_id and c.created_at = r.created_at and not c.is_agent
        order by c.comment_id limit 1) o on true
      left join request_comments m on m.site_id = $1 and m.comment_id = coalesce($3, o.comment_id)
        and m.request_id = r.request_id and not m.is_agent
      where r.site_id = $1 and r.request_id = $2 and ($3::uuid is null or m.comment_id is not null)`,
    values: [siteId, requestId, commentId],
  }
}

/**
 * What was found out of a message later stands with it. Where that is a doubt, somebody looks at it anew; where it is proven, the doubt
 * ends, unless another message of the request is doubted, and nobody has acknowledged it since.
 */
export function judgeMessage(
  siteId: number,
  { requestId, commentId, isOpening }: Pick<ProvenMessage, 'requestId' | 'commentId' | 'isOpening'>,
  {
    level,
    evidence,
    now,
  }: { readonly level: AssuranceLevel; readonly evidence: Evidence; readonly now: Date },
): Write[] {
  const added = JSON.stringify([evidence])
  const ofComment: Write = {
    name: 'judge-comment',
    table: 'request_comments',
    text: `update request_comments set assurance = $3, evidence = $4::jsonb || coalesce(evidence, '[]')
      where site_id = $1 and comment_id = $2`,
    values: [siteId, commentId, level, added],
    alone: true,
  }
  const ofRequest: Write = {
    name: 'judge-request',
    table: 'requests',
    text: `update requests set assurance = $3, evidence = $4::jsonb || evidence where site_id = $1 and request_id = $2`,
    values: [siteId, requestId, level, added],
    alone: true,
  }
  const doubted: Write = {
    name: 'doubt-again',
    table: 'requests',
    // A message is doubted since it came, or since the last answer about it, which is its first reason. The two writes before this one
    // have judged the message that is meant.
    text: `update requests r set doubt = case
          when $3 = 'suspect' then 'suspect'
          when $3 = 'proven' and r.doubt is not null then (
            select case when bool_or(d.assurance = 'suspect') then 'suspect' when count(*) > 0 then 'unknown' end
            from (
              select r.assurance, r.evidence, r.created_at
              union all select m.assurance, m.evidence, m.created_at from request_comments m
              where m.site_id = $1 and m.request_id = $2 and not m.is_agent) d
            where d.assurance in ('suspect', 'unknown')
              and greatest(d.created_at, (d.evidence->0->>'at')::timestamptz) > coalesce(r.acknowledged_at, '-infinity'))
          else r.doubt end,
        doubted_at = case when $3 = 'suspect' then $4::timestamptz else r.doubted_at end,
        updated_at = $4, version = version + 1
      where r.site_id = $1 and r.request_id = $2`,
    values: [siteId, requestId, level, now],
    alone: true,
  }
  return [...(commentId === null ? [] : [ofComment]), ...(isOpening ? [ofRequest] : []), doubted]
}

export interface ReceiptKeyRow {
  readonly keyId: string
  /** JSON Web Keys. */
  readonly privateKey: string
  readonly publicKey: string
}

/** The newest first. */
export function receiptKeys(siteId: number): Query {
  return {
    name: 'receipt-keys',
    text: `select key_id as "keyId", private_key as "privateKey", public_key as "publicKey" from receipt_keys
      where site_id = $1 order by created_at desc, key_id limit 20`,
    values: [siteId],
  }
}

/** Of two who make the first key at once, the second finds that of the first. */
export function holdReceiptKeys(siteId: number): Query {
  return {
    name: 'hold-receipt-keys',
    text: `select pg_advisory_xact_lock(hashtextextended('receipt key ' || $1::int, 0))`,
    values: [siteId],
  }
}

export function insertReceiptKey(siteId: number, key: ReceiptKeyRow, now: Date): Write {
  return {
    name: 'insert-receipt-key',
    table: 'receipt_keys',
    text: `insert into receipt_keys (site_id, key_id, private_key, public_key, created_at) values ($1, $2, $3, $4, $5)`,
    values: [siteId, key.keyId, key.privateKey, key.publicKey, now],
  }
}
