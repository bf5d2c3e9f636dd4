import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

export const preview = {
  label: 'What would happen',
  live: 'This directory is live',
  liveWhy: 'What its identity provider sends takes effect at once, so there is nothing to preview.',
  none: 'Not counted yet',
  noneWhy:
    'See who becomes a customer, who is known already, and what waits for a decision, before anything is granted. Counting changes nothing.',
  count: 'Count now',
  again: 'Count again',
  counting: 'Counting',
  countingWhy: 'It goes on when you leave this page.',
  progress: (done: string, total: string) => `${done} of ${total} people`,
  counted: (people: number) =>
    plural(people, { one: '1 person read, counted {when}', other: '{n} people read, counted {when}' }),
  classes: {
    new: { label: 'new', why: 'customers whom this site does not know', title: 'Become customers' },
    linked: { label: 'linked', why: 'known already, history kept', title: 'Known already' },
    held: {
      label: 'held',
      why: 'a person decides about them or their address',
      title: 'Wait for a decision',
    },
    joined: { label: 'joined', why: 'get a membership', title: 'Get a membership' },
    left: { label: 'left', why: 'here, and not active there any more', title: 'Have left' },
    renamed: { label: 'renamed', why: 'get another name or address', title: 'Get another name or address' },
    lost: { label: 'lost', why: 'lose their address', title: 'Lose their address' },
  },
  nobody: 'Nobody',
  nobodyWhy: 'Nobody is in this class, as of the last count.',
  person: 'Person',
  effect: 'What it will say then',
  goLive: {
    rehearsal: {
      title: 'Go live',
      button: (n: number) => plural(n, { one: 'Go live with 1 person', other: 'Go live with {n} people' }),
    },
    paused: {
      title: 'Resume',
      button: (n: number) => plural(n, { one: 'Resume with 1 person', other: 'Resume with {n} people' }),
    },
  },
  becomes: (n: number) =>
    plural(n, {
      one: '1 person becomes a customer. No mail is sent.',
      other: '{n} people become customers. No mail is sent to them.',
      none: 'Nobody new becomes a customer.',
    }),
  links: (n: number) =>
    plural(n, {
      one: '1 customer is managed by this directory from then on.',
      other: '{n} customers are managed by this directory from then on.',
    }),
  holds: (n: number) =>
    plural(n, { one: '1 person waits for a decision.', other: '{n} people wait for a decision.' }),
  joins: (n: number) =>
    plural(n, { one: '1 person gets a membership.', other: '{n} people get a membership.' }),
  renames: (n: number) =>
    plural(n, {
      one: '1 person gets another name or address.',
      other: '{n} people get another name or address.',
    }),
  leaves: (n: number) =>
    plural(n, {
      one: '1 person is not active there any more, and is out already.',
      other: '{n} people are not active there any more, and are out already.',
    }),
  loses: (n: number) =>
    plural(n, { one: '1 person loses the address.', other: '{n} people lose their address.' }),
  typeName: (name: string) => `Type ${name} to let it go live`,
  seen: 'I have seen who is held and who loses an address',
  noUndo: 'It can be paused at any time. Whoever has become a customer by then stays one.',
  done: 'The directory is live',
  doneWhat: (users: number, groups: number) =>
    `${plural(users, { one: '1 person', other: '{n} people' })} and ${plural(groups, { one: '1 group', other: '{n} groups' })} are brought up to date.`,
  goesOn: 'The rest goes on in the background, also when you leave this page.',
  work: 'See how far it is',
}
