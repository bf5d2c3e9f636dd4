/** The body and the query of a SCIM request, read from HTTP. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { BodyError, type BodyReading, type JsonBody, readJsonBody } from '../http/json-body.ts'
import { invalidSyntax, ScimError } from './errors.ts'
import type { ScimRoute } from './routes.ts'

/**
 * Reads the body that a route needs, within the route's limit.
 * @throws ScimError 400 invalidSyntax, 413 or 415, or what ends the wait
 */
export async function readBody(
  request: IncomingMessage,
  route: ScimRoute,
  waiting: Pick<BodyReading, 'signal' | 'reserve'>,
): Promise<JsonBody> {
  if (route.method === 'GET' || route.method === 'DELETE') return { value: undefined, bytes: 0 }
  requireJson(request.headers)
  const announced = Number(request.headers['content-length'] ?? 0)
  try {
    const body = await readJsonBody(request, { bytesMax: route.bodyMax, announced, ...waiting })
    if (body.value === undefined) throw invalidSyntax('The body is missing.')
    return body
  } catch (error) {
    if (!(error instanceof BodyError)) throw error
    throw error.reason === 'too-large' ? new ScimError(413, error.message) : invalidSyntax(error.message)
  }
}

/** `application/scim+json`, or `application/json`, which Google sends; a charset other than UTF-8 is none of ours. */
function requireJson(headers: IncomingHttpHeaders): void {
  const coding = headers['content-encoding'] ?? 'identity'
  if (coding.trim().toLowerCase() !== 'identity') {
    throw new ScimError(415, 'Content-Encoding: bodies are read as they are, never compressed.')
  }
  const header = headers['content-type']
  if (header === undefined) return
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '')
  const isJson = type === 'application/scim+json' || type === 'application/json'
  if (isJson && (charset === undefined || charset === 'utf-8' || charset === 'utf8')) return
  throw new ScimError(415, 'Content-Type must be application/scim+json or application/json, in UTF-8.')
}

/**
 * Query parameters by name in lower case (Entra 19 sends `startindex`); of a repeated one the first counts.
 * @throws ScimError 400 invalidSyntax: what is no percent-encoded UTF-8 would be searched for as something else
 */
export function readQuery(url: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>()
  const start = url.indexOf('?')
  if (start < 0) return query
  for (const part of url.slice(start + 1).split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const key = decoded(equals < 0 ? part : part.slice(0, equals)).toLowerCase()
    if (!query.has(key)) query.set(key, equals < 0 ? '' : decoded(part.slice(equals + 1)))
  }
  return query
}

/**
 * A plus sign is a blank where forms are encoded (`userName+eq+%22a%22`) and itself where URLs are (RFC 3986 2.2:
 * `userName%20eq%20%22ann+test@x.com%22`). Who writes a blank as %20 is of the second kind.
 */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.includes('%20') ? text : text.replaceAll('+', ' '))
  } catch {
    throw invalidSyntax('The query is not valid: a percent sign must begin the encoding of UTF-8.')
  }
}
