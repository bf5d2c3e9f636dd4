import { countTry, TooManyTries, type TrySubject, trySubject } from '../http/attempts.ts'
import type { CallContext } from '../http/contract-call.ts'
import { networkOf } from '../http/network.ts'
import type { SessionCaller } from '../http/staff-caller.ts'
import { FieldErrors } from '../model/errors.ts'
import { forgiveAttempts } from '../storage/access/attempts.ts'
import { passwordOf } from '../storage/access/staff.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import type { Site } from '../storage/sites.ts'
import type { Query } from '../storage/statement.ts'
import { verifyPassword } from './password-hash.ts'
import { passwordTurns } from './password-turns.ts'

/** `verifyPassword`, when its turn has come. */
export async function verifyInTurn(
  network: string,
  password: string,
  hash: string | null,
  signal: AbortSignal,
): Promise<boolean> {
  const leave = await passwordTurns.take(network, 1, signal)
  return verifyPassword(password, hash).finally(leave)
}

/** What somebody who is known already must show again. */
export const proofSubject = (kind: 'password' | 'second-factor', personId: string): TrySubject =>
  trySubject('proof', kind, personId)

/**
 * Counts an attempt to show it, in a transaction of its own, which stays when what is shown is wrong.
 * @throws TooManyTries
 */
export async function countProof(
  { database, site, now }: Pick<Asking, 'database' | 'site' | 'now'>,
  subject: TrySubject,
): Promise<void> {
  const waitsUntil = await database.inSite(site.id, (tx) => countTry(tx, [subject], now))
  if (waitsUntil) throw new TooManyTries(waitsUntil, now)
}

/** Whoever guesses with somebody's session leaves a trace. */
export function noteRefusedProof(
  tx: Transaction,
  context: AuditContext,
  staffId: string,
  why: 'wrong-password' | 'wrong-code' | 'second-needed' | 'password-needed',
): void {
  audit(tx, context, {
    action: 'staff.proof-refused',
    subjectKind: 'staff',
    subject: staffId,
    details: { why },
  })
}

type Asking = Pick<CallContext, 'database' | 'now' | 'request' | 'signal'> & { readonly site: Site }
type Confirming = Asking & { readonly caller: SessionCaller; readonly audit: AuditContext }

/** Whose password is asked for. */
interface PasswordOwner {
  /** One of the staff, or a customer. */
  readonly personId: string
  /** Reads `passwordHash`. */
  readonly password: Query
  readonly noteRefused: (tx: Transaction) => void
}

/**
 * Asks for the present password again: whoever sits down at a screen left open cannot take the account over.
 * @param field what the password is called in the call's body
 * @returns its hash, to see later whether it was changed meanwhile
 */
export async function requirePassword(
  { database, site, now, request, signal }: Asking,
  { personId, password: query, noteRefused }: PasswordOwner,
  field: string,
  password: string,
): Promise<string | null> {
  const subject = proofSubject('password', personId)
  await countProof({ database, site, now }, subject)
  const [rows = []] = await database.readInSite(site.id, [query])
  const hash = (rows as { passwordHash: string | null }[])[0]?.passwordHash ?? null
  if (!(await verifyInTurn(networkOf(request.ip), password, hash, signal))) {
    await database.inSite(site.id, async (tx) => noteRefused(tx))
    throw new FieldErrors([{ field, rule: 'wrong', detail: 'is not your present password.' }])
  }
  await database.inSite(site.id, async (tx) => tx.write(forgiveAttempts(site.id, subject.hash)))
  return hash
}

/** The same of one of the staff. */
export function requireOwnPassword(
  call: Confirming,
  field: string,
  password: string,
): Promise<string | null> {
  const { staffId } = call.caller
  const owner = {
    personId: staffId,
    password: passwordOf(call.site.id, staffId),
    noteRefused: (tx: Transaction) => noteRefusedProof(tx, call.audit, staffId, 'wrong-password'),
  }
  return requirePassword(call, owner, field, password)
}
