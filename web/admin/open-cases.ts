import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'

/** How many cases are open and of what there are many; undefined for whoever may not read them, or until it is known. */
export function useOpenCases(): AnswerOf<'GET /api/case-floods'> | undefined {
  const may = useMay()
  return useQuery({ ...read('GET /api/case-floods'), enabled: may('cases.read') }).data
}
