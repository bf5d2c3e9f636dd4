import { useInfiniteQuery } from '@tanstack/react-query'
import { list } from '../queries.ts'

const answering: ReadonlySet<string> = new Set(['owner', 'admin', 'agent'])

/** Whom a request can be assigned to. */
export function useAgents(): { readonly id: string; readonly name: string }[] {
  const { data = [] } = useInfiniteQuery(list('GET /api/staff', { query: { limit: 200 } }))
  return data
    .filter(({ role, state }) => answering.has(role) && state !== 'disabled')
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => a.name.localeCompare(b.name))
}
