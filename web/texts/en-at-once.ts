import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** Many cases decided in one act, in English. */
export const atOnce = {
  title: 'Decide them all at once',
  decision: 'Decision for all of them',
  choose: 'Choose one to see what it does',
  none: 'No such case is open.',
  first: (shown: number, all: number) =>
    shown < all ? `What it does to the first ${shown}:` : 'What it does:',
  refused: 'This one cannot be decided so now, and is left.',
  act: (n: number, hasMore: boolean) =>
    hasMore ? 'Decide them all' : plural(n, { one: 'Decide 1 case', other: 'Decide {n} cases' }),
  soFar: (n: number) => plural(n, { none: 'Beginning…', one: '1 so far', other: '{n} so far' }),
  decided: (n: number) =>
    plural(n, { none: 'No case was decided.', one: '1 case is decided.', other: '{n} cases are decided.' }),
  skipped: (n: number) =>
    plural(n, {
      one: '1 was left: it changed meanwhile, or somebody else decided it.',
      other: '{n} were left: they changed meanwhile, or somebody else decided them.',
    }),
  undo: 'Take it all back',
  undone: (n: number) =>
    plural(n, {
      none: 'Nothing was taken back.',
      one: '1 decision is taken back.',
      other: '{n} decisions are taken back.',
    }),
}
