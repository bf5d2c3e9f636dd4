import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** What the overview says, in English. */
export const overview = {
  asMember: 'There is nothing for you to do here yet',
  toHelp: 'To the help centre',
  asMemberWhy:
    'You are known here as an employee who asks for help. Running the help desk needs another role, which an owner or an admin gives.',
  sub: (live: number, rehearsing: number, paused: number) =>
    `${[
      plural(live, { one: '1 directory is live', other: '{n} directories are live' }),
      ...(rehearsing > 0 ? [plural(rehearsing, { one: '1 rehearses', other: '{n} rehearse' })] : []),
      ...(paused > 0 ? [plural(paused, { one: '1 is paused', other: '{n} are paused' })] : []),
    ].join(', ')}.`,
  needsYou: 'Needs you',
  nothingNeedsYou: 'Nothing needs you just now.',
  needs: {
    lapsed: 'Without an active plan nobody new gets in.',
    failing: 'Of the last calls of {directory} at least half were not done.',
    'no-token': '{directory} has no token: its identity provider cannot call.',
    'token-expires': 'The only token of {directory}, “{label}”, expires {when}.',
    'certificate-expires': 'A certificate for the sign-in of {directory} ({label}…) ends {when}.',
    'domain-missed': 'The record that proves {label} for {directory} is missing. Its authority ends {when}.',
    'proposal-waits': 'The IT of {directory} waits for you since {when}. It proposes: {label}',
    'staff-domain': '{directory} speaks for {label}, where somebody of your staff has an address.',
    paused: '{directory} is paused: nobody new gets in.',
  },
  look: {
    lapsed: 'See the plan',
    failing: 'See what was refused',
    'no-token': 'Make a token',
    'token-expires': 'Make another token',
    'certificate-expires': 'See the certificates',
    'domain-missed': 'See the record',
    'proposal-waits': 'Decide',
    'staff-domain': 'See the domain',
    paused: 'See the directory',
  },
  calls: 'Calls of identity providers',
  spans: { day: '24 hours', month: '30 days' },
  span: 'Time',
  view: 'View',
  asChart: 'Chart',
  asTable: 'Table',
  exchanges: 'Exchanges',
  effects: 'With an effect',
  errors: 'Refused or failed',
  time: 'Time',
  chart: (what: string, from: string, to: string) => `${what}, from ${from} to ${to}`,
  inAll: (all: string, most: string) => `${all} in all, at most ${most} at a time`,
  errorsOfDay: 'Errors, 24 hours',
  nextExpiry: 'Next expiry',
  never: 'No token expires',
}
