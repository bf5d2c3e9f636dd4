import { useQuery } from '@tanstack/react-query'
import type { Permission } from '../src/model/permissions.ts'
import { read } from './queries.ts'

/** Who is signed in; undefined until it is known. */
export function useMe() {
  return useQuery(read('GET /api/me')).data
}

/** Whether whoever is signed in may do something. */
export function useMay(): (permission: Permission) => boolean {
  const me = useMe()
  return (permission) => me?.permissions.includes(permission) ?? false
}
