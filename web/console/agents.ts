import { useQuery } from '@tanstack/react-query'
import { read } from '../queries.ts'

interface Agent {
  readonly id: string
  readonly name: string
}

const none: readonly Agent[] = []

/** Whom a request can be assigned to, however many others work here. */
export function useAgents(): readonly Agent[] {
  const { data } = useQuery({ ...read('GET /api/agents'), staleTime: 60_000 })
  return data?.items ?? none
}
