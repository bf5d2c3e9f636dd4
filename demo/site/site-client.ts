// Somebody at a browser, as the server sees them: the demonstration calls the server's own API like its pages do.
import { adminApi } from '../../src/admin/contract.ts'
import { deskApi } from '../../src/desk/contract.ts'
import { mailApi } from '../../src/mail/contract.ts'
import type { Answer, Given, Route } from '../../src/model/contract.ts'
import { signInApi } from '../../src/sso/contract.ts'
import type { Witness } from '../simulator/wire.ts'

const api = { ...adminApi, ...deskApi, ...signInApi, ...mailApi }
type Operation = keyof typeof api
export type AnswerOf<O extends Operation> = Answer<(typeof api)[O]>

interface Parts {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

export class SiteClient {
  readonly origin: string
  readonly #cookies: Map<string, string>
  readonly #witness: Witness | undefined

  /** @param cookies of a session, by name; those that the server gives are kept with them */
  constructor(origin: string, cookies: Iterable<readonly [string, string]> = [], witness?: Witness) {
    this.origin = origin
    this.#cookies = new Map(cookies)
    this.#witness = witness
  }

  /**
   * Calls an operation.
   * @throws Error with what the server says of it
   */
  async call<O extends Operation>(operation: O, given: Given<(typeof api)[O]>): Promise<AnswerOf<O>> {
    const route: Route = api[operation]
    const { params = {}, query = {}, body } = given as Parts
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''))
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const at = search.size > 0 ? `${path}?${search}` : path
    const sends = body !== undefined || !['GET', 'DELETE'].includes(route.method)
    const text = sends ? JSON.stringify(body ?? {}) : ''
    const response = await fetch(this.origin + at, {
      method: route.method,
      headers: {
        origin: this.origin,
        'sec-fetch-site': 'same-origin',
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(sends && { 'content-type': 'application/json' }),
      },
      ...(sends && { body: text }),
    })
    const answered = await response.text()
    this.#witness?.({
      protocol: 'HTTP',
      at: new Date(),
      request: {
        line: `${route.method} ${at}`,
        headers: sends ? { 'content-type': 'application/json' } : {},
        body: text,
      },
      response: { line: `${response.status} ${response.statusText}`, body: answered },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      this.#cookies.set(name, value)
    }
    if (response.status >= 300) {
      const { detail = answered } = jsonIn(answered) as { detail?: string }
      throw new Error(`${operation} was answered ${response.status}: ${detail}`)
    }
    return jsonIn(answered) as AnswerOf<O>
  }

  /** The same session before somebody else's eyes. */
  witnessedBy(witness: Witness): SiteClient {
    return new SiteClient(this.origin, this.#cookies, witness)
  }
}

function jsonIn(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return {}
  }
}
