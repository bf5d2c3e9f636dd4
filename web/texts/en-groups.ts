/** What the pages say of directory groups, in English. */
export const groups = {
  search: 'Search groups',
  searchHint: 'How the name begins',
  none: (directory: string) => `No group of ${directory} yet`,
  noneWhy:
    'Groups appear here within a second after the identity provider has sent them. Each becomes an organization.',
  notFound: (text: string) => `No group begins with “${text}”`,
  notFoundWhy: 'The search looks at the beginning of names, without regard to case.',
  group: 'Group',
  members: 'Members',
  feeds: 'Feeds',
  changed: 'Changed',
  received: 'Received',
  since: 'Since',
  waits: 'Waits until the directory grants again',
  nothing: 'Nothing',
  noExternalId: 'It gave none',
  inside: 'Inside of',
  holds: 'Holds the groups',
  externalId: 'Id at the identity provider',
  noMember: 'Nobody is in this group',
  noMemberWhy: 'Whoever the identity provider adds appears here within a second.',
}
