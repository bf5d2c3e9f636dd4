// How a provider calls the server: one call after the other, each seen by a witness, a refusal thrown as it was said.
import { setTimeout as wait } from 'node:timers/promises'
import { messages } from './urns.ts'
import type { Exchange, Witness } from './wire.ts'

/** What a provider reads of an answer; whatever else stands there it may send back. */
interface ScimDocument {
  readonly [attribute: string]: unknown
  readonly id?: string
  readonly schemas?: readonly string[]
  readonly name?: object
  readonly members?: readonly { readonly value: string; readonly display?: string }[]
  readonly Resources?: readonly { readonly id: string; readonly userName?: string }[]
}

interface ScimAnswer {
  readonly status: number
  /** Empty where the answer has no JSON. */
  readonly json: ScimDocument
}

/** The server said no: what it said is the message. */
export class ScimRefusal extends Error {
  readonly status: number

  constructor(line: string, status: number, text: string) {
    super(`${line} was answered ${status}: ${text}`)
    this.name = 'ScimRefusal'
    this.status = status
  }
}

/** What an administrator chooses beside address and token, where the provider asks for it. */
export interface ScimChoices {
  /** In place of what the provider's calls say otherwise. */
  readonly contentType?: string
  /** What stands before the token; `Bearer` where nothing is chosen. */
  readonly scheme?: 'Bearer' | 'Basic' | 'none'
  readonly usersResource?: string
  readonly groupsResource?: string
}

interface ScimCallsOptions {
  /** As an administrator pastes it; what stands behind a `?` goes with every call, as Entra's flag does (Entra 3). */
  readonly baseUrl: string
  readonly token: string
  /** What the provider says of itself in every call. */
  readonly headers: Readonly<Record<string, string>>
  readonly witness?: Witness | undefined
  readonly choices?: ScimChoices | undefined
}

/** How often a call is repeated that was told to wait. Okta tries ten times (Okta 8); a person at a panel waits for less. */
const triesMax = 4
const shown = '•••'

export class ScimCalls {
  readonly #base: string
  readonly #flag: string | undefined
  readonly #token: string
  readonly #headers: Readonly<Record<string, string>>
  readonly #witness: Witness
  readonly #choices: ScimChoices

  constructor({ baseUrl, token, headers, witness = () => {}, choices = {} }: ScimCallsOptions) {
    const [base = '', flag] = baseUrl.split('?')
    this.#base = base.replace(/\/$/, '')
    this.#flag = flag
    this.#token = token
    this.#headers = headers
    this.#witness = witness
    this.#choices = choices
  }

  /** @throws ScimRefusal for every status but 2xx and what is in `may` */
  async send(method: string, path: string, body?: object, may: readonly number[] = []): Promise<ScimAnswer> {
    for (let tries = 1; ; tries++) {
      const { status, text, retryAfter } = await this.#once(method, path, body)
      if (status === 429 && tries < triesMax) {
        await wait(retryAfter * 1000)
        continue
      }
      if ((status < 200 || status > 299) && !may.includes(status)) {
        throw new ScimRefusal(`${method} ${path}`, status, text)
      }
      return { status, json: parsed(text) }
    }
  }

  get(path: string, may: readonly number[] = []): Promise<ScimAnswer> {
    return this.send('GET', path, undefined, may)
  }

  /** @returns the id that the server gave it @throws ScimRefusal also where it gave none */
  async create(path: string, body: object): Promise<string> {
    const { status, json } = await this.send('POST', path, body)
    if (json.id === undefined) throw new ScimRefusal(`POST ${path}`, status, 'no id')
    return json.id
  }

  patch(path: string, ...operations: readonly object[]): Promise<ScimAnswer> {
    return this.send('PATCH', path, { schemas: [`${messages}:PatchOp`], Operations: operations })
  }

  async #once(method: string, path: string, body?: object) {
    const {
      contentType,
      scheme = 'Bearer',
      usersResource = '/Users',
      groupsResource = '/Groups',
    } = this.#choices
    const chosenPath = path.replace(/^\/Users\b/, usersResource).replace(/^\/Groups\b/, groupsResource)
    const url = new URL(this.#base + withFlag(chosenPath, this.#flag))
    const authorization = (token: string) => scheme !== 'none' && { authorization: `${scheme} ${token}` }
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/scim+json' }),
      ...this.#headers,
      ...(body !== undefined && contentType !== undefined && { 'content-type': contentType }),
      ...authorization(this.#token),
    }
    const text = body === undefined ? '' : JSON.stringify(body)
    const request: Exchange['request'] = {
      line: `${method} ${url.pathname}${url.search}`,
      headers: { ...headers, ...authorization(shown) },
      body: text.replaceAll(/"password":"[^"]*"/g, `"password":"${shown}"`),
    }
    const see = (response: Exchange['response']) =>
      this.#witness({ protocol: 'SCIM', at: new Date(), request, response })
    try {
      const answer = await fetch(url, { method, headers, ...(text !== '' && { body: text }) })
      const answered = await answer.text()
      see({ line: `${answer.status} ${answer.statusText}`, body: answered })
      const retryAfter = Number(answer.headers.get('retry-after') ?? 1)
      return { status: answer.status, text: answered, retryAfter }
    } catch (error) {
      see({ line: 'no answer', body: String((error as Error).cause ?? error) })
      throw error
    }
  }
}

function withFlag(path: string, flag: string | undefined): string {
  if (flag === undefined) return path
  const [resource = '', query] = path.split('?')
  return `${resource}?${flag}${query === undefined ? '' : `&${query}`}`
}

function parsed(text: string): ScimDocument {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
