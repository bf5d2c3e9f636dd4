import type { Call } from '../../http/contract-call.ts'
import { pageOfAll, readIdPlace } from '../../http/page.ts'
import type { Answer, Item } from '../../model/contract.ts'
import { DoorwardError, FieldErrors, notFound } from '../../model/errors.ts'
import {
  describeSetting,
  readStored,
  settingNames,
  settingsOf,
  titleOf,
} from '../../model/identity/dialect-settings.ts'
import { isFailing } from '../../model/identity/health.ts'
import { addressKeyOf, highestId, keyOf } from '../../model/ids.ts'
import { goLive, pause, resume } from '../../people/directory-state.ts'
import { replayPatienceMs } from '../../people/replay.ts'
import type { Directory } from '../../storage/identity/directories.ts'
import type { DirectoryFigures } from '../../storage/identity/directory-figures.ts'
import { type ExchangeDetail, type ExchangeRow, exchangeById } from '../../storage/identity/exchanges.ts'
import type { TokenRow } from '../../storage/identity/tokens.ts'
import type { Site } from '../../storage/sites.ts'
import type { adminApi } from '../contract.ts'
import { createDirectory, directoriesOf, directoryStatus } from '../directories.ts'
import { changeSettings } from '../directory-settings.ts'
import { foldDomain } from '../domains.ts'
import { findExchanges, subjectOfExchange } from '../exchanges.ts'
import { figuresOf } from '../overview.ts'
import { createToken, revoke, tokenState, tokensOf } from '../tokens.ts'
import { directoryOf, directoryToGrant, requireMayGrant } from './directory-of.ts'
import { inPlaceOf, requireDomains } from './new-domains.ts'

type Api = typeof adminApi
interface Where {
  readonly site: Site
  readonly publicUrl: string
}

const iso = (date: Date | null) => (date === null ? null : date.toISOString())

function directoryView({ site, publicUrl }: Where, directory: Directory): Answer<Api['pauseDirectory']> {
  const {
    directoryId,
    name,
    audience,
    state,
    liveSince,
    createdAt,
    client,
    clientFirstSeenAt,
    clientLastSeenAt,
  } = directory
  return {
    id: keyOf(directoryId),
    name,
    audience,
    state,
    scimBaseUrl: `${publicUrl}/scim/v2/${addressKeyOf(site.id, directoryId)}`,
    liveSince: iso(liveSince),
    createdAt: createdAt.toISOString(),
    preset: readStored(directory.preset, directory.overrides).preset,
    client:
      client === null
        ? null
        : {
            name: client,
            title: titleOf(client),
            firstSeenAt: iso(clientFirstSeenAt),
            lastSeenAt: iso(clientLastSeenAt),
          },
  }
}

function figuresView(figures: DirectoryFigures) {
  const { users, activeUsers, groups, liveTokens, nextExpiry, lastExchangeAt, lastDay, recent } = figures
  return {
    users,
    activeUsers,
    groups,
    liveTokens,
    nextExpiry: nextExpiry && { label: nextExpiry.label, at: new Date(nextExpiry.at).toISOString() },
    lastExchangeAt: iso(lastExchangeAt),
    lastDay,
    failing: isFailing(recent),
  }
}

function settingsView(directory: Directory): Answer<Api['getDirectorySettings']> {
  const { preset, overrides } = readStored(directory.preset, directory.overrides)
  const inForce = settingsOf(preset, overrides)
  const settings = settingNames.map((name) => {
    const { says, values } = describeSetting(name)
    return { name, value: inForce[name], says, values: [...values] }
  })
  return { preset, overrides, peopleMax: directory.peopleMax, codeDoor: directory.codeDoor, settings }
}

export function tokenView(token: TokenRow, now: Date): Item<Api['listTokens']> {
  return {
    id: token.tokenId,
    label: token.label,
    state: tokenState(token, now),
    createdAt: token.createdAt.toISOString(),
    expiresAt: iso(token.expiresAt),
    lastUsedAt: iso(token.lastUsedAt),
    revokedAt: iso(token.revokedAt),
  }
}

function exchangeView(exchange: ExchangeRow): Item<Api['listExchanges']> {
  const { id, at, method, path, status, durationMs, client, effect, repairs, requestId } = exchange
  return {
    id,
    at: at.toISOString(),
    method,
    path,
    status,
    durationMs,
    client,
    effect,
    repairs: [...repairs],
    requestId,
  }
}

type InDirectory = Call<Api['getDirectory']>

/** A directory after a change, as pages show it. */
const changedView = async (call: Pick<InDirectory, 'database' | 'site' | 'params' | 'publicUrl'>) =>
  directoryView(call, await directoryOf(call))

export const directoryHandlers = {
  async listDirectories(call: Call<Api['listDirectories']>) {
    const all = await directoriesOf(call.database, call.site)
    const { rows, next } = pageOfAll(all, call.query, ({ directoryId }) => keyOf(directoryId))
    const figures = await figuresOf(call.database, call.site.id, rows, call.now)
    return {
      items: rows.flatMap((one) => {
        const found = figures.get(one.directoryId)
        // A directory that went between two readings.
        return found ? [{ ...directoryView(call, one), ...figuresView(found) }] : []
      }),
      next,
    }
  },

  async createDirectory(call: Call<Api['createDirectory']>) {
    const { database, site, body, audit } = call
    const wanted = { ...body, home: body.home }
    requireDomains(body.domains)
    await requireMayGrant(call, body.audience, body.domains.map(foldDomain))
    const { directory, token } = await createDirectory(database, site, wanted, audit).catch((error) => {
      throw inPlaceOf(error, body.domains)
    })
    return { directory: directoryView(call, directory), token }
  },

  async getDirectory(call: Call<Api['getDirectory']>) {
    const directory = await directoryOf(call)
    const status = await directoryStatus(call.database, call.site.id, directory.directoryId)
    const { users, activeUsers, groups, domains, tokens, lastExchangeAt } = status
    return {
      ...directoryView(call, directory),
      users,
      activeUsers,
      groups,
      domains: [...domains],
      guestsSince: iso(directory.guestsSince),
      liveTokens: tokens.filter((token) => tokenState(token, call.now) === 'live').length,
      lastExchangeAt: iso(lastExchangeAt),
    }
  },

  async pauseDirectory(call: Call<Api['pauseDirectory']>) {
    const { directoryId } = await directoryOf(call)
    await pause(call.database, call.site.id, directoryId, call.audit)
    return changedView(call)
  },

  async resumeDirectory(call: Call<Api['resumeDirectory']>) {
    const { directoryId } = await directoryToGrant(call)
    const updated = await resume(call.database, call.site.id, directoryId, call.audit, replayPatienceMs)
    return { directory: await changedView(call), updated }
  },

  async takeDirectoryLive(call: Call<Api['takeDirectoryLive']>) {
    const { directoryId } = await directoryToGrant(call)
    const updated = await goLive(call.database, call.site.id, directoryId, call.audit, replayPatienceMs)
    return { directory: await changedView(call), updated }
  },

  getDirectorySettings: async (call: Call<Api['getDirectorySettings']>) =>
    settingsView(await directoryOf(call)),

  async changeDirectorySettings(call: Call<Api['changeDirectorySettings']>) {
    const { database, site, params, body, audit } = call
    const { directoryId } = await directoryToGrant(call)
    const set = Object.entries(body.set).map(([name, value]) => `${name}=${value}`)
    await changeSettings(
      database,
      site.id,
      directoryId,
      { preset: body.preset, set, unset: body.unset, peopleMax: body.peopleMax, codeDoor: body.codeDoor },
      audit,
      call.unchanged(params.directoryId, settingsView),
    )
    return settingsView(await directoryOf(call))
  },

  async listTokens(call: Call<Api['listTokens']>) {
    const { directoryId } = await directoryOf(call)
    const all = await tokensOf(call.database, call.site.id, directoryId)
    const newest = [...all].sort((a, b) => (a.tokenId < b.tokenId ? 1 : -1))
    const { rows, next } = pageOfAll(newest, call.query, ({ tokenId }) => tokenId)
    return { items: rows.map((one) => tokenView(one, call.now)), next }
  },

  async createToken(call: Call<Api['createToken']>) {
    const { database, site, body, audit } = call
    const { directoryId } = await directoryToGrant(call)
    const wanted = { label: body.label, expiresAt: body.expiresAt === null ? null : new Date(body.expiresAt) }
    const made = await createToken(database, site.id, directoryId, wanted, audit).catch((error) => {
      throw inWordsOf(error, { expires: 'expiresAt' })
    })
    return { id: made.tokenId, label: body.label, token: made.token }
  },

  async revokeToken(call: Call<Api['revokeToken']>) {
    const { directoryId } = await directoryOf(call)
    await revoke(call.database, call.site.id, directoryId, call.params.tokenId, call.audit)
    return undefined
  },

  async listExchanges(call: Call<Api['listExchanges']>) {
    const { database, site, query } = call
    const { directoryId } = await directoryOf(call)
    const before = readIdPlace(query.after, highestId)
    const { outcome, operation, query: text, limit } = query
    const filter = { outcome, operation, text }
    const { rows, next } = await findExchanges(database, site.id, directoryId, filter, { before, limit })
    return { items: rows.map(exchangeView), next: next ?? null }
  },

  async getExchange(call: Call<Api['getExchange']>) {
    const { database, site, params } = call
    const { directoryId } = await directoryOf(call)
    const [rows = []] = await database.readInDirectory(site.id, directoryId, [
      exchangeById(site.id, directoryId, params.exchangeId),
    ])
    const [found] = rows as ExchangeDetail[]
    if (!found) throw notFound('This exchange')
    const subject = await subjectOfExchange(database, site.id, directoryId, found)
    const { requestBody, responseBody } = found
    return { ...exchangeView(found), requestBody, responseBody, subject }
  },
}

/** The command line's options have other names than the fields of the API. */
export function inWordsOf(error: unknown, fields: { readonly [option: string]: string }): unknown {
  if (!(error instanceof DoorwardError) || error.code !== 'invalid' || error.field === undefined) return error
  const field = fields[error.field]
  if (field === undefined) return error
  return new FieldErrors([{ field, rule: 'invalid', detail: error.message.replace(`${error.field}: `, '') }])
}
