// A sign-in that went to a provider. The browser that began it keeps what is needed to finish it, sealed, and for ten minutes:
// whoever begins, however often, costs no row and no write, so nobody must be kept from beginning.
// See docs/decisions/0043-logins-in-the-browser.md.
import { createHash, hkdfSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import type { Tester } from '../storage/access/test-reports.ts'
import type { Use } from '../storage/access/used-marks.ts'
import type { DirectoryVisit } from './visit.ts'

/** What a sign-in is begun for. */
export interface LoginWish extends Tester {
  readonly purpose: 'sign-in' | 'test'
  /** A path of the site; null: home. */
  readonly returnTo: string | null
}

/** What is needed when the browser comes back. */
export interface BegunLogin extends LoginWish {
  /** OIDC alone. */
  readonly nonce?: string
  readonly codeVerifier?: string
}

/** A login that this browser began, and the mark that it is used up by. */
export interface OwnLogin extends BegunLogin {
  readonly use: Use
}

/** How long somebody may take at the provider. */
export const loginMs = 10 * 60_000

/** Servers' clocks differ: a mark outlasts the login for the one that is behind. */
const markedLongerMs = 5 * 60_000

/**
 * As many logins a browser keeps, in so many letters besides the newest: all cookies together must fit into a header of 8 KiB,
 * which is what proxies take.
 */
const keptMax = 8
const lettersMax = 3_000

/** Over https no other host can set such a cookie; see `session-cookie.ts`. */
const prefixOf = (isSecure: boolean) => `${isSecure ? '__Host-' : ''}doorward-login-`

const digestOf = (loginId: string) => createHash('sha256').update(loginId).digest()

/** One for each login, so that two tabs do not take each other's away. */
const nameOf = ({ isSecure }: DirectoryVisit, loginId: string) =>
  prefixOf(isSecure) + digestOf(loginId).toString('base64url').slice(0, 22)

/** A key for one login of one directory: what was sealed for one opens for no other, and no key seals twice. */
const keyFor = (loginKey: Buffer, { site, directoryId }: DirectoryVisit, loginId: string) =>
  new Uint8Array(
    hkdfSync('sha256', loginKey, digestOf(loginId), `doorward login ${site.id} ${directoryId}`, 32),
  )

/**
 * The response of SAML comes by a POST from the provider's page. Only a cookie that says so comes along with that, and browsers
 * take that word over https alone; over plain http the response is posted once more, by a page of ours. OIDC's comes by a GET.
 */
const attributesOf = ({ isSecure }: DirectoryVisit, protocol: 'saml' | 'oidc') =>
  ({
    httpOnly: true,
    sameSite: protocol === 'saml' && isSecure ? 'none' : 'lax',
    secure: isSecure,
    path: '/',
  }) as const

/**
 * Has the browser keep a login.
 * @param loginId SAML: the request's ID. OIDC: state. Nobody guesses it, and the provider's answer brings it back
 */
export async function keepLogin(
  visit: DirectoryVisit,
  loginKey: Buffer,
  protocol: 'saml' | 'oidc',
  loginId: string,
  login: BegunLogin,
): Promise<void> {
  const { reply, now } = visit
  const until = now.getTime() + loginMs
  const value = await new CompactEncrypt(Buffer.from(JSON.stringify({ ...login, until })))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(keyFor(loginKey, visit, loginId))
  makeRoom(visit, protocol)
  void reply.setCookie(nameOf(visit, loginId), value, {
    ...attributesOf(visit, protocol),
    expires: new Date(until),
  })
}

/** Browsers send the oldest first: it is let go where they are too many, before none of the site's pages can be asked for. */
function makeRoom(visit: DirectoryVisit, protocol: 'saml' | 'oidc'): void {
  const { request, reply, isSecure } = visit
  const kept = Object.entries(request.cookies).filter(([name]) => name.startsWith(prefixOf(isSecure)))
  let letters = 0
  kept.reverse().forEach(([name, value = ''], n) => {
    letters += name.length + value.length
    if (n + 1 >= keptMax || letters > lettersMax) {
      void reply.clearCookie(name, attributesOf(visit, protocol))
    }
  })
}

/**
 * The login that an answer names, if this very browser began it at this directory, by this connection.
 * @returns 'over' when it took too long; undefined when the browser keeps no such login
 */
export async function ownLogin(
  visit: DirectoryVisit,
  loginKey: Buffer,
  loginId: string,
): Promise<OwnLogin | 'over' | undefined> {
  const { request, now } = visit
  const sealed = request.cookies[nameOf(visit, loginId)]
  if (!sealed) return undefined
  const opened = await compactDecrypt(sealed, keyFor(loginKey, visit, loginId), {
    keyManagementAlgorithms: ['dir'],
    contentEncryptionAlgorithms: ['A256GCM'],
  }).catch(() => undefined)
  if (!opened) return undefined
  const { until, ...login } = JSON.parse(Buffer.from(opened.plaintext).toString()) as BegunLogin & {
    readonly until: number
  }
  if (until <= now.getTime()) return 'over'
  return { ...login, use: { hash: markOfLogin(loginId), until: new Date(until + markedLongerMs) } }
}

/** What marks a login as used. */
export const markOfLogin = (loginId: string): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(['login', loginId]))
    .digest()

/** What was answered the browser need not keep. */
export function dropLogin(visit: DirectoryVisit, protocol: 'saml' | 'oidc', loginId: string): void {
  const { request, reply } = visit
  const name = nameOf(visit, loginId)
  if (request.cookies[name] !== undefined) void reply.clearCookie(name, attributesOf(visit, protocol))
}
