import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** The brake of a directory, in English. */
export const brake = {
  on: 'The brake is on',
  lost: (lost: number, before: number, organization: string | undefined) =>
    organization === undefined
      ? `${lost} of ${before} people lost something within an hour.`
      : `${lost} of ${before} members of ${organization} lost something within an hour.`,
  waiting:
    'Whoever was deactivated is signed out. Memberships stay and new addresses wait until somebody decides.',
  decide: 'Look and decide',
  who: 'Who lost something',
  whoWhy: 'The first 50, without the members of groups that went as a whole.',
  nobody: 'Nobody by name: whole groups went.',
  inactive: 'Signed out',
  membership: 'Out of a group',
  addressLost: 'Another address',
  lostWhat: 'Lost',
  exchanges: 'What the identity provider sent',
  kept: (members: number, groups: number) =>
    [
      plural(members, { none: '', one: '1 removed member is kept', other: '{n} removed members are kept' }),
      plural(groups, {
        none: '',
        one: '1 group that leads nowhere is kept',
        other: '{n} groups that lead nowhere are kept',
      }),
    ]
      .filter((part) => part !== '')
      .join(', '),
  keptWhy: 'Somebody decided so when the brake was on. The identity provider says otherwise.',
  letGo: 'Let go',
  letGoWhat: 'Let go of what is kept?',
  letGoWhy: 'These people are members no more, as the identity provider says. This is not taken back.',
}
