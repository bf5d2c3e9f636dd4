// What a server and its OpenID Connect provider say to each other, as a person reads it: tokens and codes are not shown, what an
// ID token says is.
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Exchange } from './wire.ts'

const hidden = '•••'
const secrets = new Set(['code', 'code_verifier', 'client_secret', 'access_token', 'client_assertion'])

/** Undefined for what is no exchange with the server: a browser's way from page to page. */
export function shownOidc({
  oidc,
  method,
  path,
  request,
  response,
  body,
}: KoaContextWithOIDC): Exchange | undefined {
  const answer = { line: `${response.status} ${response.message}`, body: '' }
  const shown = (line: string, text: string, response: Exchange['response']): Exchange => ({
    protocol: 'OIDC',
    at: new Date(),
    request: { line, headers: authorization(request.headers.authorization), body: text },
    response,
  })
  switch (oidc?.route) {
    case 'authorization':
      return shown(`${method} ${path}`, parameters(oidc.params ?? {}), {
        ...answer,
        line: 'the browser is asked who it is',
      })
    case 'resume':
      return shown(`${method} ${path}`, '', { ...answer, body: withoutCode(response.get('location')) })
    case 'token':
      return shown(`${method} ${path}`, parameters(oidc.body ?? {}), { ...answer, body: tokens(body) })
    case 'userinfo':
    case 'discovery':
    case 'jwks':
      return shown(`${method} ${path}`, '', { ...answer, body: JSON.stringify(body, null, 2) })
    default:
      return undefined
  }
}

function authorization(given: string | undefined): { [name: string]: string } {
  return given === undefined ? {} : { authorization: `${given.split(' ')[0]} ${hidden}` }
}

const parameters = (given: object): string =>
  Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${secrets.has(name) ? hidden : value}`)
    .join('\n')

function withoutCode(location: string): string {
  const url = URL.parse(location)
  if (!url) return ''
  return [`${url.origin}${url.pathname}`, parameters(Object.fromEntries(url.searchParams))].join('\n')
}

function tokens(body: unknown): string {
  return JSON.stringify(
    body,
    (name, value) => (name === 'id_token' ? claimsIn(value) : secrets.has(name) ? hidden : value),
    2,
  )
}

/** Header and claims; the signature is what makes it one. */
function claimsIn(token: string): object {
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
  return { header: parsed(header), claims: parsed(claims), signature: hidden }
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '')
  } catch {
    return hidden
  }
}
