// The set-up page itself: the same acts as an administrator's, for the directory of the visit alone.
import type { Call } from '../../http/contract-call.ts'
import { pageOfAll, pageOfRows, readIdPlace } from '../../http/page.ts'
import type { Answer } from '../../model/contract.ts'
import { conflict, notFound } from '../../model/errors.ts'
import { readStored, titleOf } from '../../model/identity/dialect-settings.ts'
import { isFailing } from '../../model/identity/health.ts'
import { addressKeyOf, highestId } from '../../model/ids.ts'
import { beginCounting, readPreview } from '../../people/preview.ts'
import { replayPatienceMs } from '../../people/replay.ts'
import type { Directory } from '../../storage/identity/directories.ts'
import { type ExchangeDetail, refusedExchanges } from '../../storage/identity/exchanges.ts'
import { countHeld } from '../../storage/identity/held-users.ts'
import { inWordsOf, tokenView } from '../api/directories.ts'
import { domainView } from '../api/domains.ts'
import { readGroupPlace, writeGroupPlace } from '../api/groups.ts'
import type { setupApi } from '../contract.ts'
import { begin, verify } from '../domain-proofs.ts'
import { DomainTaken, domainsOf, foldDomain } from '../domains.ts'
import { groupsOf } from '../groups.ts'
import { figuresOf } from '../overview.ts'
import { revoke, tokenState, tokensOf } from '../tokens.ts'
import { directoryOf, type Visit } from './directory-of.ts'
import { listProposals, proposalView } from './proposals.ts'
import { makeToken } from './token.ts'

type Api = typeof setupApi
const heldMax = 100_000

/** How many are ready and how many wait for the site: never who, and never why. */
async function previewOf(
  { database, site }: Visit,
  { directoryId, state }: Directory,
  activeUsers: number,
): Promise<Answer<Api['getSetup']>['preview']> {
  if (state !== 'live') {
    const preview = await readPreview(database, site.id, directoryId)
    return preview ? counted(activeUsers, preview.counts.held, preview.countedAt) : null
  }
  const [[held] = []] = (await database.readInDirectory(site.id, directoryId, [
    countHeld(site.id, directoryId, heldMax),
  ])) as [{ people: number }[]]
  return counted(activeUsers, held?.people ?? 0, null)
}

const counted = (activeUsers: number, waiting: number, countedAt: Date | null) => ({
  ready: Math.max(0, activeUsers - waiting),
  waiting,
  countedAt: countedAt?.toISOString() ?? null,
})

/** Who else has a domain is the site's business. */
function withoutOthers(error: unknown, domain: string): unknown {
  if (!(error instanceof DomainTaken)) return inWordsOf(error, { domain: 'domain' })
  return conflict(`domain: ${domain} waits for the site. Ask the people who sent you this page.`, 'domain')
}

/** What SCIM answered, as identity providers show it. */
function saysOf({ responseBody }: ExchangeDetail): string | null {
  const [, text] = /"detail":\s*("(?:[^"\\]|\\.)*")/.exec(responseBody ?? '') ?? []
  return text === undefined ? null : (JSON.parse(text) as string)
}

export const setupPageHandlers = {
  async getSetup(call: Call<Api['getSetup']>) {
    const { database, site, setup, publicUrl, now } = call
    const directory = await directoryOf(call)
    const { directoryId, name, state, liveSince, preset, overrides, client } = directory
    const figures = (await figuresOf(database, site.id, [directory], now)).get(directoryId)
    if (!figures) throw notFound('This directory')
    const { users, activeUsers, groups, liveTokens, lastExchangeAt, lastDay, recent } = figures
    return {
      siteName: site.name,
      directory: name,
      person: setup.name,
      visitEndsAt: setup.expiresAt.toISOString(),
      state,
      liveSince: liveSince?.toISOString() ?? null,
      scimBaseUrl: `${publicUrl}/scim/v2/${addressKeyOf(site.id, directoryId)}`,
      preset: readStored(preset, overrides).preset,
      client: client === null ? null : titleOf(client),
      ...{ users, activeUsers, groups, liveTokens, lastDay },
      lastExchangeAt: lastExchangeAt?.toISOString() ?? null,
      failing: isFailing(recent),
      preview: await previewOf(call, directory, activeUsers),
    }
  },

  async countSetupPreview(call: Call<Api['countSetupPreview']>) {
    const directory = await directoryOf(call)
    if (directory.state === 'live') return undefined
    await beginCounting(call.database, call.site.id, directory, call.now, replayPatienceMs)
    return undefined
  },

  async listSetupTokens({ database, site, setup, query, now }: Call<Api['listSetupTokens']>) {
    const all = (await tokensOf(database, site.id, setup.directoryId)).toReversed()
    const { rows, next } = pageOfAll(all, query, ({ tokenId }) => tokenId)
    return { items: rows.map((one) => tokenView(one, now)), next }
  },

  async createSetupToken(call: Call<Api['createSetupToken']>) {
    const { liveSince } = await directoryOf(call)
    const made = await makeToken(call, call.body.label, liveSince !== null)
    return { token: made?.token ?? null, waits: made === null }
  },

  async listSetupProposals({ database, site, setup, query }: Call<Api['listSetupProposals']>) {
    const all = await listProposals(database, site.id, setup.directoryId)
    const { rows, next } = pageOfAll(all, query, ({ id }) => id)
    return { items: rows.map(proposalView), next }
  },

  async revokeSetupToken(call: Call<Api['revokeSetupToken']>) {
    const { database, site, setup, params, audit, now } = call
    const { directoryId } = setup
    const tokens = await tokensOf(database, site.id, directoryId)
    const others = tokens.filter((one) => one.tokenId !== params.tokenId && tokenState(one, now) === 'live')
    if (others.length === 0) {
      throw conflict(
        'Without this token your identity provider could not call any more. Make the next one first.',
      )
    }
    await revoke(database, site.id, directoryId, params.tokenId, audit)
    return undefined
  },

  async listSetupDomains({ database, site, setup, query, now }: Call<Api['listSetupDomains']>) {
    const all = await domainsOf(database, site.id, setup.directoryId)
    const { rows, next } = pageOfAll(all, query, ({ domain }) => domain)
    return { items: rows.map((one) => domainView(one, now)), next }
  },

  async beginSetupProof({ database, site, setup, body, audit, now }: Call<Api['beginSetupProof']>) {
    const begun = await begin(database, site.id, setup.directoryId, body.domain, audit).catch((error) => {
      throw withoutOthers(error, foldDomain(body.domain))
    })
    return domainView(begun, now)
  },

  async verifySetupDomain(call: Call<Api['verifySetupDomain']>) {
    const { site, setup, params, audit, now } = call
    const { entry, found, resolvers } = await verify(
      call,
      site.id,
      setup.directoryId,
      params.domain,
      audit,
      'set-up',
    ).catch((error) => {
      throw withoutOthers(error, foldDomain(params.domain))
    })
    // Which servers are asked is the site's business.
    const seen = resolvers.map(({ saw }, n) => ({ server: `Resolver ${n + 1}`, saw }))
    return { domain: domainView(entry, now), found, resolvers: seen }
  },

  async listSetupGroups({ database, site, setup, query }: Call<Api['listSetupGroups']>) {
    const page = { beginning: '', after: readGroupPlace(query.after), limit: query.limit + 1 }
    const found = await groupsOf(database, site.id, setup.directoryId, page)
    const { rows, next } = pageOfRows(found, query.limit, writeGroupPlace)
    return { items: rows.map(({ name, members }) => ({ name, members })), next }
  },

  async listSetupErrors({ database, site, setup, query }: Call<Api['listSetupErrors']>) {
    const page = { before: readIdPlace(query.after, highestId), limit: query.limit + 1 }
    const [found = []] = (await database.readInDirectory(site.id, setup.directoryId, [
      refusedExchanges(site.id, setup.directoryId, page),
    ])) as [ExchangeDetail[]]
    const { rows, next } = pageOfRows(found, query.limit, ({ id }) => id)
    return {
      items: rows.map((one) => ({
        id: one.id,
        at: one.at.toISOString(),
        method: one.method,
        path: one.path,
        status: one.status,
        says: saysOf(one),
      })),
      next,
    }
  },
}
