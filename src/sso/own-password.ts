import { createHash } from 'node:crypto'
import type { CallContext } from '../http/contract-call.ts'
import { networkOf } from '../http/network.ts'
import { FieldErrors } from '../http/problem.ts'
import type { SessionCaller } from '../http/staff-caller.ts'
import { attemptsSince, proofsMax } from '../model/access/attempts.ts'
import { DoorwardError } from '../model/errors.ts'
import { type AttemptsRow, countAttempts, forgiveAttempts } from '../storage/access/attempts.ts'
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
export function proofSubject(kind: 'password' | 'second-factor', personId: string): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(['proof', kind, personId]))
    .digest()
}

/**
 * Counts an attempt to show it.
 * @throws DoorwardError 'too-many-attempts'
 */
export async function countProof(tx: Transaction, subject: Buffer, now: Date): Promise<void> {
  const [row] = await tx.read<AttemptsRow>(
    countAttempts(tx.siteId, [subject], { since: attemptsSince(now), now }),
  )
  if (row && row.attempts > proofsMax) throw tooManyAttempts()
}

export const tooManyAttempts = () =>
  new DoorwardError('too-many-attempts', 'Too many attempts. Wait a quarter of an hour and try again.')

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
  const hash = await database.inSite(site.id, async (tx) => {
    const [known] = await tx.read<{ passwordHash: string | null }>(query)
    const [row] = await tx.read<AttemptsRow>(
      countAttempts(site.id, [subject], { since: attemptsSince(now), now }),
    )
    return row && row.attempts > proofsMax ? undefined : (known?.passwordHash ?? null)
  })
  if (hash === undefined) throw tooManyAttempts()
  if (!(await verifyInTurn(networkOf(request.ip), password, hash, signal))) {
    await database.inSite(site.id, async (tx) => noteRefused(tx))
    throw new FieldErrors([{ field, rule: 'wrong', detail: 'is not your present password.' }])
  }
  await database.inSite(site.id, async (tx) => tx.write(forgiveAttempts(site.id, subject)))
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
