import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { clearCookie, hashOf, readCookie, writeCookie } from '../http/session-cookie.ts'
import { proofEnd } from '../model/access/proof.ts'
import { sessionEnd } from '../model/access/session.ts'
import { DoorwardError } from '../model/errors.ts'
import { type PersonalSecret, siteOfSecret, writeSecret } from '../model/ids.ts'
import { languageIn } from '../model/mail.ts'
import { noteDevice } from '../storage/access/attempts.ts'
import { insertPending } from '../storage/access/second-factors.ts'
import { insertSession } from '../storage/access/sessions.ts'
import { noteSignIn } from '../storage/access/staff.ts'
import { audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { newId } from '../storage/new-id.ts'

const userAgentMax = 300

/** By what a person has shown who they are. */
type SignInMethod = 'password' | 'start-link' | 'invite-link' | 'reset-link' | 'saml' | 'oidc'

/** The browser at the other end. */
export interface Visit {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly isSecure: boolean
  readonly now: Date
}

/** Secrets of a session that begins, made before the transaction, which may run twice. */
export interface NewSession {
  readonly session: string
  readonly browser: string
  /** Shown between the first step and the second factor. */
  readonly pending: string
  /** Shown with what only somebody who has just signed in may do. */
  readonly proof: string
}

/** A browser keeps its mark; whoever's session it brought along gets a new one, so that none can be planted. */
export function newSession(siteId: number, visit: Visit): NewSession {
  return {
    session: freshSecret('session', siteId),
    pending: freshSecret('pending', siteId),
    proof: freshSecret('proof', siteId),
    browser: browserSecret(siteId, visit),
  }
}

/** By which a browser is known in which somebody came in before: the one that it keeps, or a new one for it. */
export function browserSecret(siteId: number, { request, isSecure }: Visit): string {
  const kept = readCookie(request, 'browser', isSecure)
  return kept !== undefined && siteOfSecret('device', kept) === siteId ? kept : freshSecret('device', siteId)
}

/** 256 random bits that a browser keeps, of a site. */
export function freshSecret(kind: PersonalSecret, siteId: number): string {
  return writeSecret(kind, siteId, randomBytes(32).toString('base64url'))
}

/** How long the second factor may take. */
const pendingMs = 10 * 60 * 1000

/**
 * The first step is done: opens the session in the caller's transaction, or asks for the second factor first. `enter` tells the
 * browser once that has committed.
 * @returns whether the session is open
 */
export function passFirstStep(
  tx: Transaction,
  { id: staffId, secondFactor }: { readonly id: string; readonly secondFactor: boolean },
  method: SignInMethod,
  session: NewSession,
  visit: Visit,
): boolean {
  if (!secondFactor) {
    openSession(tx, staffId, { method }, session, visit)
    return true
  }
  const expiresAt = new Date(visit.now.getTime() + pendingMs)
  tx.write(insertPending(tx.siteId, { staffId, method, secretHash: hashOf(session.pending), expiresAt }))
  return false
}

/** @throws DoorwardError 'second-factor-needed' when the session waits for one */
export function enter(isOpen: boolean, session: NewSession, visit: Visit): void {
  if (isOpen) {
    setCookies(session, visit)
    return
  }
  showHalfway(session, visit)
  throw new DoorwardError(
    'second-factor-needed',
    'Show your second factor: a code of your generator, a recovery code, or a passkey.',
  )
}

/** Tells the browser that the second factor is next, once the first step has committed. */
export function showHalfway({ pending }: Pick<NewSession, 'pending'>, { reply, isSecure, now }: Visit): void {
  writeCookie(reply, 'pending', pending, { isSecure, expiresAt: new Date(now.getTime() + pendingMs) })
}

/** Opens the session in the caller's transaction; `setCookies` tells the browser once that has committed. */
export function openSession(
  tx: Transaction,
  staffId: string,
  how: { readonly method: string; readonly second?: string; readonly passkey?: string },
  { session, browser, proof }: NewSession,
  { request, now }: Visit,
): void {
  const userAgent = request.headers['user-agent']?.slice(0, userAgentMax) ?? null
  const sessionId = newId()
  tx.write(
    insertSession(tx.siteId, {
      id: sessionId,
      staffId,
      secretHash: hashOf(session),
      proofHash: hashOf(proof),
      createdAt: now,
      expiresAt: sessionEnd(now),
      ip: request.ip,
      userAgent,
    }),
  )
  tx.write(noteDevice(tx.siteId, staffId, hashOf(browser), now))
  tx.write(noteSignIn(tx.siteId, staffId, languageIn(request.headers['accept-language']), now))
  audit(
    tx,
    { actor: { kind: 'staff', staffId }, now, requestId: request.id },
    {
      action: 'staff.signed-in',
      subjectKind: 'staff',
      subject: staffId,
      details: { ...how, sessionId },
      person: { id: staffId, values: { from: { after: { ip: request.ip, userAgent } } } },
    },
  )
}

/** @param isProof whether this shows who the person is also for what only somebody who has just signed in may do */
export function setCookies(
  { session, browser, proof }: NewSession,
  { reply, isSecure, now }: Visit,
  isProof = true,
): void {
  writeCookie(reply, 'session', session, { isSecure, expiresAt: sessionEnd(now) })
  if (isProof) writeCookie(reply, 'proof', proof, { isSecure, expiresAt: proofEnd(now) })
  else clearCookie(reply, 'proof', isSecure)
  writeCookie(reply, 'browser', browser, { isSecure })
}
