import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** One domain becoming another for those whom no directory manages, in English. */
export const moving = {
  title: 'A company changes its domain',
  why: 'Everybody without a directory who has an address at the old domain gets the same one at the new domain. Requests, history and organizations stay, and the old address stays findable.',
  open: 'Move a domain',
  from: 'Old domain',
  to: 'New domain',
  hint: 'Exact, such as globex.com',
  look: 'See who moves',
  moves: (people: number, held: number, hasMore: boolean) =>
    (hasMore ? 'At least: ' : '') +
    plural(people, { none: 'Nobody moves.', one: '1 address moves.', other: '{n} addresses move.' }) +
    (people > 0 ? ` Held: ${held}.` : ''),
  managed: (n: number) =>
    plural(n, {
      one: '1 person there is managed by a directory: only its word changes that one.',
      other: '{n} people there are managed by a directory: only its word changes them.',
    }),
  organizations: (names: string) =>
    `The new domain feeds ${names} too; whoever moves belongs there as before.`,
  joiners: (n: number) =>
    plural(n, {
      one: '1 person who is at the new domain already joins.',
      other: '{n} people who are at the new domain already join.',
    }),
  readable: (n: number) =>
    plural(n, {
      none: 'They see no request of before.',
      one: 'They could read 1 request of before.',
      other: 'They could read {n} requests of before.',
    }),
  person: 'Person',
  what: 'What happens',
  as: {
    moves: 'Moves',
    'too-long': 'Stays: the new address would be too long',
    'of-staff': 'Stays: the new address is of staff',
    'access-policy': 'Stays: the access policy refuses the new address',
    'has-it': 'Stays: has the new address besides',
    erased: 'Stays: somebody who was erased had the new address',
    held: 'Stays: somebody else holds the new address',
    left: 'Stays: somebody who left a directory held the new address',
    claimed: 'Stays: somebody else has the new address, not proven',
    shared: 'Stays: somebody else has the old address too',
  },
  refused: (what: string, n: number) => `${what}: ${n}`,
  vouch: 'You vouch that the mailboxes at the new domain are the same people’s. The audit says who did.',
  act: (n: number) => plural(n, { one: 'Move 1 address', other: 'Move {n} addresses' }),
  last: 'Moved before',
  moved: (from: string, to: string, n: number) =>
    plural(n, { one: `${from} → ${to}: 1 address`, other: `${from} → ${to}: {n} addresses` }),
  underWay: 'The others follow in the background.',
  undo: 'Take it back',
  undoWhat: (from: string, to: string) => `Take back ${from} → ${to}`,
  undoUntil: 'It can be taken back until',
  undone: (back: number, stayed: number) =>
    plural(back, { one: '1 address was taken back.', other: '{n} addresses were taken back.' }) +
    (stayed > 0 ? ` ${stayed} stayed: changed, or taken by somebody else meanwhile.` : ''),
}
