import type { QueryClient } from '@tanstack/react-query'

/** Under what it is kept who asks. */
export const askerKey = ['GET /api/help/me', undefined]

/** Somebody else may be here now: nothing is kept of who was, and who it is is asked anew. */
export async function askWhoIsHere(client: QueryClient): Promise<void> {
  const isOfPerson = (name: string) =>
    name.startsWith('GET /api/portal/me/') ||
    (name.startsWith('GET /api/help/') && name !== 'GET /api/help/me')
  client.removeQueries({ predicate: ({ queryKey: [name] }) => isOfPerson(String(name)), type: 'inactive' })
  await Promise.all(
    ['GET /api/help/me', 'GET /api/portal/me'].map((name) => client.resetQueries({ queryKey: [name] })),
  )
  // What is on the page now is what this person may see.
  await client.resetQueries({ predicate: ({ queryKey: [name] }) => isOfPerson(String(name)) })
}
