import { z } from 'zod'
import { actorKinds } from './audit.ts'
import { errorCodes } from './errors.ts'
import type { Permission } from './permissions.ts'

/**
 * What a surface promises, as a table of routes. The pages' typed client, the OpenAPI document and the server's dispatcher
 * all read this one table, so that none of them can know a route that the others do not (decision 10).
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Parameters in braces, as OpenAPI writes them: `/api/directories/{directoryId}`. */
  readonly path: `/api/${string}`
  /** One line, in the imperative. */
  readonly summary: string
  /** The chapter of the readable page. */
  readonly tag: string
  /**
   * What the caller must be allowed to do; `signed-in` asks one of the staff for no permission, `anyone` not even for a caller, and
   * `customer` is for customers who are signed in at the help centre, `asker` for them and for whoever of the staff asks there, `set-up`
   * for a customer's own IT at the set-up page.
   */
  readonly permission: Permission | 'signed-in' | 'customer' | 'asker' | 'set-up' | 'anyone'
  /** Further permissions that the caller must have as well, because the answer says what they guard. */
  readonly alsoNeeds?: readonly Permission[]
  /** Permissions for which its answer says more, and which nobody needs for the rest. */
  readonly saysMoreFor?: readonly Permission[]
  /** It names its site itself, and works where none answers yet. */
  readonly beforeSite?: true
  /** It answers also while the site waits for its deletion. */
  readonly whileLeaving?: true
  /** Only for a person at a browser: an API key is refused, whatever its scope. */
  readonly sessionOnly?: true
  /**
   * Only shortly after a sign-in, or after showing again who one is (decision 19): whoever finds a browser open, or has stolen
   * a session, cannot do it. `true` stands beside `sessionOnly`, because a program never can; with `at-a-browser` an API key
   * may do it, whose making took a fresh sign-in.
   */
  readonly freshSignIn?: true | 'at-a-browser'
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodObject
  /** What a successful call answers; without one it answers 204. Where the path has a PATCH, its ETag is the PATCH's If-Match. */
  readonly answer?: z.ZodType
  /**
   * By what of the answer its ETag tells two states apart; by all of it where this says nothing. What changes although nobody
   * edits it, such as a last sign-in, makes nobody's edit stale.
   */
  readonly tagged?: readonly string[]
  /** Like every PATCH it looks at an If-Match: the ETag of the GET at its path. Anywhere else one is refused. */
  readonly heldToReading?: true
  /** The answer is a text of this kind, and no JSON. */
  readonly media?: 'text/csv' | 'text/event-stream' | 'text/html' | 'application/gzip'
  /** It comes piece by piece, for longer than a call may take. `answer` describes it for readers. */
  readonly streams?: true
  /** How many bytes its body may have; a quarter of a MiB where it says nothing. */
  readonly bodyMax?: number
  /** It makes something new: it answers 201, and a repetition with the same Idempotency-Key answers the same again. */
  readonly creates?: true
}

/** Routes by the name of their operation. */
export interface Contract {
  readonly [operation: string]: Route
}

type Part<
  R extends Route,
  Name extends 'params' | 'query' | 'body',
  Side extends 'input' | 'output',
> = R extends { readonly [K in Name]: infer S extends z.ZodType }
  ? { readonly [K in Name]: Side extends 'input' ? z.input<S> : z.output<S> }
  : unknown

/** What a client gives: path parameters, query and body, each only where the route has one. */
export type Given<R extends Route> = Part<R, 'params', 'input'> &
  Part<R, 'query', 'input'> &
  Part<R, 'body', 'input'>

/** The same as the server gets it, checked and with defaults filled in. */
export type Taken<R extends Route> = Part<R, 'params', 'output'> &
  Part<R, 'query', 'output'> &
  Part<R, 'body', 'output'>

/** What a call answers, as JSON says it: moments are ISO 8601 texts in UTC. */
export type Answer<R extends Route> = R extends { readonly answer: infer S extends z.ZodType }
  ? z.output<S>
  : undefined

/** One element of the page that a listing route answers. */
export type Item<R extends Route> = Answer<R> extends { readonly items: readonly (infer One)[] } ? One : never

/** A moment, as JSON says it. */
export const moment = z.iso.datetime('must be a moment in UTC, such as 2026-05-03T10:00:00Z')

/** The id of a person, organization, token, exchange …: a UUID in lower case. */
export const resourceId = z
  .string()
  .regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    'must be an id in small letters, such as 01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17',
  )
  .meta({ format: 'uuid' })

/** The id of a site or directory: six letters and digits. */
export const key = z
  .string()
  .regex(/^[0-9a-z]{6}$/, 'must be an id of six small letters and digits, such as 4k7x2m')

/** What a text in one line may hold: no control characters, and no half of a pair (a lone surrogate), which no database takes. */
export const plainCharacters = /^[^\p{Cc}\p{Cs}]*$/u
/** The same with line breaks and tabs, such as a password that somebody chose long ago may hold. */
export const plainLines = /^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u

/** Every text that comes in is one of these two, or held to a form of its own. */
export const text = z.string().regex(plainCharacters)
export const lines = z.string().regex(plainLines)

/** Longest name of anything that people name. */
const nameMax = 200
export const name = text.trim().min(1).max(nameMax)

/** Every list is read page by page. */
const pageMax = 200
export const pageQuery = z.strictObject({
  limit: z.coerce
    .number<number>()
    .int()
    .min(1)
    .max(pageMax)
    .default(50)
    .meta({ description: 'How many at most.' }),
  after: text
    .min(1)
    .max(1_000)
    .optional()
    .meta({ description: 'The `next` of the page before; nothing else is accepted.' }),
})

/** A page of a list; `next` continues behind it, and is null on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() })
}

/** Why a field was refused. `rule` is stable, for a program or a translation; `detail` is a sentence in English. */
const fieldError = z.strictObject({
  /** Dotted path inside the body, or the name of a query or path parameter. */
  field: z.string(),
  rule: z.string(),
  detail: z.string(),
  /** The bound that was passed, where the rule has one. */
  limit: z.number().optional(),
})

/** Why a call failed (RFC 9457). `code` says the same as `type`, shorter. */
const problemCodes = [...errorCodes, 'unexpected'] as const

export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(problemCodes),
    /** A sentence for a person; never a secret. */
    detail: z.string(),
    /** Finds the call in the server's log. */
    requestId: z.string(),
    /** Where one field or several are at fault. */
    errors: z.array(fieldError).optional(),
    /** The last change of what the caller had read otherwise. */
    change: z
      .strictObject({
        at: moment,
        by: z.strictObject({
          kind: z.enum(actorKinds),
          name: z.string().nullable(),
          apiKey: z.string().nullable(),
        }),
      })
      .optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.output<typeof problem>
