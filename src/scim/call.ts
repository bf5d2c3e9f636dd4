import type { Call } from '../people/project-user.ts'
import type { Database } from '../storage/database.ts'
import { ScimError } from './errors.ts'
import type { ResourceType } from './schema/schemas.ts'
import { parseSelection, type Selection } from './schema/selection.ts'

/** One SCIM call after its caller is known: what a handler needs, and nothing of HTTP's machinery. */
export interface ScimCall extends Call {
  readonly siteId: number
  readonly database: Database
  /** What `/Users` serves at this site: with its customer detail fields. */
  readonly userType: ResourceType
  /** The directory's SCIM base URL, without a slash at its end. */
  readonly baseUrl: string
  /** Query parameters by lower-case name (Entra 19 sends `startindex`). */
  readonly query: ReadonlyMap<string, string>
  readonly body: unknown
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
  /** Names of the deviations that were repaired; handlers add to it. */
  readonly repairs: string[]
}

export interface ScimAnswer {
  readonly status: number
  /** JSON text. */
  readonly body?: string
  readonly location?: string
  readonly etag?: string
  /** What the call did, in words. */
  readonly effect: string
}

export const nothingChanged = 'Read only.'

export function selectionOf(call: ScimCall, type: ResourceType): Selection {
  return parseSelection(call.query.get('attributes'), call.query.get('excludedattributes'), type)
}

/** Whether the caller named attributes; then PATCH answers 200 with a body (RFC 7644 3.5.2). */
export function asksForAttributes(call: ScimCall): boolean {
  return Boolean(call.query.get('attributes') || call.query.get('excludedattributes'))
}

function tags(header: string): string[] {
  return header.split(',').map((tag) => tag.trim())
}

const weak = (tag: string) => tag.replace(/^W\//, '')

/** Without the part that speaks of a user's groups (`etagOf`): a write of the user does not touch those. */
const ownPart = (tag: string) => weak(tag).replace(/-[\w-]*"$/, '"')

/**
 * The precondition of a write (RFC 7644 3.14).
 * @throws ScimError 412 when the resource has another version than the caller believes
 */
export function requireVersion(call: ScimCall, etag: string): void {
  if (call.ifMatch === undefined) return
  const given = tags(call.ifMatch)
  if (given.includes('*') || given.some((tag) => ownPart(tag) === ownPart(etag))) return
  throw new ScimError(
    412,
    `The resource has changed: its version is ${etag}. Read it again and repeat the change.`,
  )
}

/** Whether the caller has this version already; then GET answers 304. */
export function hasVersion(call: ScimCall, etag: string): boolean {
  if (call.ifNoneMatch === undefined) return false
  const given = tags(call.ifNoneMatch)
  return given.includes('*') || given.some((tag) => weak(tag) === weak(etag))
}
