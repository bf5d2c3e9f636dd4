import { Client, type Dispatcher } from 'undici'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** Whom to send requests to. */
export interface Endpoint {
  /** The SCIM base URL. */
  readonly url: string
  /** Empty: requests carry no authorization. */
  readonly token: string
}

export interface Answer {
  readonly status: number
  readonly body: Buffer
}

const answerMaxMs = 60_000

/** One keep-alive connection with one request in flight: the same for every server that is measured. */
export class Connection {
  readonly #client: Client
  readonly #path: string
  readonly #headers: Record<string, string>

  constructor({ url, token }: Endpoint) {
    const { origin, pathname } = new URL(url)
    this.#client = new Client(origin, {
      pipelining: 1,
      headersTimeout: answerMaxMs,
      bodyTimeout: answerMaxMs,
      keepAliveTimeout: 60_000,
    })
    this.#path = pathname.replace(/\/$/, '')
    this.#headers = {
      accept: 'application/scim+json',
      'content-type': 'application/scim+json',
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    }
  }

  /** @throws when the server cannot be reached or does not answer within a minute */
  send(method: Method, path: string, body?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request: Dispatcher.DispatchOptions = {
        method,
        path: this.#path + path,
        headers: this.#headers,
        body: body === undefined ? null : JSON.stringify(body),
      }
      let status = 0
      const chunks: Buffer[] = []
      // `dispatch` costs a fraction of `request` or `fetch`: what the client burns, the server lacks.
      this.#client.dispatch(request, {
        onRequestStart: () => {},
        onResponseStart: (_controller, statusCode) => {
          status = statusCode
        },
        onResponseData: (_controller, chunk) => {
          chunks.push(chunk)
        },
        onResponseEnd: () => resolve({ status, body: Buffer.concat(chunks) }),
        onResponseError: (_controller, error) => reject(error),
      })
    })
  }

  close(): Promise<void> {
    return this.#client.destroy()
  }
}

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300
}

/** What the benchmark reads of an answer; another server may leave out any of it. */
export interface ScimDocument {
  readonly id?: string
  readonly members?: readonly object[]
  /** A list's page, and where the next begins (RFC 9865). */
  readonly Resources?: readonly object[]
  readonly nextCursor?: string
  /** Of the ServiceProviderConfig (RFC 9865). */
  readonly pagination?: { readonly cursor?: boolean }
}

/**
 * What an answer says; an empty document when it has no body.
 * @throws when the answer is no success
 */
export function documentOf(answer: Answer): ScimDocument {
  if (!isSuccess(answer)) throw notExpected(answer)
  return answer.body.length === 0 ? {} : JSON.parse(answer.body.toString())
}

/**
 * The id of the resource that an answer shows.
 * @throws when the answer is no success or shows none
 */
export function idOf(answer: Answer): string {
  const { id } = documentOf(answer)
  if (id === undefined) throw notExpected(answer)
  return id
}

function notExpected({ status, body }: Answer): Error {
  return new Error(`the server answered ${status}: ${body.toString().slice(0, 300)}`)
}
