import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMe } from '../me.ts'
import { read } from '../queries.ts'

export type Viewer = AnswerOf<'GET /api/requests/{requestId}/viewers'>['items'][number]

/** The server believes it for 45 seconds. */
const sayAgainMs = 20_000

/** Says that this page has the request open, and who else has. */
export function useViewers(requestId: string, isWriting: boolean, isTold: boolean): readonly Viewer[] {
  const client = useQueryClient()
  const me = useMe()
  const given = { params: { requestId } }
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
      void call('POST /api/requests/{requestId}/viewers', { params, body: { writing: isWriting } }).catch(
        () => undefined,
      )
    }
    say()
    const timer = setInterval(say, sayAgainMs)
    return () => clearInterval(timer)
  }, [requestId, isWriting, isTold])
  useEffect(() => {
    if (!isTold) return
    return () =>
      void call('DELETE /api/requests/{requestId}/viewers', { params: { requestId } })
        .then(() => client.invalidateQueries({ queryKey: ['GET /api/requests/{requestId}/viewers'] }))
        .catch(() => undefined)
  }, [client, requestId, isTold])
  return (data?.items ?? []).filter(({ id }) => id !== me?.staff.id)
}
