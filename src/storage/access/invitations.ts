// Who is invited to the help centre, and what became of it.
import type { InvitationState } from '../../model/access/invitation.ts'
import { foldAddress } from '../../model/identity/email-address.ts'
import { highestId } from '../../model/ids.ts'
import type { MailState } from '../../model/mail.ts'
import type { Query, Write } from '../statement.ts'

export interface InvitationRow {
  readonly id: string
  readonly address: string
  readonly name: string | null
  readonly organizationId: string | null
  /** Its present name; null as well when it is gone. */
  readonly organization: string | null
  readonly words: string | null
  /** Who of the staff invited, under the present name; null at the command line. */
  readonly madeBy: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly acceptedAt: Date | null
  readonly revokedAt: Date | null
  /** Who came by it. */
  readonly customerId: string | null
  readonly mailId: string | null
  /** What became of the last mail; null when that is no longer kept. */
  readonly mail: MailState | null
  /** Whether nobody has tried to send it yet. */
  readonly mailWaits: boolean
}

const columns = `i.invitation_id as id, i.address, i.name, i.organization_id as "organizationId",
  (select o.name from organizations o where o.site_id = $1 and o.organization_id = i.organization_id) as organization,
  i.words, (select s.name from staff s where s.site_id = $1 and s.staff_id = i.staff_id) as "madeBy",
  i.created_at as "createdAt", i.expires_at as "expiresAt", i.accepted_at as "acceptedAt", i.revoked_at as "revokedAt",
  i.customer_id as "customerId", i.mail_id as "mailId",
  (select m.state from mails m where m.site_id = $1 and m.mail_id = i.mail_id) as mail,
  exists (select 1 from mails m where m.site_id = $1 and m.mail_id = i.mail_id and m.state = 'queued' and m.attempts = 0)
    as "mailWaits"`

/** Of two who invite one address at once the second waits, and sees what the first did. */
export function holdInvited(siteId: number, addressFolded: string): Query {
  return {
    name: 'hold-invited',
    text: `select pg_advisory_xact_lock(hashtextextended('invitation ' || $1::int || ' ' || $2::text, 0))`,
    values: [siteId, addressFolded],
  }
}

/** The invitation of an address that can be taken up still. */
export function liveInvitation(siteId: number, addressFolded: string, now: Date): Query {
  return {
    name: 'live-invitation',
    text: `select invitation_id as id from invitations where site_id = $1 and address_folded = $2
      and accepted_at is null and revoked_at is null and expires_at > $3 limit 1`,
    values: [siteId, addressFolded, now],
  }
}

export function insertInvitation(
  siteId: number,
  invitation: Pick<
    InvitationRow,
    'id' | 'address' | 'name' | 'organizationId' | 'words' | 'mailId' | 'expiresAt'
  > & { readonly staffId: string | null; readonly now: Date },
): Write {
  return {
    name: 'insert-invitation',
    table: 'invitations',
    text: `insert into invitations (site_id, invitation_id, address, address_folded, name, organization_id, words, mail_id,
        staff_id, created_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      siteId,
      invitation.id,
      invitation.address,
      foldAddress(invitation.address),
      invitation.name,
      invitation.organizationId,
      invitation.words,
      invitation.mailId,
      invitation.staffId,
      invitation.now,
      invitation.expiresAt,
    ],
  }
}

/** The newest invitations of a site before a given one, or of addresses that begin with a text. */
/** How each state looks in a row; `$4` is the moment at which it is asked. */
const inState: { readonly [state in InvitationState]: string } = {
  sent: 'and i.accepted_at is null and i.revoked_at is null and i.expires_at > $4',
  expired: 'and i.accepted_at is null and i.revoked_at is null and i.expires_at <= $4',
  accepted: 'and i.accepted_at is not null and $4::timestamptz is not null',
  revoked: 'and i.revoked_at is not null and $4::timestamptz is not null',
}

export function listInvitations(
  siteId: number,
  {
    address,
    state,
    now,
  }: { readonly address?: string; readonly state?: InvitationState; readonly now: Date },
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Query {
  const begins = foldAddress(address ?? '')
  const narrowed = address === undefined ? '' : 'and i.address_folded >= $5 and i.address_folded < $6'
  return {
    name: '',
    text: `select ${columns} from invitations i where i.site_id = $1 and i.invitation_id < $2
      ${state === undefined ? 'and $4::timestamptz is not null' : inState[state]} ${narrowed}
      order by i.invitation_id desc limit $3`,
    values: [
      siteId,
      before ?? highestId,
      limit,
      now,
      ...(address === undefined ? [] : [begins, `${begins}\u{10ffff}`]),
    ],
  }
}

export function invitationsById(siteId: number, ids: readonly string[]): Query {
  return {
    name: 'invitations-by-id',
    text: `select ${columns} from invitations i where i.site_id = $1 and i.invitation_id = any($2::uuid[])`,
    values: [siteId, ids],
  }
}

export function invitationForUpdate(siteId: number, invitationId: string): Query {
  return {
    name: 'invitation-for-update',
    text: `select ${columns} from invitations i where i.site_id = $1 and i.invitation_id = $2 for update of i`,
    values: [siteId, invitationId],
  }
}

/**
 * The invitation of a link that can be taken up now.
 * @param lock of two who take it up at once, one is the first
 */
export function invitationBySecret(
  siteId: number,
  secretHash: Buffer,
  now: Date,
  lock: 'lock' | 'look',
): Query {
  return {
    name: `invitation-by-secret-${lock}`,
    text: `select ${columns} from invitations i where i.site_id = $1 and i.secret_hash = $2 and i.accepted_at is null
        and i.revoked_at is null and i.expires_at > $3 ${lock === 'lock' ? 'for update of i' : ''}`,
    values: [siteId, secretHash, now],
  }
}

/** The link that is mailed now; one of an earlier mail works no more. */
export function setInvitationSecret(
  siteId: number,
  invitationId: string,
  secretHash: Buffer,
  expiresAt: Date,
): Write {
  return {
    name: 'set-invitation-secret',
    table: 'invitations',
    text: 'update invitations set secret_hash = $3, expires_at = $4 where site_id = $1 and invitation_id = $2',
    values: [siteId, invitationId, secretHash, expiresAt],
  }
}

/** Another mail is on its way: until it is sent no link works. */
export function renewInvitation(
  siteId: number,
  invitationId: string,
  mailId: string,
  expiresAt: Date,
): Write {
  return {
    name: 'renew-invitation',
    table: 'invitations',
    text: `update invitations set secret_hash = null, mail_id = $3, expires_at = $4
      where site_id = $1 and invitation_id = $2`,
    values: [siteId, invitationId, mailId, expiresAt],
  }
}

export function revokeInvitation(siteId: number, invitationId: string, now: Date): Write {
  return {
    name: 'revoke-invitation',
    table: 'invitations',
    text: `update invitations set revoked_at = $3, secret_hash = null where site_id = $1 and invitation_id = $2`,
    values: [siteId, invitationId, now],
  }
}

export function acceptInvitation(siteId: number, invitationId: string, customerId: string, now: Date): Write {
  return {
    name: 'accept-invitation',
    table: 'invitations',
    text: `update invitations set accepted_at = $4, customer_id = $3, secret_hash = null
      where site_id = $1 and invitation_id = $2`,
    values: [siteId, invitationId, customerId, now],
  }
}

/** Removes invitations whose time was over at a moment, and what the audit says of their addresses: they name a person. */
export function forgetInvitations(siteId: number, before: Date): Query {
  return {
    name: '',
    text: `with gone as (delete from invitations where site_id = $1 and expires_at < $2 returning invitation_id)
      delete from audit_values where site_id = $1 and person_id in (select invitation_id from gone)`,
    values: [siteId, before],
  }
}
