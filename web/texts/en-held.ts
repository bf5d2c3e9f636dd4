import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** Whom a directory sends and who waits for a decision, in English. */
export const heldPeople = {
  title: 'Wait for a decision',
  lead: 'The identity provider sends them, and they are no customers until somebody decides.',
  person: 'Person',
  why: 'Why',
  since: 'Sent since',
  decide: 'Decision',
  reasons: {
    'staff-address': 'The address is of staff',
    quota: 'The directory has as many people as it may have',
    'access-policy': 'The access policy does not let this address in',
    erased: 'Somebody like this was erased',
    'no-address': 'The identity provider gives no address',
    'staff-known': 'Somebody of the staff has the address, or the directory has no say in its domain',
    'domain-of-another': 'Another directory has proven the domain',
    'last-owner': 'Nobody else can sign in as an owner',
  },
  decided: { 'let-in': 'Comes in soon', 'kept-out': 'Kept out' },
  decisions: { 'let-in': 'Let in', 'keep-out': 'Keep out', 'ask-again': 'Ask again' },
  decideWhat: (what: string, name: string) => `${what}: ${name}`,
  toCase: 'Open the case',
  toCaseOf: (name: string) => `Open the case of ${name}`,
  raise: 'Raise the number',
  raiseWhat: 'Let this directory have more people?',
  raised: (n: number) => plural(n, { one: 'Let 1 person in', other: 'Let {n} people in' }),
}
