import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../http/network.ts'
import { attemptsSince } from '../model/access/attempts.ts'
import { directoryAddressOf } from '../model/ids.ts'
import { type AttemptsRow, countAttempts } from '../storage/access/attempts.ts'
import { attemptHash } from './attempt-subjects.ts'
import type { DoorServices, DoorVisit } from './door-services.ts'

/** A visit at the door of a directory. */
export interface DirectoryVisit extends DoorVisit {
  readonly directoryId: number
  /** Its key in addresses. */
  readonly key: string
  /** Where people reach the site. */
  readonly origin: string
}

/** Which door an address means; undefined when the site at this host has none such. What the browser says besides does not count. */
export async function visitOf(
  doors: DoorServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<DirectoryVisit | undefined> {
  const now = doors.now()
  const key = ((request.params as { key?: string }).key ?? '').toLowerCase()
  const address = directoryAddressOf(key)
  const site = await doors.sites.at(request.host, now)
  if (!site || site.deletionDue !== null || address?.siteId !== site.id) return undefined
  const publicUrl = doors.publicUrl()
  return {
    request,
    reply,
    site,
    now,
    key,
    directoryId: address.directoryId,
    origin: await doors.sites.urlOf(site, publicUrl, now),
    isSecure: request.protocol === 'https' || publicUrl.startsWith('https:'),
  }
}

/**
 * What is counted, of a network or of a set-up page, and how often it may be within a quarter of an hour. A whole company may be
 * behind one network.
 */
const mostOf = { begun: 3_000, unasked: 100, tried: 30 } as const

/** Counts one more of them; whether that was too many. */
export async function isTooMany(
  { database }: DoorServices,
  { request, site, now }: DoorVisit,
  what: keyof typeof mostOf,
  of = networkOf(request.ip),
): Promise<boolean> {
  const subject = attemptHash('door', what, of)
  const [row] = await database.inSite(site.id, (tx) =>
    tx.read<AttemptsRow>(countAttempts(site.id, [subject], { since: attemptsSince(now), now })),
  )
  return (row?.attempts ?? 0) > mostOf[what]
}

export function answerTooMany({ reply }: DoorVisit): FastifyReply {
  return reply
    .code(429)
    .header('retry-after', '900')
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send('Too many attempts. Wait a quarter of an hour and try again.')
}

/** What is said of an address behind which there is no door. */
export function answerNotThere(reply: FastifyReply): FastifyReply {
  reply.callNotFound()
  return reply
}
