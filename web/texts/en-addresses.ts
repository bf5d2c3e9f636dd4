import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** Which attribute is the address of a directory's people, in English. */
export const addresses = {
  changed: (n: number, claimed: number) =>
    plural(n, {
      none: 'Nobody gets another address.',
      one: '1 person gets another address',
      other: '{n} people get another address',
    }) +
    (n === 0
      ? ''
      : plural(claimed, {
          none: '.',
          one: ', 1 of them only claimed.',
          other: ', {n} of them only claimed.',
        })),
  refused: (n: number) =>
    plural(n, {
      none: '',
      one: '1 stays without an address: a case asks.',
      other: '{n} stay without an address: cases ask.',
    }),
  lost: (n: number) =>
    plural(n, {
      none: '',
      one: '1 keeps an address that nobody confirms any more.',
      other: '{n} keep an address that nobody confirms any more.',
    }),
  waits: (n: number) =>
    plural(n, {
      none: '',
      one: '1 is nobody until a person decides.',
      other: '{n} are nobody until a person decides.',
    }),
  mails:
    'Whose held address changes gets a mail at the old and at the new one, unless your site sends none (Settings).',
  more: 'Only the first 10,000 people were looked at.',
  rehearsal: 'In the rehearsal nobody has an address yet: it just changes.',
  people: 'People whose address changes',
  person: 'Person',
  before: 'Address now',
  after: 'Then',
  none: 'none',
  what: 'What happens',
  as: {
    held: 'Holds it',
    claimed: 'Claims it, not proven',
    refused: 'Stays without: a case asks',
    lost: 'Is no longer confirmed',
    waits: 'Is nobody until a person decides',
  },
  others: 'Further addresses there',
}
