import { hash } from 'node:crypto'
import type { Audience } from '../model/identity/audience.ts'
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
import { startDeadline, untilAborted } from './deadline.ts'
import { FairShare } from './fair-share.ts'

/** The directory that a SCIM call speaks for. */
export interface DirectoryCaller {
  readonly siteId: number
  readonly directoryId: number
  readonly tokenId: string
  readonly tokenLabel: string
  readonly subscription: Subscription
  /** The site is to be deleted, and takes nothing in any more. */
  readonly isLeaving: boolean
  /** What the site wants to know of its customers. */
  readonly detailFields: readonly DetailField[]
  /** Whom the directory brings. */
  readonly audience: Audience
  readonly preset: Preset
  readonly settings: DialectSettings
}

/**
 * How long a process may remember a token and its site's plan: a revoked token is refused everywhere within this time.
 * Writes look at the plan again in their own transaction.
 */
const rememberedMs = 500
/** So long a token that was valid is looked up without a turn among strangers. */
const knownMs = 60 * 60_000
const rememberedMax = 10_000
const touchEveryMs = 60_000
const tokenLengthMax = 200
const lookUpMaxMs = 5_000
/** Look-ups of tokens that nobody has seen: a few at once, in turn by the address that they come from. */
const strangersLimits = { capacity: 4, heldMax: 2, waitingMax: 64, waitingTotalMax: 512 }

interface Known {
  readonly caller: DirectoryCaller
  readonly lookedUpAt: number
}

/** What is known of whoever calls before his token is. */
export interface Approach {
  readonly now: Date
  /** The network address that the call comes from. */
  readonly ip: string
  /** Ends the wait for the database, and for a turn. */
  readonly signal: AbortSignal
}

/** Finds out which directory calls, by its token; see `authenticate`. */
export class Callers {
  readonly #database: Database
  readonly #strangers = new FairShare(strangersLimits)
  readonly #known = new Map<string, Known>()
  /** Until when a token is refused without another look. */
  readonly #refused = new Map<string, number>()
  readonly #lookingUp = new Map<string, Promise<DirectoryCaller | undefined>>()
  readonly #touched = new Map<string, number>()

  constructor(database: Database) {
    this.#database = database
  }

  /**
   * The directory behind a bearer token, undefined when there is none. Only the SHA-256 of a token is compared, and
   * looking one up costs the same whatever is wrong with it: no token, another directory's or site's, an expired or a
   * revoked one, a directory that does not exist. However many strangers try, whoever was known a while ago does not
   * wait behind them.
   * @param address the part of the URL that names the directory
   * @throws DoorwardError 'unavailable' when the database is away or too many strangers wait
   */
  async authenticate(
    address: string,
    authorization: string | undefined,
    { now, ip, signal }: Approach,
  ): Promise<DirectoryCaller | undefined> {
    const token = bearerToken(authorization)
    const tokenHash = hash('sha256', token, 'buffer')
    const key = `${address}.${tokenHash.toString('base64')}`
    const isAnswered = () => (this.#refused.get(key) ?? 0) > now.getTime()
    const known = this.#known.get(key)
    const knownForMs = known ? now.getTime() - known.lookedUpAt : Number.POSITIVE_INFINITY
    if (Math.abs(knownForMs) < rememberedMs) return known?.caller
    if (isAnswered()) return undefined
    if (knownForMs < knownMs) return untilAborted(this.#lookUpOnce(key, address, tokenHash, now), signal)
    const leave = await this.#strangers.take(ip, 1, signal)
    try {
      // Others may have come with the same one while this one waited.
      return isAnswered()
        ? undefined
        : await untilAborted(this.#lookUpOnce(key, address, tokenHash, now), signal)
    } finally {
      leave()
    }
  }

  /** Many calls that come with one token at once share one look-up. */
  #lookUpOnce(
    key: string,
    address: string,
    tokenHash: Buffer,
    now: Date,
  ): Promise<DirectoryCaller | undefined> {
    const under = this.#lookingUp.get(key)
    if (under !== undefined) return under
    const deadline = startDeadline(lookUpMaxMs)
    const lookUp = this.#lookUp(address, tokenHash, now, deadline.signal)
      .then((caller) => {
        this.#remember(key, caller, now.getTime())
        return caller
      })
      .finally(() => {
        deadline.clear()
        this.#lookingUp.delete(key)
      })
    // Everybody who waited for it may have given up.
    lookUp.catch(() => {})
    this.#lookingUp.set(key, lookUp)
    return lookUp
  }

  #remember(key: string, caller: DirectoryCaller | undefined, nowMs: number): void {
    this.#known.delete(key)
    if (caller) setBounded(this.#known, key, { caller, lookedUpAt: nowMs })
    else setBounded(this.#refused, key, nowMs + rememberedMs)
  }

  async #lookUp(
    address: string,
    tokenHash: Buffer,
    now: Date,
    signal: AbortSignal,
  ): Promise<DirectoryCaller | undefined> {
    // An address that cannot exist still costs a look-up, so that its answer takes as long as any other.
    const { siteId, directoryId } = directoryAddressOf(address) ?? { siteId: 0, directoryId: 0 }
    const [rows] = await this.#database
      .until(signal)
      .readInDirectory(siteId, directoryId, [liveToken(siteId, directoryId, tokenHash, now)])
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
      isLeaving: token.isLeaving,
      detailFields: token.detailFields,
      audience: token.audience,
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

/** Forgets the oldest when there are too many. */
function setBounded<Value>(map: Map<string, Value>, key: string, value: Value): void {
  const [oldest] = map.size >= rememberedMax ? map.keys() : []
  if (oldest !== undefined) map.delete(oldest)
  map.set(key, value)
}

/** The token of an Authorization header; an empty text when there is none, so that the work stays the same. */
export function bearerToken(authorization: string | undefined): string {
  const match = /^bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '')
  const token = match?.[1] ?? ''
  return token.length <= tokenLengthMax ? token : ''
}
