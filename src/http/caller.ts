import { createHash } from 'node:crypto'
import type { DetailField } from '../model/identity/detail-field.ts'
import {
  type DialectSettings,
  type Preset,
  readStored,
  settingsOf,
} from '../model/identity/dialect-settings.ts'
import { directoryAddressOf } from '../model/ids.ts'
import type { Subscription } from '../model/subscription.ts'
import type { Database } from '../storage/database.ts'
import { type FoundToken, liveToken, touchToken } from '../storage/identity/tokens.ts'

/** The directory that a SCIM call speaks for. */
export interface DirectoryCaller {
  readonly siteId: number
  readonly directoryId: number
  readonly tokenId: string
  readonly tokenLabel: string
  readonly subscription: Subscription
  /** What the site wants to know of its customers. */
  readonly detailFields: readonly DetailField[]
  readonly preset: Preset
  readonly settings: DialectSettings
}

/**
 * How long a process may remember a token and its site's plan: a revoked token is refused everywhere within this time.
 * Writes look at the plan again in their own transaction.
 */
const rememberedMs = 500
const rememberedMax = 10_000
const touchEveryMs = 60_000
const tokenLengthMax = 200

interface Remembered {
  readonly caller: DirectoryCaller | undefined
  readonly until: number
}

/** Finds out which directory calls, by its token; see `authenticate`. */
export class Callers {
  readonly #database: Database
  readonly #remembered = new Map<string, Remembered>()
  readonly #touched = new Map<string, number>()

  constructor(database: Database) {
    this.#database = database
  }

  /**
   * The directory behind a bearer token, undefined when there is none. Only the SHA-256 of a token is compared, and
   * looking one up costs the same whatever is wrong with it: no token, another directory's or site's, an expired or a
   * revoked one, a directory that does not exist.
   * @param address the part of the URL that names the directory
   * @param signal ends the wait for the database
   */
  async authenticate(
    address: string,
    authorization: string | undefined,
    now: Date,
    signal: AbortSignal,
  ): Promise<DirectoryCaller | undefined> {
    const token = bearerToken(authorization)
    const hash = createHash('sha256').update(token).digest()
    const key = `${address}.${hash.toString('base64')}`
    const remembered = this.#remembered.get(key)
    if (remembered && remembered.until > now.getTime()) return remembered.caller
    const caller = await this.#lookUp(address, hash, now, signal)
    if (this.#remembered.size >= rememberedMax) this.#remembered.clear()
    this.#remembered.set(key, { caller, until: now.getTime() + rememberedMs })
    return caller
  }

  async #lookUp(
    address: string,
    hash: Buffer,
    now: Date,
    signal: AbortSignal,
  ): Promise<DirectoryCaller | undefined> {
    // An address that cannot exist still costs a look-up, so that its answer takes as long as any other.
    const { siteId, directoryId } = directoryAddressOf(address) ?? { siteId: 0, directoryId: 0 }
    const [rows] = await this.#database
      .until(signal)
      .readInDirectory(siteId, directoryId, [liveToken(siteId, directoryId, hash, now)])
    const [token] = rows as FoundToken[]
    if (!token) return undefined
    this.#touch(siteId, directoryId, token.tokenId, now)
    const { preset, overrides } = readStored(token.preset, token.overrides)
    return {
      siteId,
      directoryId,
      tokenId: token.tokenId,
      tokenLabel: token.label,
      subscription: { plan: token.plan, status: token.status },
      detailFields: token.detailFields,
      preset,
      settings: settingsOf(preset, overrides),
    }
  }

  /** "Last used" is worth a write a minute, and no call waits for it or fails by it. */
  #touch(siteId: number, directoryId: number, tokenId: string, now: Date): void {
    const last = this.#touched.get(tokenId) ?? 0
    if (now.getTime() - last < touchEveryMs) return
    this.#touched.set(tokenId, now.getTime())
    this.#database
      .inSite(siteId, async (tx) => tx.write(touchToken(siteId, directoryId, tokenId, now)))
      .catch(() => this.#touched.delete(tokenId))
  }
}

/** The token of an Authorization header; an empty text when there is none, so that the work stays the same. */
function bearerToken(authorization: string | undefined): string {
  const match = /^bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '')
  const token = match?.[1] ?? ''
  return token.length <= tokenLengthMax ? token : ''
}
