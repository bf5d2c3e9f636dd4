import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMe } from '../me.ts'
import { read } from '../queries.ts'
import { newActKey } from '../ui/act-key.ts'

export type Viewer = AnswerOf<'GET /api/requests/{requestId}/viewers'>['items'][number]

/** The server believes it for 45 seconds. */
const sayAgainMs = 20_000

/** Says that this page has the request open, and who else has. */
export function useViewers(requestId: string, isWriting: boolean, isTold: boolean): readonly Viewer[] {
  const client = useQueryClient()
  const me = useMe()
  const given = { params: { requestId } }
  // This tab: another one of the same agent is closed by itself.
  const [page] = useState(newActKey)
  const { data } = useQuery({
    ...read('GET /api/requests/{requestId}/viewers', given),
    refetchInterval: sayAgainMs,
  })
  useEffect(() => {
    if (!isTold) return
    const params = { requestId }
    const say = () => {
      if (document.visibilityState === 'hidden') return
      // Whoever cannot be told now is told the next time; what matters is said where the answer is sent.
      void call('POST /api/requests/{requestId}/viewers', {
        params,
        body: { writing: isWriting, page },
      }).catch(() => undefined)
    }
    say()
    const timer = setInterval(say, sayAgainMs)
    return () => clearInterval(timer)
  }, [requestId, isWriting, isTold, page])
  useEffect(() => {
    if (!isTold) return
    return () =>
      void call('DELETE /api/requests/{requestId}/viewers', { params: { requestId }, query: { page } })
        .then(() => client.invalidateQueries({ queryKey: ['GET /api/requests/{requestId}/viewers'] }))
        .catch(() => undefined)
  }, [client, requestId, isTold, page])
  return (data?.items ?? []).filter(({ id }) => id !== me?.staff.id)
}
