// What the service-desk API is made of: operations by method and path, each with who may call it and what it takes.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Asker } from '../../http/asker.ts'
import type { StaffCaller } from '../../http/staff-caller.ts'
import type { Permission } from '../../model/permissions.ts'
import type { UploadServices } from '../../requests/uploads.ts'
import type { AuditContext } from '../../storage/audit.ts'
import type { Database } from '../../storage/database.ts'
import type { Site } from '../../storage/sites.ts'

/** What a route takes; what is not known here is left out, as the original does. */
interface Shape {
  readonly query?: z.ZodType | undefined
  readonly body?: z.ZodType | undefined
}

type Part<S extends Shape, P extends keyof Shape> = S[P] extends z.ZodType ? z.output<S[P]> : undefined

export interface ServiceCall<S extends Shape = Shape> {
  readonly database: Database
  readonly site: Site
  readonly now: Date
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Of uploads. */
  readonly uploads: UploadServices
  /** Where the site's people reach it, without a slash at the end. */
  readonly siteUrl: string
  readonly version: string
  readonly params: { readonly [name: string]: string }
  readonly query: Part<S, 'query'>
  readonly body: Part<S, 'body'>
  /** One of the staff, by a key with its scope. */
  readonly staff: StaffCaller | undefined
  /** The same, or a customer, as who asks. */
  readonly asker: Asker | undefined
  readonly audit: AuditContext
}

/** A call whatever its route takes. */
export type AnyCall = Omit<ServiceCall, 'query' | 'body'>

/** Whoever asks or answers: customers, members and agents; `anyone`: nobody has to be known. */
type Needed = 'anyone' | 'asker' | Permission

export interface Operation<S extends Shape = Shape> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Behind `/rest/servicedeskapi`. */
  readonly path: string
  readonly needs: Needed
  readonly takes: S
  /** Of success with a body; without one it is 204. */
  readonly status: number
  readonly handle: (call: ServiceCall<S>) => Promise<unknown>
}

/** An operation whose handler knows what its route takes. */
export function operation<const S extends Shape>(
  method: Operation['method'],
  path: string,
  { needs, status = 200, ...takes }: S & { readonly needs: Needed; readonly status?: number },
  handle: (call: ServiceCall<S>) => Promise<unknown>,
): Operation {
  return { method, path, needs, takes, status, handle: handle as Operation['handle'] }
}

/** Where a page begins, and how long it is. What is longer than a page may be is cut, as the original does. */
export const paging = {
  start: z.coerce.number().int().min(0).max(10_000).default(0),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .default(50)
    .transform((wanted) => Math.min(wanted, 100)),
}

export const pageOnly = z.object(paging)

/** What is to come along with a thing: names behind commas, or one by one. */
export const expand = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((given) => [given].flat().flatMap((one) => one.split(',')))
