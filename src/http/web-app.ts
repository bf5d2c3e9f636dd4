import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { accentPath, type Branding, logoPath } from '../model/site-settings.ts'

/**
 * Serves the built pages (`scripts/build-web.js`). Every page is the same small document, whose script reads the path and
 * shows the page for it.
 */
export class WebApp {
  readonly #folder: string
  readonly #pages: readonly string[]
  readonly #isSecure: () => boolean
  readonly #brandOf: BrandOf
  readonly #isDemonstration: boolean

  /**
   * @param folder of the build; it may be missing, and may be built anew while the server runs
   * @param pages the paths of all pages, parameters as `$name`
   * @param isSecure whether people reach the server by https
   * @param brandOf how the site looks and speaks that a page is for
   * @param isDemonstration whether every page says that it is one
   */
  constructor(
    folder: string,
    pages: readonly string[],
    isSecure: () => boolean,
    brandOf: BrandOf,
    isDemonstration = false,
  ) {
    this.#folder = folder
    this.#pages = pages
    this.#isSecure = isSecure
    this.#brandOf = brandOf
    this.#isDemonstration = isDemonstration
  }

  async register(server: FastifyInstance): Promise<void> {
    await server.register(fastifyStatic, {
      root: join(this.#folder, 'assets'),
      prefix: '/assets/',
      decorateReply: false,
      index: false,
      // Names hold a digest of the content, so a name never means something else.
      immutable: true,
      maxAge: '365d',
      preCompressed: true,
    })
    for (const page of this.#pages) {
      server.get(page.replaceAll('$', ':'), async (request, reply) => this.#page(request, reply, 200))
    }
  }

  /** The body for a browser that was led to a page which does not exist; undefined when it is no browser's page load. */
  async notFound(request: FastifyRequest, reply: FastifyReply): Promise<Body | undefined> {
    const isPageLoad = request.method === 'GET' && request.headers.accept?.includes('text/html')
    if (!isPageLoad || request.url.startsWith('/api/') || request.url.startsWith('/assets/')) return undefined
    return this.#page(request, reply, 404)
  }

  /** Sets status and headers; the body is returned, because a promise of a reply would wait until the browser has it all. */
  async #page(request: FastifyRequest, reply: FastifyReply, status: number): Promise<Body> {
    reply.headers(pageHeaders)
    if (this.#isSecure()) reply.header('strict-transport-security', 'max-age=31536000')
    // Read each time: a build under a running server must not leave it with a document whose scripts are gone.
    const [page, brand] = await Promise.all([
      readFile(join(this.#folder, 'index.html'), 'utf8').catch(() => undefined),
      Promise.race([
        this.#brandOf(request).catch(() => undefined),
        pause(brandMaxMs, undefined, { ref: false }),
      ]),
    ])
    void reply.code(page ? status : 503).type(page ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8')
    return page === undefined ? notBuilt : branded(this.#isDemonstration ? marked(page) : page, brand)
  }
}

type Body = Buffer | string

/** Undefined where no site answers. */
type BrandOf = (request: FastifyRequest) => Promise<Branding | undefined>

/** Pages are shown also while the database is away; so long they wait for how the site looks. */
const brandMaxMs = 1_000

/** Also where no site answers: nobody takes a page of a demonstration for one of their own. */
const marked = (page: string) => page.replace('<html lang="en"', '<html lang="en" data-demonstration=""')

/** The document with what the first page needs to know of its site: `web/brand.ts` reads it. */
function branded(page: string, brand: Branding | undefined): string {
  if (!brand) return page
  const { name, logoHash, accent, languages, language, timeZone } = brand
  const data = {
    'data-site': name,
    'data-languages': languages.join(' '),
    'data-language': language,
    'data-time-zone': timeZone,
    ...(logoHash === null ? {} : { 'data-logo': logoPath(logoHash) }),
  }
  const attributes = Object.entries(data).map(([key, value]) => ` ${key}="${escaped(value)}"`)
  const sheet = accent === null ? '' : `<link rel="stylesheet" id="accent" href="${accentPath(accent)}" />`
  // By functions, because a name may hold what a replacement would read as a pattern.
  return (
    page
      .replace('<html lang="en"', () => `<html lang="${language}"${attributes.join('')}`)
      .replace(/<title>[^<]*<\/title>/, () => `<title>${escaped(name)}</title>${sheet}`)
      // A tab is found by the site's own sign among many.
      .replace(/<link rel="icon"[^>]*>/, (ours) =>
        logoHash === null ? ours : `<link rel="icon" type="image/png" href="${logoPath(logoHash)}" />`,
      )
  )
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? '')

const notBuilt = 'The pages are not built yet. Build them with: npm run web\n'

/** Scripts and styles come from files of ours and nowhere else; nobody may frame a page or learn its address. */
const pageHeaders = {
  'cache-control': 'no-cache',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    // A mail is shown as its reader sees it, in a frame whose own policy lets it do nothing.
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
} as const
