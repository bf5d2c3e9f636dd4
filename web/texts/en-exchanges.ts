import type { Effect } from './effect.ts'

/** What the pages say of exchanges, in English. */
export const exchanges = {
  all: 'All exchanges',
  none: 'No exchange yet',
  noneWhy: (name: string) =>
    `Calls of ${name}'s identity provider appear here within a second, with what they did.`,
  /** What it did, as the server wrote it down in English. */
  effect: (sentence: string): Effect => ({ said: sentence, english: '' }),
  opened: 'The opened exchange',
  answeredIn: (ms: number) => `answered in ${Math.max(1, Math.round(ms))} ms`,
  repaired: 'Repaired',
  request: 'Request',
  answer: 'Answer',
  search: 'Search exchanges',
  searchHint: 'Part of the path, the effect or the client',
  outcome: 'Answer',
  outcomes: { any: 'Any answer', done: 'Done', refused: 'Refused (4xx)', failed: 'Failed (5xx)' },
  operation: 'Operation',
  operations: {
    any: 'Any operation',
    read: 'Read',
    create: 'Create',
    change: 'Change',
    remove: 'Remove',
    bulk: 'Many at once',
  },
  noneLike: 'No exchange like that',
  noneLikeWhy: 'All exchanges that are kept were looked through.',
  noneLikeYet: 'Older ones were not looked through yet.',
  searchOn: 'Search older ones',
  about: { user: 'About the person', group: 'About the group' },
  goneSubject: 'gone, or never there',
}
