// One file on its way to the server, by tus 1.0: begun once, sent in pieces, and gone on with where it stopped.
import type { Problem } from '../../src/model/contract.ts'

/** Where files are brought: as whoever asks, or as an agent. */
export type UploadBase = '/api/help/attachments' | '/api/attachments'

/** A whole file on the server. */
export interface Attachment {
  readonly id: string
  readonly name: string
  readonly sizeBytes: number
  readonly mediaType: string | null
  /** It can be shown as a picture. */
  readonly isImage: boolean
}

/** Proxies that nobody told otherwise let bodies of one MB through; and no piece takes longer than a call may. */
const pieceBytes = 1_000_000
/** After a failure it goes on by itself after so long; when all of these failed in a row somebody is asked. */
const waitsMs = [500, 2_000, 5_000, 10_000]
const version = { 'tus-resumable': '1.0.0' }

/** The server refuses the file, or cannot be reached. */
export class UploadFailed extends Error {
  readonly problem: Problem | undefined
  /** The largest size that the server said it takes. */
  readonly sizeMax: number | undefined

  constructor(problem: Problem | undefined, sizeMax?: number) {
    super(problem?.detail ?? 'The server was not reached.')
    this.name = 'UploadFailed'
    this.problem = problem
    this.sizeMax = sizeMax
  }
}

interface Wish {
  readonly base: UploadBase
  readonly file: File
  readonly name: string
  readonly onProgress: (sentBytes: number) => void
}

export class Upload {
  readonly #wish: Wish
  readonly #end = new AbortController()
  #location: string | undefined

  constructor(wish: Wish) {
    this.#wish = wish
  }

  /**
   * Sends what is not there yet; after a failure it can be called again.
   * @throws UploadFailed, or the abort of `cancel`
   */
  async run(): Promise<Attachment> {
    const { file, onProgress } = this.#wish
    for (let failures = 0; ; ) {
      let offset = 0
      try {
        offset = await this.#begin()
        onProgress(offset)
        while (offset < file.size) {
          offset = await this.#send(offset)
          failures = 0
        }
        return await this.#read()
      } catch (error) {
        this.#end.signal.throwIfAborted()
        const waitMs = waitsMs[failures++]
        if (waitMs === undefined || !this.#mayGoOn(error)) throw error
        await this.#wait(waitMs)
      }
    }
  }

  /** Gives the file up, here and on the server. */
  cancel(): void {
    this.#end.abort()
    if (this.#location !== undefined) discard(this.#location)
  }

  /** Whether trying again can help. What is gone from the server is begun anew. */
  #mayGoOn(error: unknown): boolean {
    const status = error instanceof UploadFailed ? error.problem?.status : undefined
    if (status === 404 && this.#location !== undefined) {
      this.#location = undefined
      return true
    }
    return canGoOn(status)
  }

  /** @returns how much is there */
  async #begin(): Promise<number> {
    const { base, file, name } = this.#wish
    const { signal } = this.#end
    if (this.#location !== undefined) {
      const answer = await reach(this.#location, { method: 'HEAD', headers: version, signal })
      if (!answer.ok) throw new UploadFailed({ ...unsaid, status: answer.status })
      return Number(answer.headers.get('upload-offset'))
    }
    const encoded = btoa(String.fromCharCode(...new TextEncoder().encode(name)))
    const headers = {
      ...version,
      'upload-length': String(file.size),
      'upload-metadata': `filename ${encoded}`,
    }
    const answer = await reach(base, { method: 'POST', headers, signal })
    if (!answer.ok) throw await failure(answer)
    this.#location = answer.headers.get('location') ?? undefined
    return 0
  }

  /** Sends a piece. By an XMLHttpRequest: fetch does not say how far a body is. @returns how much is there then */
  #send(offset: number): Promise<number> {
    const { file, onProgress } = this.#wish
    const { signal } = this.#end
    const piece = file.slice(offset, offset + pieceBytes)
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      const abort = () => request.abort()
      signal.addEventListener('abort', abort)
      request.open('PATCH', this.#location ?? '')
      for (const [header, value] of Object.entries(version)) request.setRequestHeader(header, value)
      request.setRequestHeader('content-type', 'application/offset+octet-stream')
      request.setRequestHeader('upload-offset', String(offset))
      request.upload.onprogress = ({ loaded }) => onProgress(offset + loaded)
      request.onerror = () => reject(new UploadFailed(undefined))
      request.onabort = () => reject(signal.reason)
      request.onload = () => {
        if (request.status === 204) resolve(Number(request.getResponseHeader('upload-offset')))
        else reject(new UploadFailed(problemIn(request.responseText, request.status)))
      }
      request.onloadend = () => signal.removeEventListener('abort', abort)
      request.send(piece)
    })
  }

  async #read(): Promise<Attachment> {
    const answer = await reach(this.#location ?? '', { signal: this.#end.signal })
    if (!answer.ok) throw await failure(answer)
    const { id, name, sizeBytes, mediaType, isImage } = (await answer.json()) as Attachment
    return { id, name, sizeBytes, mediaType, isImage }
  }

  /** Waits a while, and where the browser knows that it is not connected until it is. */
  async #wait(ms: number): Promise<void> {
    const { signal } = this.#end
    await new Promise<void>((resolve) => {
      const done = () => {
        window.removeEventListener('online', done)
        signal.removeEventListener('abort', done)
        clearTimeout(timer)
        resolve()
      }
      const timer = navigator.onLine ? setTimeout(done, ms) : undefined
      window.addEventListener('online', done)
      signal.addEventListener('abort', done)
    })
    signal.throwIfAborted()
  }
}

/** Whether what failed with this status may succeed another time; undefined: the server was not reached. */
export function canGoOn(status: number | undefined): boolean {
  return status === undefined || status === 409 || (status >= 500 && status !== 507)
}

/** Gives up a file that belongs to no message. Where that fails the server does so by itself, a day later. */
export function discard(location: string): void {
  void fetch(location, { method: 'DELETE', headers: version, keepalive: true }).catch(() => {})
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error
    throw new UploadFailed(undefined)
  })
}

async function failure(answer: Response): Promise<UploadFailed> {
  const sizeMax = answer.headers.get('tus-max-size')
  const problem = problemIn(await answer.text(), answer.status)
  return new UploadFailed(problem, sizeMax === null ? undefined : Number(sizeMax))
}

const unsaid = { type: '', title: '', detail: '', code: 'unexpected', requestId: '' } as const

/** Proxies answer in words of their own. */
function problemIn(text: string, status: number): Problem {
  try {
    return JSON.parse(text) as Problem
  } catch {
    return { ...unsaid, status, ...(status === 413 && { code: 'too-large' }) }
  }
}
