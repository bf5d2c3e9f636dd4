import {
  infiniteQueryOptions,
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
} from '@tanstack/react-query'
import { type AnswerOf, CallFailed, call, type GivenTo, type ReadName } from './api-client.ts'
import { connection } from './connection.ts'

/** The types of a call's parts follow from its name only where the name is known. */
const anyCall = call as (name: ReadName, given: unknown, options: { signal: AbortSignal }) => Promise<unknown>

/** A read as a query; its key is the route and what is given, so that equal reads are one. */
export function read<Name extends ReadName>(
  name: Name,
  ...[given]: unknown extends GivenTo<Name> ? [given?: undefined] : [given: GivenTo<Name>]
) {
  return queryOptions({
    queryKey: [name, given],
    queryFn: ({ signal }) => anyCall(name, given, { signal }) as Promise<AnswerOf<Name>>,
    // The very answer, whose entity tag is known, and no copy of it.
    structuralSharing: false,
  })
}

/** Routes that answer page by page. */
export type ListName = {
  [Name in ReadName]: AnswerOf<Name> extends { items: unknown[]; next: string | null } ? Name : never
}[ReadName]

type ItemOf<Name extends ListName> = AnswerOf<Name> extends { items: (infer Item)[] } ? Item : never

interface Page<Item> {
  readonly items: Item[]
  readonly next: string | null
}

/** A list as a query that grows page by page, flattened. */
export function list<Name extends ListName>(name: Name, given: GivenTo<Name>) {
  type Item = ItemOf<Name>
  const { query, ...rest } = given as { query?: object }
  return infiniteQueryOptions({
    queryKey: [name, given],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const page = { ...rest, query: { ...query, after: pageParam } }
      return anyCall(name, page, { signal }) as Promise<Page<Item>>
    },
    getNextPageParam: (last) => last.next ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  })
}

const transient: ReadonlySet<string> = new Set(['unavailable', 'unexpected'])

/** One cache for all pages. Whoever is no longer signed in is led to the door by `onSignedOut`. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof CallFailed && error.problem?.code === 'not-signed-in') onSignedOut()
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) =>
          count < 1 &&
          error instanceof CallFailed &&
          (error.isGarbled || transient.has(error.problem?.code ?? '')),
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
  connection.onBack = () => void client.invalidateQueries()
  return client
}
