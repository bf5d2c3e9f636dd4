/** What a list of exchanges may be narrowed down by; it stands in the address. */
export const outcomes = ['done', 'refused', 'failed'] as const
export const operations = ['read', 'create', 'change', 'remove', 'bulk'] as const

export interface ExchangeSearch {
  /** The one that is opened. */
  readonly exchange?: string
  readonly q?: string
  readonly outcome?: (typeof outcomes)[number]
  readonly operation?: (typeof operations)[number]
}

export function isOneOf<const Choice extends string>(
  all: readonly Choice[],
  value: unknown,
): value is Choice {
  return all.some((one) => one === value)
}
