import { useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { CallFailed } from '../api-client.ts'
import { read } from '../queries.ts'

export type Asker = AnswerOf<'GET /api/help/me'>

/** Who asks; undefined while nobody is signed in. */
export const AskerContext = createContext<Asker | undefined>(undefined)

export const useAskerQuery = () => useQuery(read('GET /api/help/me'))

export const isNotSignedIn = (error: Error | null): boolean =>
  error instanceof CallFailed && error.problem?.code === 'not-signed-in'

/** Who asks, on a page that is shown to nobody else. */
export function useAsker(): Asker {
  const asker = useContext(AskerContext)
  if (!asker) throw new Error('this page is for people who are signed in')
  return asker
}
