/** The errors that carry a meaning across folders; each surface renders them in its own words. */
export const errorCodes = [
  'invalid',
  'not-signed-in',
  'second-factor-needed',
  'fresh-sign-in-needed',
  'forbidden',
  'not-found',
  'conflict',
  /** Somebody else changed it since the caller read it. */
  'changed-meanwhile',
  'too-many-attempts',
  /** More of something than one person does in a while. */
  'too-much',
  /** More bytes than there may be. */
  'too-large',
  /** The disk is full, or nearly. */
  'no-room',
  'unavailable',
  /** Unavailable as well, and nobody knows whether the change was made. */
  'outcome-unknown',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** Something the caller can do something about. `message` is a sentence for a person; it never holds a secret. */
export class DoorwardError extends Error {
  readonly code: ErrorCode
  /** The field or option at fault, when there is one. */
  readonly field: string | undefined

  constructor(code: ErrorCode, message: string, field?: string) {
    super(message)
    this.name = 'DoorwardError'
    this.code = code
    this.field = field
  }
}

/** Why one field was refused: `rule` is stable, `detail` a sentence, `limit` the bound that was passed. */
export interface FieldFault {
  readonly field: string
  readonly rule: string
  readonly detail: string
  readonly limit?: number | undefined
}

/** Several fields broke their rules at once. */
export class FieldErrors extends DoorwardError {
  readonly errors: readonly FieldFault[]

  constructor(errors: readonly FieldFault[]) {
    super('invalid', errors.map(({ field, detail }) => `${field}: ${detail}`).join(' '), errors[0]?.field)
    this.errors = errors
  }
}

/** Refused to somebody who is not to learn that the thing is there. It is answered as if it were not, and written down as a refusal. */
export class ConcealedRefusal extends DoorwardError {
  constructor(what: string) {
    super('not-found', `${what} does not exist.`)
    this.name = 'ConcealedRefusal'
  }
}

/** What is said of a fault of ours, which the log tells more about. */
export const sayFault = (requestId: string) =>
  `Something went wrong on the server. If it stays, tell whoever runs the server: its log has more under ${requestId}.`

export const invalid = (field: string, rule: string) =>
  new DoorwardError('invalid', `${field}: ${rule}`, field)
export const notFound = (what: string, field?: string) =>
  new DoorwardError('not-found', `${what} does not exist.`, field)
export const conflict = (sentence: string, field?: string) => new DoorwardError('conflict', sentence, field)
export const unavailable = (sentence: string) => new DoorwardError('unavailable', sentence)
export const outcomeUnknown = (sentence: string) => new DoorwardError('outcome-unknown', sentence)
