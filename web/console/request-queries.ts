import { type QueryClient, useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '../api-client.ts'
import { usePollingMs } from '../live.ts'
import { read } from '../queries.ts'

export type WholeRequest = AnswerOf<'GET /api/requests/{requestId}'>

const routeName = 'GET /api/requests/{requestId}'
/** Asked so often while nothing tells the page of changes. */
const askAgainMs = 10_000

/** @param requestId also its key */
export function useRequest(requestId: string) {
  const refetchInterval = usePollingMs(askAgainMs)
  return useQuery({ ...read(routeName, { params: { requestId } }), refetchInterval })
}

/** Whatever shows the request reads it anew, and so does the queue. */
export async function rereadRequest(client: QueryClient): Promise<void> {
  const names = [routeName, 'GET /api/queue', 'GET /api/queue/counts']
  await Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name] })))
}
