import type { QueryClient } from '@tanstack/react-query'

/** Somebody else may be here now: nothing is kept of who was, and who it is is asked anew. */
export async function askWhoIsHere(client: QueryClient): Promise<void> {
  client.removeQueries({
    predicate: ({ queryKey: [name] }) => String(name).startsWith('GET /api/portal/me/'),
  })
  await client.resetQueries({ queryKey: ['GET /api/portal/me'] })
}
