import type { Audience } from '../model/identity/audience.ts'
import type { DialectSettings } from '../model/identity/dialect-settings.ts'
import type { Call } from '../people/apply-user.ts'
import type { Database } from '../storage/database.ts'
import { isoMoment } from '../storage/moment.ts'
import type { Repairs } from './dialect/repairs.ts'
import { renderScimError, ScimError } from './errors.ts'
import type { ListPlaces } from './list-places.ts'
import type { Json } from './render.ts'
import type { ResourceType } from './schema/schemas.ts'
import { parseSelection, type Selection } from './schema/selection.ts'

/** One SCIM call after its caller is known: what a handler needs, and nothing of HTTP's machinery. */
export interface ScimCall extends Call {
  readonly siteId: number
  readonly database: Database
  /** Whom the directory brings. */
  readonly audience: Audience
  /** What `/Users` serves at this site: with its customer detail fields. */
  readonly userType: ResourceType
  /** The directory's SCIM base URL, without a slash at its end. */
  readonly baseUrl: string
  /** Query parameters by lower-case name (Entra 19 sends `startindex`). */
  readonly query: ReadonlyMap<string, string>
  /** The parsed body, once: of a large one nothing is kept beside what is read of it. */
  readonly takeBody: () => unknown
  readonly places: ListPlaces
  /** What seals the cursors of this caller. */
  readonly cursorKey: () => Uint8Array
  /** What the directory's identity provider needs. */
  readonly settings: DialectSettings
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
  /** Names of the deviations that were repaired; handlers add to it. */
  readonly repairs: string[]
  /** Performs an operation of a bulk request as a call of its own would be; never throws. */
  readonly operate: (operation: Operation) => Promise<OperationOutcome>
}

/** A write that comes as part of a bulk request (RFC 7644 3.7). */
export interface Operation {
  readonly method: string
  /** Behind the directory's base URL. */
  readonly path: string
  readonly body?: unknown
  readonly ifMatch?: string | undefined
}

export interface OperationOutcome {
  readonly answer: ScimAnswer
  readonly repairs: readonly string[]
}

export interface ScimAnswer {
  readonly status: number
  readonly body?: Json
  readonly location?: string
  readonly etag?: string
  /** The methods that the endpoint knows, when it does not know the one that was asked for. */
  readonly allow?: string
  /** When to repeat a call that was refused for now. */
  readonly retryAfterSeconds?: number
  /** What the call did, in words. */
  readonly effect: string
}

/** An error as an answer. */
export function refused(error: ScimError): ScimAnswer {
  return { status: error.status, body: renderScimError(error), effect: `Refused: ${error.detail}` }
}

export const nothingChanged = 'Read only.'
export const asWanted = 'No effect: everything was as the call wants it.'

/** What the caller wants to be shown. */
export function selectionOf(call: ScimCall, type: ResourceType): Selection {
  const { query } = call
  const repairs: Repairs = new Set()
  const selection = parseSelection(query.get('attributes'), query.get('excludedattributes'), type, repairs)
  noteRepairs(call, repairs)
  return selection
}

/**
 * Whether a successful PATCH is answered 200 with the resource, or 204. Who names attributes is always shown them (RFC 7644
 * 3.5.2); else the directory's setting decides.
 */
export function answersPatchWithBody({ query, settings }: ScimCall, type: ResourceType): boolean {
  if (query.get('attributes') || query.get('excludedattributes')) return true
  if (settings.patchAnswer === 'users-200-groups-204') return type.name === 'User'
  return settings.patchAnswer === 'always-200'
}

/** Notes the names of deviations that were repaired, each once. */
export function noteRepairs(call: ScimCall, repairs: Iterable<string>): void {
  for (const repair of repairs) if (!call.repairs.includes(repair)) call.repairs.push(repair)
}

/**
 * When a change is made that is written now: after the one before it (RFC 7643 3.1, lastModified), although a slow call may
 * have begun before a quick one that is written already.
 */
export function changedAt({ now }: ScimCall, { updatedAt }: { readonly updatedAt: string }): Date {
  return new Date(Math.max(now.getTime(), Date.parse(isoMoment(updatedAt)) + 1))
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
