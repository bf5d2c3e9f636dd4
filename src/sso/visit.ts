import type { FastifyReply, FastifyRequest } from 'fastify'
import { countTry, trySubject } from '../http/attempts.ts'
import { networkOf } from '../http/network.ts'
import { waitInWords, waitSeconds } from '../model/access/attempts.ts'
import { directoryAddressOf } from '../model/ids.ts'
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

/** Counts a trial that begins from a set-up page. @returns until when it must wait */
export async function countTrial(
  { database }: DoorServices,
  { site, now }: DirectoryVisit,
  setupLinkId: string,
): Promise<Date | undefined> {
  return database.inSite(site.id, (tx) => countTry(tx, [trySubject('tried', setupLinkId)], now))
}

/**
 * Counts what came to this door that nobody here asked for: of one network at one directory, so that it concerns nobody else. Whoever
 * was sent to the provider is not asked.
 * @returns until when the next is not even written down
 */
export async function countUnasked(
  { database }: DoorServices,
  { request, site, now, key }: DirectoryVisit,
): Promise<Date | undefined> {
  const subject = trySubject('unasked', key, networkOf(request.ip))
  return database.inSite(site.id, (tx) => countTry(tx, [subject], now))
}

export function answerTooMany({ reply, now }: DoorVisit, until: Date): FastifyReply {
  return reply
    .code(429)
    .header('retry-after', String(waitSeconds(until, now)))
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send(`Too many attempts. Try again in ${waitInWords(until, now)}.`)
}

/** What is said of an address behind which there is no door. */
export function answerNotThere(reply: FastifyReply): FastifyReply {
  reply.callNotFound()
  return reply
}
