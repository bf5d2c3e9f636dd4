/** What stands in the address of a list of requests. */
export const requestScopes = ['own', 'organizations', 'participating'] as const
export const requestStates = ['all', 'open', 'over'] as const

export interface RequestSearch {
  readonly whose?: Exclude<(typeof requestScopes)[number], 'own'>
  readonly show?: Exclude<(typeof requestStates)[number], 'all'>
}
