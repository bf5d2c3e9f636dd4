import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** Succession and the end of a directory, in English. */
export const parting = {
  succession: 'Another directory takes over',
  successionWhy:
    'For a company that moves to another identity provider. Whom the new one sends with the same address stays the same person, with requests and history. This directory is paused then.',
  successor: 'Which one takes over',
  choose: 'Choose a directory',
  goesLiveFirst: 'It is in rehearsal: let it go live first, then its people move at once.',
  byName: 'A name is enough',
  byNameHint: 'Where only one person has it on either side. The address is enough in any case.',
  look: 'See who moves',
  moves: (byAddress: number, byName: number) =>
    plural(byAddress + byName, {
      none: 'Nobody moves.',
      one: '1 person moves.',
      other: '{n} people move.',
    }) + (byName > 0 ? ` ${byName} of them by the name.` : ''),
  stay: (n: number) =>
    plural(n, { none: 'Nobody stays.', one: '1 person stays here.', other: '{n} people stay here.' }),
  more: 'There are more people than were counted.',
  person: 'Person',
  noAddress: 'no address',
  what: 'What happens',
  as: {
    address: 'Moves, by the address',
    name: 'Moves, by the name',
    'only-name': 'Stays: only the name is equal',
    several: 'Stays: several users give the address',
    shared: 'Stays: another directory has the person too',
    nobody: 'Stays: nobody there is like them',
  },
  move: (n: number) => plural(n, { one: 'Move 1 person', other: 'Move {n} people' }),
  moved: (n: number, successor: string) =>
    plural(n, {
      none: `Nobody has moved to ${successor}.`,
      one: `1 person has moved to ${successor}.`,
      other: `{n} people have moved to ${successor}.`,
    }),
  underWay: 'The others follow in the background.',
  undone: 'It was taken back. This directory is paused still: resume it.',
  undo: 'Take it back',
  undoWhat: 'Give the people back to this directory?',
  undoWhy: 'Everybody is whom they were before. What arrived since stays with the person of before.',
  undoUntil: 'It can be taken back until',
  end: 'Disconnect',
  endWhy: 'No token opens this directory any more, at once, and it is paused.',
  people: 'What becomes of its people',
  ways: {
    deactivate: {
      label: 'Deactivate them',
      hint: 'As if all had left. Connected again, the directory brings them back.',
    },
    release: {
      label: 'Release them',
      hint: 'Managed by nobody from now on, with the address that they hold; a claimed one is gone. There is no undo.',
    },
  },
  keepOrganizations: 'They stay in their organizations, by hand',
  concerns: (active: number, hasMore: boolean) =>
    hasMore
      ? `More than ${active} people are concerned.`
      : plural(active, {
          none: 'Nobody is concerned.',
          one: '1 person is concerned.',
          other: '{n} people are concerned.',
        }),
  held: (n: number) =>
    plural(n, { one: '1 of them holds the address.', other: '{n} of them hold their address.' }),
  tokens: (n: number) =>
    plural(n, { none: 'No token is left.', one: '1 token ends.', other: '{n} tokens end.' }),
  namedBy: (portals: string) => `Its people see these portals by it, and no more: ${portals}.`,
  namedToo: (portals: string) => `Portals that name it name the successor as well: ${portals}.`,
  feeds: (organizations: string) => `It feeds ${organizations}.`,
  endWhat: (name: string) => `Disconnect ${name}?`,
  typeName: (name: string) => `Type ${name} to disconnect it`,
  ended: 'Disconnected',
  endedWhy: (done: number) =>
    plural(done, {
      none: 'It had no active people.',
      one: '1 person was looked at.',
      other: '{n} people were looked at.',
    }),
  again: 'To connect it again, make a token, give it to the identity provider, and resume the directory.',
}
