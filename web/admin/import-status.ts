import type { AnswerOf } from '../api-client.ts'

export type Import = AnswerOf<'GET /api/imports/{importId}'>
export type ImportRow = AnswerOf<'GET /api/imports/{importId}/rows'>['items'][number]
export type ImportKind = Import['kind']
export type ImportVerdict = ImportRow['verdict']

/** In the order in which people look at them. */
export const importVerdicts: readonly ImportVerdict[] = ['refused', 'create', 'change', 'same', 'skipped']

const pollMs = 1_000

const isUnderWay = ({ state }: Import) => state === 'checking' || state === 'applying'

/** How often to ask how far it is. */
export const pollOf = (data: Import | undefined) => (data && isUnderWay(data) ? pollMs : false)
