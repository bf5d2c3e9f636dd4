import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { AnswerOf } from '../api-client.ts'
import { usePollingMs } from '../live.ts'
import { list } from '../queries.ts'
import type { QueueSearch } from './queue-search.ts'

export type QueueRow = AnswerOf<'GET /api/queue'>['items'][number]

/** Asked so often while nothing tells the page of changes. */
const askAgainMs = 15_000

/** The queue as its address narrows it down. */
export function useQueue(search: QueueSearch) {
  const refetchInterval = usePollingMs(askAgainMs)
  return useInfiniteQuery({
    ...list('GET /api/queue', { query: { ...search } }),
    placeholderData: keepPreviousData,
    refetchInterval,
  })
}
