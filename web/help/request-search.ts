/** What stands in the address of a list of requests. */
export const requestScopes = ['own', 'organizations', 'participating'] as const
export const requestStates = ['all', 'open', 'over'] as const

export interface RequestSearch {
  readonly q?: string
  readonly whose?: Exclude<(typeof requestScopes)[number], 'own'>
  readonly show?: Exclude<(typeof requestStates)[number], 'all'>
}

/** The address of a list; what it begins with is left out. */
export function searchFor({
  whose,
  show,
  q,
}: {
  readonly whose?: (typeof requestScopes)[number]
  readonly show?: (typeof requestStates)[number]
  readonly q?: string
}): RequestSearch {
  return {
    ...(whose !== undefined && whose !== 'own' && { whose }),
    ...(show !== undefined && show !== 'all' && { show }),
    ...(q !== undefined && { q }),
  }
}
