import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { accentSheet } from '../model/brand/accent.ts'
import { languageIn } from '../model/mail.ts'
import { type Branding, type Language, logoPath } from '../model/site-settings.ts'

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
      server.get(page.replaceAll('$', ':'), async (request, reply) => this.#page(request, reply, 200, page))
    }
  }

  /** The body for a browser that was led to a page which does not exist; undefined when it is no browser's page load. */
  async notFound(request: FastifyRequest, reply: FastifyReply): Promise<Body | undefined> {
    const isPageLoad = request.method === 'GET' && request.headers.accept?.includes('text/html')
    if (!isPageLoad || request.url.startsWith('/api/') || request.url.startsWith('/assets/')) return undefined
    return this.#page(request, reply, 404)
  }

  /**
   * Sets status and headers; the body is returned, because a promise of a reply would wait until the browser has it all.
   * @param path of `pages`; undefined for a page that does not exist
   */
  async #page(request: FastifyRequest, reply: FastifyReply, status: number, path?: string): Promise<Body> {
    if (this.#isSecure()) reply.header('strict-transport-security', 'max-age=31536000')
    // Read each time: a build under a running server must not leave it with a document whose scripts are gone.
    const [page, loads, brand] = await Promise.all([
      readFile(join(this.#folder, 'index.html'), 'utf8').catch(() => undefined),
      readFile(join(this.#folder, 'first-loads.json'), 'utf8').catch(() => '{}'),
      Promise.race([
        this.#brandOf(request).catch(() => undefined),
        pause(brandMaxMs, undefined, { ref: false }),
      ]),
    ])
    const accent = brand?.accent ? accentSheet(brand.accent) : undefined
    reply.headers({ ...pageHeaders, 'content-security-policy': policyFor(page ?? '', accent) })
    void reply.code(page ? status : 503).type(page ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8')
    if (page === undefined) return notBuilt
    const language = languageOf(request, brand)
    const files = path === undefined ? [] : filesFirst(JSON.parse(loads), path, language)
    const marked = this.#isDemonstration ? ' data-demonstration=""' : ''
    const html = branded(page, {
      brand,
      accent,
      language,
      files,
      root: `${marked} data-face="${faceOf(path)}"`,
    })
    return compressed(html, request, reply)
  }
}

type Body = Buffer | string

/** Undefined where no site answers. */
type BrandOf = (request: FastifyRequest) => Promise<Branding | undefined>

/** Pages are shown also while the database is away; so long they wait for how the site looks. */
const brandMaxMs = 1_000

interface FirstLoads {
  readonly [path: string]: { readonly [part in 'page' | Language]: readonly string[] } | undefined
}

/** What the page of a path loads as soon as its script asks for it. */
function filesFirst(loads: FirstLoads, path: string, language: Language): readonly string[] {
  const load = loads[path]
  return load ? [...load.page, ...load[language]] : []
}

/** The browser's first language that the site offers, else the site's own; what somebody chose here their browser knows. */
function languageOf(request: FastifyRequest, brand: Branding | undefined): Language {
  const wanted = languageIn(request.headers['accept-language'])
  if (wanted && (!brand || brand.languages.includes(wanted))) return wanted
  return brand?.language ?? 'en'
}

/** Whose shell the page has: `web/first/first-sheet.ts` draws its outline. */
function faceOf(path: string | undefined): string {
  const [, first = ''] = path?.split('/') ?? []
  if (first === 'admin' || first === 'console') return first
  return ['', 'portal', 'requests', 'account', 'demo'].includes(first) && path !== undefined ? 'help' : 'door'
}

interface First {
  readonly brand: Branding | undefined
  readonly accent: string | undefined
  readonly language: Language
  readonly files: readonly string[]
  /** Further attributes of the document's root. */
  readonly root: string
}

/** The document with what the first page needs to know of its site: `web/brand.ts` reads it. */
function branded(page: string, { brand, accent, language, files, root }: First): string {
  const ahead = files.map((file) => `<link rel="modulepreload" crossorigin href="/${file}" />`).join('')
  const sheet = accent === undefined ? '' : `<style id="accent">${accent}</style>`
  const known = page.replace('</head>', () => `${ahead}${sheet}</head>`)
  if (!brand) return known.replace('<html lang="en"', () => `<html lang="${language}"${root}`)
  const { name, logoHash, languages, timeZone } = brand
  const data = {
    'data-site': name,
    'data-languages': languages.join(' '),
    'data-language': brand.language,
    'data-time-zone': timeZone,
    ...(logoHash === null ? {} : { 'data-logo': logoPath(logoHash) }),
  }
  const attributes = Object.entries(data).map(([key, value]) => ` ${key}="${escaped(value)}"`)
  // By functions, because a name may hold what a replacement would read as a pattern.
  return (
    known
      .replace('<html lang="en"', () => `<html lang="${language}"${root}${attributes.join('')}`)
      .replace(/<title>[^<]*<\/title>/, () => `<title>${escaped(name)}</title>`)
      .replace('<bdi>Doorward</bdi>', () => `<bdi>${escaped(name)}</bdi>`)
      .replace('<svg class="f-mark"', (mark) =>
        logoHash === null ? mark : `<img class="f-logo" src="${logoPath(logoHash)}" alt="" />${mark}`,
      )
      // A tab is found by the site's own sign among many.
      .replace(/<link rel="icon"[^>]*>/, (ours) =>
        logoHash === null ? ours : `<link rel="icon" type="image/png" href="${logoPath(logoHash)}" />`,
      )
  )
}

/** The document is small and made anew for each site, so it is compressed a little, each time; it holds no secret. */
async function compressed(html: string, request: FastifyRequest, reply: FastifyReply): Promise<Body> {
  void reply.header('vary', 'accept-encoding, accept-language')
  const accepted = String(request.headers['accept-encoding'] ?? '')
  if (/\bbr\b/.test(accepted)) {
    void reply.header('content-encoding', 'br')
    return promisify(brotliCompress)(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
  }
  if (!/\bgzip\b/.test(accepted)) return html
  void reply.header('content-encoding', 'gzip')
  return promisify(gzip)(html)
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? '')

const notBuilt = 'The pages are not built yet. Build them with: npm run build\n'

const digestOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The digests of what stands between an element's tags in the document as it was built: nothing of a site is in there yet. */
const digestsIn = (page: string, tag: 'script' | 'style') =>
  [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map(
    ([, text = '']) => ` ${digestOf(text)}`,
  )

/** Scripts and styles come from files of ours, and what the build wrote into the document, and from nowhere else. */
const policyFor = (page: string, accent: string | undefined) =>
  [
    "default-src 'none'",
    `script-src 'self'${digestsIn(page, 'script').join('')}`,
    `style-src 'self'${digestsIn(page, 'style').join('')}${accent === undefined ? '' : ` ${digestOf(accent)}`}`,
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
  ].join('; ')

/** Nobody may frame a page or learn its address. */
const pageHeaders = {
  'cache-control': 'no-cache',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
} as const
