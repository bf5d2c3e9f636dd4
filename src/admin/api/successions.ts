import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { keyOf } from '../../model/ids.ts'
import {
  beginDisconnection,
  disconnectPeople,
  previewDisconnection,
  readDisconnection,
} from '../../people/disconnection.ts'
import { replayPatienceMs } from '../../people/replay.ts'
import { beginSuccession, movePeople, undoSuccession } from '../../people/succession.ts'
import { previewSuccession } from '../../people/succession-preview.ts'
import type { DisconnectionRecord } from '../../storage/identity/disconnections.ts'
import { lastSuccession, type SuccessionRecord } from '../../storage/identity/successions.ts'
import type { adminApi } from '../contract.ts'
import { findDirectory } from '../directories.ts'
import { readNames } from '../names.ts'
import { directoryOf, directoryToGrant } from './directory-of.ts'

type Api = typeof adminApi

async function lastOf(call: Call<Api['getSuccession']>): Promise<Answer<Api['getSuccession']>['last']> {
  const { database, site } = call
  const { directoryId } = await directoryOf(call)
  const [[last] = []] = (await database.readInSite(site.id, [lastSuccession(site.id, directoryId)])) as [
    SuccessionRecord[],
  ]
  if (!last) return null
  const names = await readNames(database, site)
  return {
    successor: { id: keyOf(last.toId), name: names.directory(last.toId) },
    byName: last.byName,
    begunAt: last.begunAt.toISOString(),
    moved: last.moved,
    isFinished: last.afterId === null,
    undoUntil: last.undoUntil.toISOString(),
    undoneAt: last.undoneAt?.toISOString() ?? null,
  }
}

/** @throws Error when there is none, although one was begun just now */
async function viewOf(call: Call<Api['getSuccession']>): Promise<Answer<Api['beginSuccession']>> {
  const last = await lastOf(call)
  if (!last) throw new Error('the succession is gone')
  return last
}

export const successionHandlers = {
  async previewSuccession(call: Call<Api['previewSuccession']>) {
    const { database, site, query } = call
    const { directoryId: fromId } = await directoryOf(call)
    const { directoryId: toId } = await findDirectory(database, site, query.successorId)
    const wanted = { fromId, toId, byName: query.byName === 'true' }
    const { first, portals, ...counted } = await previewSuccession(database, site.id, wanted)
    const mayRead = call.caller.permissions.includes('customers.read')
    return { ...counted, portals: [...portals], first: mayRead ? [...first] : [] }
  },

  async getSuccession(call: Call<Api['getSuccession']>) {
    return { last: await lastOf(call) }
  },

  async beginSuccession(call: Call<Api['beginSuccession']>) {
    const { database, site, body, audit } = call
    const { directoryId: fromId } = await directoryOf(call)
    const { directoryId: toId } = await findDirectory(database, site, body.successorId)
    const id = await beginSuccession(database, site.id, { fromId, toId, byName: body.byName }, audit)
    await movePeople(database, site.id, id, audit.now, replayPatienceMs)
    return viewOf(call)
  },

  async undoSuccession(call: Call<Api['undoSuccession']>) {
    const { database, site, audit } = call
    const { directoryId } = await directoryOf(call)
    await undoSuccession(database, site.id, directoryId, audit)
    return viewOf(call)
  },

  async previewDisconnection(call: Call<Api['previewDisconnection']>) {
    const { directoryId } = await directoryOf(call)
    const found = await previewDisconnection(call.database, call.site.id, directoryId)
    const { organizations, portals, ...counted } = found
    return { ...counted, organizations: [...organizations], portals: [...portals] }
  },

  async getDisconnection(call: Call<Api['getDisconnection']>) {
    const { directoryId } = await directoryOf(call)
    const found = await readDisconnection(call.database, call.site.id, directoryId)
    return { last: found ? disconnectionView(found) : null }
  },

  async disconnectDirectory(call: Call<Api['disconnectDirectory']>) {
    const { database, site, body, audit } = call
    const { directoryId } = await directoryToGrant(call)
    await beginDisconnection(database, site.id, directoryId, body, audit)
    await disconnectPeople(database, site.id, directoryId, audit.now, replayPatienceMs)
    const found = await readDisconnection(database, site.id, directoryId)
    if (!found) throw new Error('the disconnection is gone')
    return disconnectionView(found)
  },
}

function disconnectionView(found: DisconnectionRecord): Answer<Api['disconnectDirectory']> {
  const { people, keepsOrganizations, begunAt, done, afterId } = found
  return {
    people,
    keepsOrganizations,
    begunAt: begunAt.toISOString(),
    done,
    isFinished: afterId === null,
  }
}
