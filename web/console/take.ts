import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CallFailed, call } from '../api-client.ts'
import { useMe } from '../me.ts'
import type { QueueRow } from './queue-queries.ts'

/** Makes a request one's own, unless somebody else took it since it was shown; then it says so. */
export function useTake() {
  const client = useQueryClient()
  const me = useMe()
  return useMutation({
    mutationFn: async (row: QueueRow): Promise<'mine' | 'changed'> => {
      const params = { requestId: row.id }
      const now = await call('GET /api/requests/{requestId}', { params })
      if (now.assignee?.id !== row.assignee?.id) return 'changed'
      const body = { assigneeId: me?.staff.id ?? null }
      return call('PATCH /api/requests/{requestId}', { params, body }, { basedOn: now }).then(
        () => 'mine',
        (error: unknown) => {
          if (error instanceof CallFailed && error.problem?.code === 'changed-meanwhile') return 'changed'
          throw error
        },
      )
    },
    onSuccess: async () => {
      const stale = ['GET /api/queue', 'GET /api/queue/counts', 'GET /api/requests/{requestId}']
      await Promise.all(stale.map((name) => client.invalidateQueries({ queryKey: [name] })))
    },
  })
}
