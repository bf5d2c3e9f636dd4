import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '../api-client.ts'
import { read } from '../queries.ts'

export type HelpPortal = AnswerOf<'GET /api/help/portals'>['items'][number]

/** The entrances that this person may see, also while nobody is signed in. */
export const usePortals = () => useQuery(read('GET /api/help/portals'))
