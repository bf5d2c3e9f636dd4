import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** Customers who were known before a directory spoke for their domain, in English. */
export const known = {
  title: 'Known here before',
  why: 'These customers hold addresses for which the directory speaks by now, and it has sent each of them as somebody new. Taken over, each is one person, with requests and history, managed by the directory.',
  act: (n: number, hasMore: boolean) =>
    hasMore
      ? `Take over more than ${n} people`
      : plural(n, { one: 'Take over 1 person', other: 'Take over {n} people' }),
  soFar: (n: number) => plural(n, { none: 'Beginning…', one: '1 so far', other: '{n} so far' }),
  linked: (n: number) =>
    plural(n, {
      none: 'Nobody was taken over.',
      one: '1 person is taken over.',
      other: '{n} people are taken over.',
    }),
  skipped: (n: number) =>
    plural(n, { one: '1 was left: it changed meanwhile.', other: '{n} were left: they changed meanwhile.' }),
  undo: 'Take it back',
  undone: (n: number) =>
    plural(n, {
      none: 'Nobody was given back.',
      one: '1 person is two again.',
      other: '{n} people are two again.',
    }),
}
