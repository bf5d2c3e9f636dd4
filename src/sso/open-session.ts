import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { hashOf, readCookie, writeCookie } from '../http/session-cookie.ts'
import { sessionEnd } from '../model/access/session.ts'
import { siteOfSecret, writeSecret } from '../model/ids.ts'
import { noteDevice } from '../storage/access/attempts.ts'
import { insertSession } from '../storage/access/sessions.ts'
import { noteSignIn } from '../storage/access/staff.ts'
import { audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'

const userAgentMax = 300

/** By what a person has shown who they are. */
export type SignInMethod = 'password' | 'start-link' | 'invite-link' | 'reset-link'

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
}

/** A browser keeps its mark; whoever's session it brought along gets a new one, so that none can be planted. */
export function newSession(siteId: number, { request, isSecure }: Visit): NewSession {
  const known = readCookie(request, 'browser', isSecure)
  return {
    session: freshSecret('session', siteId),
    browser:
      known !== undefined && siteOfSecret('device', known) === siteId ? known : freshSecret('device', siteId),
  }
}

function freshSecret(kind: 'session' | 'device', siteId: number): string {
  return writeSecret(kind, siteId, randomBytes(32).toString('base64url'))
}

/** Opens the session in the caller's transaction; `setCookies` tells the browser once that has committed. */
export function openSession(
  tx: Transaction,
  staffId: string,
  method: SignInMethod,
  { session, browser }: NewSession,
  { request, now }: Visit,
): void {
  const userAgent = request.headers['user-agent']?.slice(0, userAgentMax) ?? null
  const sessionId = uuidv7()
  tx.write(
    insertSession(tx.siteId, {
      id: sessionId,
      staffId,
      secretHash: hashOf(session),
      createdAt: now,
      expiresAt: sessionEnd(now),
      ip: request.ip,
      userAgent,
    }),
  )
  tx.write(noteDevice(tx.siteId, staffId, hashOf(browser), now))
  tx.write(noteSignIn(tx.siteId, staffId, now))
  audit(
    tx,
    { actor: { kind: 'staff', staffId }, now, requestId: request.id },
    {
      action: 'staff.signed-in',
      subjectKind: 'staff',
      subject: staffId,
      details: { method, sessionId },
      person: { id: staffId, values: { from: { after: { ip: request.ip, userAgent } } } },
    },
  )
}

export function setCookies({ session, browser }: NewSession, { reply, isSecure, now }: Visit): void {
  writeCookie(reply, 'session', session, { isSecure, expiresAt: sessionEnd(now) })
  writeCookie(reply, 'browser', browser, { isSecure })
}
