import type { QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import type { AnswerOf, ReadName } from './api-client.ts'
import { connection } from './connection.ts'

type Change = AnswerOf<'GET /api/events'>

/** What each kind of change makes stale: routes whose path begins like this. */
const staleBy: { readonly [kind in Change['kind']]: readonly string[] } = {
  directories: ['/api/directories', '/api/overview'],
  groups: ['/api/directories/{directoryId}/groups'],
  exchanges: ['/api/directories/{directoryId}/exchanges', '/api/overview'],
  customers: [
    '/api/customers',
    '/api/invitations',
    '/api/usage',
    '/api/organizations/{organizationId}/members',
    '/api/access-policy/misfits',
  ],
  organizations: ['/api/organizations', '/api/customers/{customerId}'],
  cases: ['/api/case', '/api/overview'],
  requests: [
    '/api/requests',
    '/api/queue',
    '/api/request-statuses',
    '/api/request-filters',
    '/api/canned-answers',
    '/api/help/requests',
  ],
  viewers: ['/api/requests/{requestId}/viewers'],
  staff: ['/api/staff', '/api/me', '/api/usage'],
  portals: ['/api/portals'],
  audit: ['/api/audit'],
  site: ['/api/site', '/api/me', '/api/detail-fields', '/api/access-policy'],
  mails: ['/api/mails', '/api/arrived-mails', '/api/mailboxes'],
  subscription: ['/api/subscription', '/api/usage', '/api/overview'],
  work: ['/api/work'],
  everything: ['/api/'],
}

/** A list of more pages than these is not read anew under somebody's eyes; its beginning is a click away. */
const pagesMax = 3
/** While no stream can be had it is asked for this often at first, and then more and more rarely. */
const retryMinMs = 5_000
const retryMaxMs = 60_000

/**
 * Follows what changes at the server, and has the pages read anew what they show of it. One connection for each tab that is
 * seen: a hidden one has none, because browsers allow few to one server, and reads everything anew when it is looked at.
 */
class Live {
  #client: QueryClient | undefined
  #source: EventSource | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #retryMs = retryMinMs
  #isOpen = false
  readonly #listeners = new Set<() => void>()

  /** Follows as long as the pages are shown; answers what ends it. */
  follow(client: QueryClient): () => void {
    this.#client = client
    const look = () => {
      if (document.visibilityState === 'hidden') this.#stop()
      else if (!this.#source) this.#start()
    }
    document.addEventListener('visibilitychange', look)
    if (document.visibilityState !== 'hidden') this.#start()
    return () => {
      document.removeEventListener('visibilitychange', look)
      this.#stop()
    }
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly isOpen = () => this.#isOpen

  #start(): void {
    clearTimeout(this.#timer)
    const source = new EventSource('/api/events')
    this.#source = source
    source.addEventListener('open', () => {
      this.#retryMs = retryMinMs
      this.#set(true)
      connection.reached()
      // What was read before was not followed yet: the first page, and whatever a break of the stream kept back.
      this.#stale({ kind: 'everything', directoryId: null })
    })
    source.addEventListener('change', ({ data }) => this.#stale(JSON.parse(data)))
    source.addEventListener('error', () => {
      this.#set(false)
      void connection.check()
      // The browser asks again by itself unless it was refused.
      if (source.readyState === EventSource.CLOSED) this.#startLater()
    })
  }

  #startLater(): void {
    this.#stop()
    // Whose session is over learns it by any call.
    void this.#client?.invalidateQueries({ queryKey: ['GET /api/me'] })
    this.#timer = setTimeout(() => this.#start(), this.#retryMs)
    this.#retryMs = Math.min(2 * this.#retryMs, retryMaxMs)
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.#source = undefined
    this.#set(false)
  }

  #set(isOpen: boolean): void {
    if (this.#isOpen === isOpen) return
    this.#isOpen = isOpen
    for (const listener of this.#listeners) listener()
  }

  #stale({ kind, directoryId }: Change): void {
    const beginnings = staleBy[kind] ?? staleBy.everything
    void this.#client?.invalidateQueries({
      predicate: ({ queryKey: [name, given], state: { data } }) => {
        const path = (name as ReadName).slice('GET '.length)
        if (!beginnings.some((beginning) => path.startsWith(beginning))) return false
        const { params } = (given ?? {}) as { params?: { directoryId?: string } }
        if (directoryId !== null && params?.directoryId !== undefined && params.directoryId !== directoryId)
          return false
        const { pages = [] } = (data ?? {}) as { pages?: readonly unknown[] }
        return pages.length <= pagesMax
      },
    })
  }
}

const live = new Live()

/** Follows the server's events while the component is shown. */
export function useLive(client: QueryClient, isWanted: boolean): void {
  useEffect(() => (isWanted ? live.follow(client) : undefined), [client, isWanted])
}

/** How often to ask for what events would tell: not at all, while there are events. */
export function usePollingMs(ms: number): number | false {
  return useSyncExternalStore(live.subscribe, live.isOpen) ? false : ms
}
