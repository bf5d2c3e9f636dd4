import type { FastifyInstance } from 'fastify'
import { accentSheet } from '../model/brand/accent.ts'
import { accentPath, logoPath } from '../model/site-settings.ts'
import type { Database } from '../storage/database.ts'
import { type Logo, logoOf } from '../storage/site/logos.ts'
import type { Sites } from './site.ts'

/** Each address names what it answers, so nothing changes under it. */
const headers = {
  'cache-control': 'public, max-age=31536000, immutable',
  // Were it ever taken for a page, it could do nothing.
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  'content-disposition': 'inline',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const

interface BrandServices {
  readonly database: Database
  readonly sites: Sites
  readonly now: () => Date
}

/** Serves a site's logo and the colours of its accent: to anybody, because the sign-in page shows them. */
export function serveBrand(server: FastifyInstance, { database, sites, now }: BrandServices): void {
  server.get<{ Params: { file: string } }>('/brand/logo/:file', async (request, reply) => {
    const site = await sites.at(request.host, now())
    const hash = site?.logoHash
    if (!site || !hash || logoPath(hash) !== `/brand/logo/${request.params.file}`) return nothing(reply)
    const [rows = []] = await database.readInSite(site.id, [logoOf(site.id, hash)])
    const [logo] = rows as Logo[]
    if (!logo) return nothing(reply)
    reply.headers(headers).type('image/png')
    return logo.png
  })
  server.get<{ Params: { file: string } }>('/brand/accent/:file', async (request, reply) => {
    const site = await sites.at(request.host, now())
    const accent = site?.accent
    if (!accent || accentPath(accent) !== `/brand/accent/${request.params.file}`) return nothing(reply)
    reply.headers(headers).type('text/css; charset=utf-8')
    return accentSheet(accent)
  })
}

const nothing = (reply: { code(status: number): { send(body: object): unknown } }) =>
  reply.code(404).send({ status: '404', detail: 'There is nothing here.' })
