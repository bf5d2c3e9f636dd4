/** The errors of RFC 7644 3.12 (and of cursors, RFC 9865): one class, one renderer, factories for the frequent ones. */

export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount'

const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error'

/** An answer other than success. The detail goes to the caller and to logs, so it never quotes a value, only names and rules. */
export class ScimError extends Error {
  readonly status: number
  readonly scimType: ScimType | undefined
  readonly detail: string

  constructor(status: number, detail: string, scimType?: ScimType) {
    super(detail)
    this.name = 'ScimError'
    this.status = status
    this.detail = detail
    this.scimType = scimType
  }
}

/** The body of an error response; `status` is a string (RFC 7644 3.12). */
export function renderScimError(error: ScimError): string {
  return JSON.stringify({
    schemas: [ERROR_SCHEMA],
    ...(error.scimType && { scimType: error.scimType }),
    detail: error.detail,
    status: String(error.status),
  })
}

/** An attribute has a value it must not have; reads as one sentence: `userName` + `must not be empty`. */
export function invalidValue(attribute: string, rule: string): ScimError {
  return new ScimError(400, `${attribute} ${rule}`, 'invalidValue')
}

/** The body is not what this endpoint reads at all. */
export function invalidSyntax(detail: string): ScimError {
  return new ScimError(400, detail, 'invalidSyntax')
}

export function invalidFilter(detail: string): ScimError {
  return new ScimError(400, detail, 'invalidFilter')
}

export function invalidPath(detail: string): ScimError {
  return new ScimError(400, detail, 'invalidPath')
}

/** A PATCH path with a filter that no element meets, or a removal without a path. */
export function noTarget(detail: string): ScimError {
  return new ScimError(400, detail, 'noTarget')
}

/** A change to a read-only or immutable attribute, or the removal of a required one. */
export function mutability(detail: string): ScimError {
  return new ScimError(400, detail, 'mutability')
}

export function uniqueness(detail: string): ScimError {
  return new ScimError(409, detail, 'uniqueness')
}

/** The filter would read more than the server allows itself. */
export function tooMany(detail: string): ScimError {
  return new ScimError(400, detail, 'tooMany')
}

export function notFound(detail: string): ScimError {
  return new ScimError(404, detail)
}

/** An identifier of the caller's, shortened and without control characters, so that it can stand in a detail. */
export function quoted(name: string): string {
  const plain = name.toWellFormed().replace(/\p{Cc}/gu, '\uFFFD')
  return plain.length > 100 ? `"${plain.slice(0, 100).toWellFormed()}…"` : `"${plain}"`
}
