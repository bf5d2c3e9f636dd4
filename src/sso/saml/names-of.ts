import type { DirectoryVisit } from '../visit.ts'

/** Our own names at a connection. */
export interface OwnNames {
  readonly entityId: string
  readonly acsUrl: string
}

/** What we are called at a directory's provider, always by our own address and never by what a request says. */
export function ownNamesOf({ origin, key }: Pick<DirectoryVisit, 'origin' | 'key'>): OwnNames {
  const door = `${origin}/sso/${key}`
  return { entityId: `${door}/metadata`, acsUrl: `${door}/acs` }
}
