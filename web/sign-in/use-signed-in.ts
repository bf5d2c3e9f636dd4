import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'

/** What is done once somebody is signed in: remember who, and go on to where they wanted, or to the overview. */
export function useSignedIn(to: string = paths.overview) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return (me: AnswerOf<'GET /api/me'>) => {
    client.setQueryData(read('GET /api/me').queryKey, me)
    return navigate({ href: to, replace: true })
  }
}
