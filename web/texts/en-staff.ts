import type { Permission } from '../../src/model/permissions.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** What the page of the staff says, in English. */
export const staff = {
  sub: 'People with an internal account. Everybody but members is billable.',
  add: 'Add a person',
  addAct: 'Add',
  name: 'Name',
  person: 'Person',
  role: 'Role',
  state: 'State',
  states: { invited: 'Invited', active: 'Active', disabled: 'Disabled' },
  lastSignIn: 'Last sign-in',
  never: 'Never',
  act: 'Act',
  link: 'Link to choose a password',
  linkOnce: (name: string) => `Shown this once. Hand it to ${name}; it works once.`,
  mailLanguage: 'Language of mails',
  byMail: 'Send the link by mail',
  byMailHint: 'Nobody else sees it then.',
  noMail: 'No mail server is set, so mails are kept here.',
  noMailNext: 'See how to set one',
  mailed: (address: string) => `The link is on its way to ${address}`,
  mailedHint: 'It works once.',
  mailedNext: 'See the mail',
  acts: {
    disable: {
      button: 'Disable',
      title: (name: string) => `Disable ${name}`,
      effect: 'Sessions, API keys and links of this person end at once. You can enable the person again.',
    },
    enable: {
      button: 'Enable',
      title: (name: string) => `Enable ${name}`,
      effect: 'This person can sign in again.',
    },
    reset: {
      button: 'New password',
      title: (name: string) => `New password for ${name}`,
      effect:
        'Makes a link with which this person chooses a new password. Earlier links end with it. Code generator and recovery codes stay.',
    },
    second: {
      button: 'Second factor',
      title: (name: string) => `Remove the second factor of ${name}`,
      effect:
        'For somebody who has lost devices and recovery codes. The password alone signs this person in then. Make sure that it is they who ask.',
    },
  },
  hasSecond: 'With a second factor',
  roleAct: 'Role',
  roleOf: (name: string) => `Role of ${name}`,
  changeRole: 'Change the role',
  roleEffect: 'Sessions of this person end. After the next sign-in the new role holds.',
  ownRoleEffect: 'This is you: your session ends, and you sign in again with the new role.',
  gains: 'May from then on',
  losesRights: 'May no more',
  becomesBillable: 'This takes a seat that is billable.',
  becomesFree: 'This gives a billable seat back.',
  roleMeans: {
    owner: 'Everything, also the plan and other owners.',
    admin: 'Runs the site: directories, settings, staff. Not the plan, not owners.',
    agent: 'Answers requests, and sees customers, organizations and directories.',
    auditor: 'Sees everything, the audit too, and changes nothing.',
    member: 'An employee who only asks for help. Not billable.',
  },
  losses: {
    title: {
      disable: 'What ends at once',
      reset: 'What ends once the new password is chosen',
      second: 'What ends at once',
    },
    sessions: (n: number) =>
      plural(n, { none: 'No open session', one: '1 open session', other: '{n} open sessions' }),
    apiKeys: (n: number) =>
      plural(n, {
        none: 'No API key',
        one: '1 API key, until the person is enabled again',
        other: '{n} API keys, until the person is enabled again',
      }),
    passkeys: (n: number) => plural(n, { none: 'No passkey', one: '1 passkey', other: '{n} passkeys' }),
    totp: 'The code generator',
    recoveryCodes: (n: number) =>
      plural(n, { none: 'No recovery code', one: '1 recovery code', other: '{n} recovery codes' }),
  },
  /** What each permission is, for people. */
  permissions: {
    'site.read': 'See the site and its settings',
    'site.change': 'Change the site and its settings',
    'site.export': 'Take everything of the site along',
    'site.delete': 'Delete and restore the site',
    'subscription.read': 'See the plan, and who is billable',
    'subscription.change': 'Change the plan',
    'work.read': 'See what runs in the background',
    'work.change': 'Have tasks run again',
    'server.read': 'See what the server does as a whole, such as its backups',
    'server.change': 'Have the server make a backup',
    'directories.read': 'See directories',
    'directories.change': 'Make and steer directories, with their tokens',
    'exchanges.read': 'See what identity providers sent',
    'customers.read': 'See customers',
    'customers.change': 'Add and change customers',
    'organizations.read': 'See organizations',
    'organizations.change': 'Make and change organizations by hand',
    'requests.read': 'See requests',
    'requests.ask': 'Ask for help at the help centre',
    'requests.change': 'Answer requests, and open some in a customer’s name',
    'access.read': 'See who gets in, and why somebody does not',
    'access.change': 'Decide who gets in',
    'cases.read': 'See what must be decided',
    'cases.decide': 'Decide it',
    'audit.read': 'Read the audit',
    'mail.read': 'Read mails that were sent',
    'mail.change': 'Send test mails, and try mails again',
    'staff.read': 'See staff',
    'staff.change': 'Add and change staff',
    'owners.change': 'Make and change owners',
    'api-keys.use': 'Have API keys',
    'api-keys.change': 'See and revoke the API keys of others',
  } satisfies Readonly<Record<Permission, string>>,
}
