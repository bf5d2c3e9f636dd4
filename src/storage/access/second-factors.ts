import type { Query, Write } from '../statement.ts'

export interface SecondFactorRow {
  readonly totpSecret: Buffer | null
  readonly totpOffered: Buffer | null
  readonly totpLastStep: string
  readonly recoveryCodes: number
  readonly passkeys: number
}

/** Locks the person: of two who show one code at once, the second finds that it was used. */
export function secondFactorForUpdate(siteId: number, staffId: string): Query {
  return {
    name: 'second-factor-for-update',
    text: `select totp_secret as "totpSecret", totp_offered as "totpOffered", totp_last_step as "totpLastStep",
        (select count(*)::int from staff_recovery_codes r where r.site_id = $1 and r.staff_id = $2) as "recoveryCodes",
        (select count(*)::int from staff_passkeys k where k.site_id = $1 and k.staff_id = $2) as passkeys
      from staff where site_id = $1 and staff_id = $2 for no key update`,
    values: [siteId, staffId],
  }
}

/** A new secret, which counts once its first code was shown. */
export function offerTotp(siteId: number, staffId: string, secret: Buffer): Write {
  return {
    name: 'offer-totp',
    table: 'staff',
    text: 'update staff set totp_offered = $3 where site_id = $1 and staff_id = $2',
    values: [siteId, staffId, secret],
  }
}

/** The offered secret counts from now on, and the code of this time step is used. */
export function acceptTotp(siteId: number, staffId: string, step: number): Write {
  return {
    name: 'accept-totp',
    table: 'staff',
    text: `update staff set totp_secret = totp_offered, totp_offered = null, totp_last_step = $3
      where site_id = $1 and staff_id = $2`,
    values: [siteId, staffId, step],
  }
}

export function noteTotpStep(siteId: number, staffId: string, step: number): Write {
  return {
    name: 'note-totp-step',
    table: 'staff',
    text: 'update staff set totp_last_step = $3 where site_id = $1 and staff_id = $2',
    values: [siteId, staffId, step],
  }
}

export function removeTotp(siteId: number, staffId: string): Write {
  return {
    name: 'remove-totp',
    table: 'staff',
    text: `update staff set totp_secret = null, totp_offered = null where site_id = $1 and staff_id = $2`,
    values: [siteId, staffId],
  }
}

export function insertRecoveryCodes(siteId: number, staffId: string, codeHashes: readonly Buffer[]): Write {
  return {
    name: 'insert-recovery-codes',
    table: 'staff_recovery_codes',
    text: `insert into staff_recovery_codes (site_id, staff_id, code_hash)
      select $1, $2, code_hash from unnest($3::bytea[]) code_hash`,
    values: [siteId, staffId, codeHashes],
  }
}

/** Uses a recovery code up; answers it, if there was such a one. */
export function takeRecoveryCode(siteId: number, staffId: string, codeHash: Buffer): Query {
  return {
    name: 'take-recovery-code',
    text: `delete from staff_recovery_codes where site_id = $1 and staff_id = $2 and code_hash = $3
      returning staff_id as "staffId"`,
    values: [siteId, staffId, codeHash],
  }
}

export function removeRecoveryCodes(siteId: number, staffId: string): Write {
  return {
    name: 'remove-recovery-codes',
    table: 'staff_recovery_codes',
    text: 'delete from staff_recovery_codes where site_id = $1 and staff_id = $2',
    values: [siteId, staffId],
  }
}

export interface PendingRow {
  readonly staffId: string
  /** By what the first step was done. */
  readonly method: string
}

export function insertPending(
  siteId: number,
  pending: PendingRow & { readonly secretHash: Buffer; readonly expiresAt: Date },
): Write {
  return {
    name: 'insert-pending-sign-in',
    table: 'pending_sign_ins',
    text: `insert into pending_sign_ins (site_id, secret_hash, staff_id, method, expires_at)
      values ($1, $2, $3, $4, $5)`,
    values: [siteId, pending.secretHash, pending.staffId, pending.method, pending.expiresAt],
  }
}

export function livePending(siteId: number, secretHash: Buffer, now: Date): Query {
  return {
    name: 'live-pending-sign-in',
    text: `select p.staff_id as "staffId", p.method from pending_sign_ins p
        join staff s on s.site_id = p.site_id and s.staff_id = p.staff_id and not s.disabled
      where p.site_id = $1 and p.secret_hash = $2 and p.expires_at > $3`,
    values: [siteId, secretHash, now],
  }
}

export function takePending(siteId: number, secretHash: Buffer): Query {
  return {
    name: 'take-pending-sign-in',
    text: `delete from pending_sign_ins where site_id = $1 and secret_hash = $2 returning staff_id as "staffId"`,
    values: [siteId, secretHash],
  }
}

/** Whatever somebody had begun with an earlier password or role is over. */
export function endPending(siteId: number, staffId: string): Write {
  return {
    name: 'end-pending-sign-ins',
    table: 'pending_sign_ins',
    text: 'delete from pending_sign_ins where site_id = $1 and staff_id = $2',
    values: [siteId, staffId],
  }
}

export function forgetPending(siteId: number, now: Date): Query {
  return {
    name: '',
    text: 'delete from pending_sign_ins where site_id = $1 and expires_at <= $2',
    values: [siteId, now],
  }
}
