import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** The page Mapping of a directory, in English. */
export const mapping = {
  home: 'Home organization',
  homeWhy: 'Everybody of this directory belongs to it, whatever their groups.',
  organization: 'Organization',
  homeHint: 'None',
  rules: 'Rules',
  rulesWhy: 'The first rule that takes a group decides. A name that no organization has makes one.',
  none: 'No rule yet',
  noneWhy: 'Every group is an organization of its own. A rule leads groups to another one, or to none.',
  add: 'Add a rule',
  remove: (n: number) => `Remove rule ${n}`,
  up: (n: number) => `Move rule ${n} up`,
  down: (n: number) => `Move rule ${n} down`,
  rule: (n: number) => `Rule ${n}`,
  subject: 'Look at',
  subjects: { name: 'Group’s name', id: 'Group’s id' },
  way: 'How',
  ways: { exact: 'is', prefix: 'begins with', pattern: 'looks like' },
  value: 'Text',
  valueHint: { exact: 'Sales', prefix: 'Sales', pattern: 'Sales * ?' },
  patternHelp: 'In a pattern, * stands for any text and ? for one character.',
  to: 'Belongs to',
  targets: { organization: 'An organization', nothing: 'No organization' },
  waits: 'Waits for confirmation',
  unmatched: 'Groups that no rule takes',
  said: 'Groups that sign-ins name go by these rules, too. Those that led nowhere follow a new rule at the person’s next sign-in.',
  fates: { own: 'An organization of its own each', nothing: 'No organization' },
  preview: 'What it will do',
  noPreview: 'Change something, and see here who would join and leave before anything happens.',
  incomplete: 'Every rule needs a text, and an organization where it leads to one.',
  noEffect: 'Nothing: every group stays where it is.',
  groups: (n: number) =>
    plural(n, {
      none: 'No group finds another place.',
      one: '1 group finds another place.',
      other: '{n} groups find another place.',
    }),
  joins: 'Join',
  leaves: 'Leave',
  change: 'What happens',
  changes: {
    appears: 'Appears',
    goes: 'Goes',
    renamed: 'Is renamed',
    changes: 'Has other members',
    emptied: 'Is left without anybody',
  },
  was: (name: string) => `Until now ${name}`,
  joining: 'Joining',
  leaving: 'Leaving',
  more: 'And more organizations.',
  clashes: 'Names that others have',
  clash: (group: string, name: string) =>
    `${group}: another organization is called that. Its own is called ${name}.`,
  confirmTitle: 'Organizations of others',
  confirmWhy:
    'This directory did not create them. Whoever joins may read what is shared there from then on. What you do not confirm waits, and has no effect.',
  confirm: (name: string) => `Let this directory feed ${name}`,
  readable: (n: number) =>
    plural(n, {
      none: 'No earlier request can be read by who joins.',
      one: 'Who joins could read 1 earlier request.',
      other: 'Who joins could read {n} earlier requests.',
    }),
  save: 'Save and apply',
  saved: 'Saved. Groups follow now.',
  undo: 'Discard',
}
