// A person's browser without a person: it keeps cookies, goes where it is sent, and posts what pages post by themselves.
import type { Witness } from '../simulator/wire.ts'

const stepsMax = 15

/** Without its query, which holds codes and whole messages. */
const plain = (url: string) => url.replace(/\?.*/s, '')

/** Where a way has ended. */
export interface Arrived {
  readonly url: string
  readonly status: number
  readonly html: string
}

export class Visitor {
  readonly #witness: Witness

  /** @param witness sees each step, without what cookies and forms hold */
  constructor(witness: Witness = () => {}) {
    this.#witness = witness
  }

  /** By host: a browser tells ports of one host nothing apart. */
  readonly #jars = new Map<string, Map<string, string>>()

  /** Of one host. */
  cookiesAt(url: string): ReadonlyMap<string, string> {
    return this.#jar(new URL(url).hostname)
  }

  /**
   * Opens an address and follows it to its end: redirects, and forms that post themselves, as SAML's answers come.
   * @throws Error when it leads in a circle
   */
  async open(url: string): Promise<Arrived> {
    let next: { url: string; init: RequestInit; from: string | undefined } = {
      url,
      init: {},
      from: undefined,
    }
    for (let steps = 0; steps < stepsMax; steps++) {
      const response = await this.#fetch(next.url, next.init, next.from)
      const location = response.headers.get('location')
      if (location !== null && response.status >= 300 && response.status < 400) {
        await response.body?.cancel()
        next = { url: new URL(location, next.url).href, init: {}, from: next.url }
        continue
      }
      const html = await response.text()
      const form = selfPosted(html)
      if (!form) return { url: next.url, status: response.status, html }
      const at = new URL(form.action, next.url).href
      next = { url: at, init: { method: 'POST', body: form.fields }, from: next.url }
    }
    throw new Error(`${url} leads in a circle`)
  }

  async #fetch(url: string, init: RequestInit, from: string | undefined): Promise<Response> {
    const { hostname, origin } = new URL(url)
    const jar = this.#jar(hostname)
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        ...(jar.size > 0 && { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...(init.method === 'POST' && {
          origin: from === undefined ? origin : new URL(from).origin,
          'sec-fetch-site':
            from !== undefined && new URL(from).origin === origin ? 'same-origin' : 'cross-site',
        }),
      },
    })
    this.#witness({
      protocol: 'HTTP',
      at: new Date(),
      request: { line: `${init.method ?? 'GET'} ${plain(url)}`, headers: {}, body: '' },
      response: {
        line: `${response.status} ${response.statusText}`,
        body: plain(response.headers.get('location') ?? ''),
      },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/expires=Thu, 01 Jan 1970|max-age=0\b/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }

  #jar(host: string): Map<string, string> {
    const known = this.#jars.get(host) ?? new Map<string, string>()
    this.#jars.set(host, known)
    return known
  }
}

const entities: { readonly [name: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#43': '+',
  '#61': '=',
}
const unescaped = (text: string) =>
  text
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)))
    .replaceAll(/&([a-z]+|#\d+);/gi, (whole, name: string) => entities[name] ?? whole)

const attribute = (tag: string, name: string) =>
  unescaped(new RegExp(`\\b${name}=(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag)?.slice(1).find(Boolean) ?? '')

/** The form of a page that exists to post it: SAML's answer, or the server's own second posting of one. */
function selfPosted(html: string): { action: string; fields: URLSearchParams } | undefined {
  const [form] = /<form\b[^>]*>/i.exec(html) ?? []
  if (form === undefined || !/name=["']SAMLResponse["']/i.test(html)) return undefined
  const inputs = [...html.matchAll(/<input\b[^>]*>/gi)].map(([tag]) => tag)
  const fields = inputs
    .filter((tag) => attribute(tag, 'name') !== '')
    .map((tag): [string, string] => [attribute(tag, 'name'), attribute(tag, 'value')])
  return { action: attribute(form, 'action'), fields: new URLSearchParams(fields) }
}
