/** What agents narrow the queue down by. */
import type { Priority, Status } from './request.ts'

export const queueStates = ['open', 'over', 'all'] as const
type QueueState = (typeof queueStates)[number]

/** Whose turn it is. */
export const queueTurns = ['support', 'customer'] as const
type QueueTurn = (typeof queueTurns)[number]

/** By how long they wait, the longest first, or by when they came, the newest first. */
export const queueSorts = ['waiting', 'newest'] as const
export type QueueSort = (typeof queueSorts)[number]

/** The filters that every console begins with. */
export const queueViews = ['support', 'own', 'nobodys', 'customer', 'open'] as const
export type QueueView = (typeof queueViews)[number]

export interface QueueFilter {
  readonly state: QueueState
  readonly turn?: QueueTurn | undefined
  readonly status?: Status | undefined
  /** One of the site's own. */
  readonly statusId?: string | undefined
  /** Null: nobody's. */
  readonly assigneeId?: string | null | undefined
  readonly portalId?: string | undefined
  readonly priority?: Priority | undefined
  readonly organizationId?: string | undefined
  readonly requesterId?: string | undefined
  /** An address that wrote. */
  readonly senderId?: string | undefined
}

/** @param staffId whose console it is */
export function viewFilter(view: QueueView, staffId: string): QueueFilter {
  switch (view) {
    case 'support':
      return { state: 'open', turn: 'support' }
    case 'own':
      return { state: 'open', assigneeId: staffId }
    case 'nobodys':
      return { state: 'open', assigneeId: null }
    case 'customer':
      return { state: 'open', turn: 'customer' }
    case 'open':
      return { state: 'open' }
  }
}

/** How long a page that shows a request is believed to be open without saying so again. */
export const viewerLastsMs = 45_000
