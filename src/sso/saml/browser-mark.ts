import { randomBytes } from 'node:crypto'
import { hashOf } from '../../http/session-cookie.ts'
import type { DoorVisit } from '../door-services.ts'
import { requestMs } from './service.ts'

/** Over https no other host can set it; see `session-cookie.ts`. */
const nameOf = (isSecure: boolean) => `${isSecure ? '__Host-' : ''}doorward-saml`
const mark = /^[A-Za-z0-9_-]{43}$/

/** What a browser that went to a provider is known by; undefined when it did not, or keeps it for itself. */
function markOf({ request, isSecure }: DoorVisit): string | undefined {
  const found = request.cookies[nameOf(isSecure)]
  return found !== undefined && mark.test(found) ? found : undefined
}

export const hashOfMark = (visit: DoorVisit): Buffer | undefined => {
  const found = markOf(visit)
  return found === undefined ? undefined : hashOf(found)
}

/** A browser keeps its mark while it signs in, so that two tabs do not take each other's requests away. */
export const newMark = (visit: DoorVisit): string => markOf(visit) ?? randomBytes(32).toString('base64url')

/**
 * The response comes by a POST from the provider's page. Only a cookie that says so comes along with that, and browsers take
 * that word over https alone; over plain http the response is posted once more, by a page of ours.
 */
export function giveMark(value: string, { reply, isSecure, now }: DoorVisit): void {
  void reply.setCookie(nameOf(isSecure), value, {
    httpOnly: true,
    sameSite: isSecure ? 'none' : 'lax',
    secure: isSecure,
    path: '/',
    expires: new Date(now.getTime() + requestMs),
  })
}
