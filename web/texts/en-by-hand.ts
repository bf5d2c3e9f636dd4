import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** Organizations by hand, in English. */
export const byHand = {
  add: 'Add an organization',
  addWhy: 'For a company or team that no identity provider sends. You say who belongs to it.',
  name: 'Name',
  showsEarlier: 'Who joins sees earlier requests',
  showsEarlierHint: 'Otherwise everybody sees what is shared from their joining on.',
  earlierNothing: 'Nobody who belongs to it now sees more by that.',
  earlierMembers: (n: number, hasMore: boolean) =>
    hasMore
      ? `Of the first 1,000 members ${n} see more from then on.`
      : plural(n, { one: '1 member sees more from then on.', other: '{n} members see more from then on.' }),
  earlierRequests: (n: number, hasMore: boolean) =>
    hasMore
      ? `It is more than ${n} requests of before they joined. The newest of them:`
      : plural(n, {
          one: 'It is 1 request of before they joined:',
          other: 'It is {n} requests of before they joined. The newest of them:',
        }),
  change: 'Change',
  changeWhat: (name: string) => `Change ${name}`,
  save: 'Save',
  delete: 'Delete',
  deleteWhat: (name: string) => `Delete ${name}?`,
  ends: (people: number) =>
    plural(people, {
      none: 'Nobody is in it by hand.',
      one: '1 person who is in it by hand leaves.',
      other: '{n} people who are in it by hand leave.',
    }),
  endsDomains: (domains: string) => `It is fed by ${domains} no longer. There is no undo.`,
  endsPortals: (portals: string) => `Portals that name it name it no more: ${portals}.`,
  noUndo: 'There is no undo.',
  typeName: (name: string) => `Type ${name} to delete it`,
  nameInTheWay:
    'Another organization has this name already, or this one has the name of its group. Then rename the group, or lead it to another organization on the directory’s page Mapping.',
  refusals: {
    fed: (directories: string) =>
      `${directories} feeds it. On the directory’s page Mapping lead its groups, or its home, elsewhere first.`,
    'in-mapping': (_: string) =>
      'A rule, or a home that waits, names it. Take it out of the directory’s page Mapping first.',
    'has-request': (_: string) =>
      'Requests are shared with it, and keep it. Stop sharing each of them first.',
  },
  addPerson: 'Add a person',
  addPersonWhy: 'Somebody who is added by hand belongs to it until somebody takes them out again.',
  search: 'Name or address',
  nobody: 'Nobody like that',
  addThem: (name: string) => `Add ${name}`,
  added: 'Added',
  pick: 'Add',
  takeOut: 'Take out',
  takeOutWhat: (name: string) => `Take out ${name}`,
  takeOutWhy: 'What is shared here is out of sight at once. What other sources say stays.',
  addDomain: 'Add a domain',
  addDomainWhy:
    'Everybody whom no directory manages and who holds an address there belongs to it, also those who come later. A claimed address counts for nothing.',
  domain: 'Domain',
  domainHint: 'Such as globex.com',
  look: 'See who joins',
  joins: (n: number, hasMore: boolean) =>
    hasMore
      ? `More than ${n} people belong to it then.`
      : plural(n, {
          none: 'Nobody holds an address there yet.',
          one: '1 person belongs to it then.',
          other: '{n} people belong to it then.',
        }),
  readable: (n: number) =>
    plural(n, {
      none: 'They see none of the earlier requests.',
      one: 'They see 1 earlier request.',
      other: 'They see {n} earlier requests.',
    }),
  first: 'The first of them',
  removeDomain: 'Take back',
  removeDomainWhat: (domain: string) => `Take ${domain} back?`,
  removeDomainWhy: 'Whoever belongs to it only by an address there leaves at once.',
}
