import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Of the staff: the session, what tells a browser in which somebody has signed in before, what stands between the password and
 * the second factor, that somebody has just shown who he is, and what a passkey was asked in. Of customers: the session, and
 * which browser asked for a code. Of a customer's own IT: the visit at the set-up page.
 */
type Cookie = 'session' | 'browser' | 'pending' | 'proof' | 'passkey' | 'customer' | 'code' | 'set-up'

const yearSeconds = 365 * 24 * 60 * 60

/**
 * Over https the name begins with `__Host-`: no other host can set such a cookie, and it travels over https only. Over plain
 * http browsers would drop it.
 */
function nameOf(cookie: Cookie, isSecure: boolean): string {
  return `${isSecure ? '__Host-' : ''}doorward-${cookie}`
}

/** @param isSecure whether people reach the site by https */
export function readCookie(request: FastifyRequest, cookie: Cookie, isSecure: boolean): string | undefined {
  return request.cookies[nameOf(cookie, isSecure)]
}

export function writeCookie(
  reply: FastifyReply,
  cookie: Cookie,
  value: string,
  { isSecure, expiresAt }: { isSecure: boolean; expiresAt?: Date },
): void {
  void reply.setCookie(nameOf(cookie, isSecure), value, {
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure,
    path: '/',
    ...(expiresAt ? { expires: expiresAt } : { maxAge: yearSeconds }),
  })
}

export function clearCookie(reply: FastifyReply, cookie: Cookie, isSecure: boolean): void {
  void reply.clearCookie(nameOf(cookie, isSecure), {
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure,
    path: '/',
  })
}

/** Of every secret only this is kept. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
