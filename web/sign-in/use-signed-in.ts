import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'

/** Where an agent's day begins: what waits. */
const agentsStart = `${paths.queue}?turn=support`

/**
 * What is done once somebody is signed in: remember who, and go on to where they wanted, or to where their work is. Who only asks has
 * the help centre.
 */
export function useSignedIn(to?: string) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return (me: AnswerOf<'GET /api/me'>) => {
    client.setQueryData(read('GET /api/me').queryKey, me)
    const ofSeat = me.staff.role === 'agent' ? agentsStart : paths.overview
    return navigate({ href: to ?? (me.staff.role === 'member' ? paths.home : ofSeat), replace: true })
  }
}
