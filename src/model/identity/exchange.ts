/** What a call was to do. */
export const exchangeOperations = ['read', 'create', 'change', 'remove', 'bulk'] as const
export type ExchangeOperation = (typeof exchangeOperations)[number]

/** How it was answered: done, refused for a reason of the caller's, or failed for one of ours. */
export const exchangeOutcomes = ['done', 'refused', 'failed'] as const
export type ExchangeOutcome = (typeof exchangeOutcomes)[number]
