import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

export const access = {
  sub: 'One policy for every way in: sign-up, e-mail, agents, import, SCIM and single sign-on.',
  policy: 'Who gets in',
  newAccounts: 'New accounts',
  newAccountRules: {
    anyone: { is: 'Anyone', why: 'Whoever proves a mailbox may sign up.' },
    allowlisted: {
      is: 'Allowlisted domains',
      why: 'Whose domain is on the allowlist may sign up or be invited.',
    },
    invited: {
      is: 'Only invitations and directories',
      why: 'Nobody signs up. The allowlist, unless it is empty, holds for invitations.',
    },
  },
  allow: 'Allowlist',
  allowHint: 'One domain a line: globex.com, or *.globex.com for everything beneath it.',
  block: 'Blocklist',
  blockHint: 'Nobody new gets in from these domains, not even by a directory. It goes before the allowlist.',
  bindsDirectories: 'The allowlist also holds for directories',
  bindsDirectoriesHint: 'Whom a directory sends from another domain waits for your decision.',
  unknownSenders: 'Mail from somebody who is no customer',
  unknownSenderRules: {
    refuse: 'Refuse it; it is listed with the reason',
    hold: 'Keep it until somebody has looked at it',
    accept: 'Accept it with a warning that no agent can miss',
  },
  leaverMail: 'Mail from somebody who was deactivated',
  leaverMailRules: {
    refuse: 'Refuse it; it is listed with the reason',
    suspect: 'Make it a new request, marked as suspect',
  },
  yes: 'yes',
  no: 'no',
  saveWhat: 'Save who gets in',
  saved: 'Saved.',
  effect: 'Who gets in, from now on',
  effectAct: 'Save',
  fitsNot: (n: number) =>
    plural(n, {
      one: '1 active person would not get in under this policy.',
      other: '{n} active people would not get in under this policy.',
    }),
  fitsAll: 'It fits everybody who is there.',
  theyStay: 'Nobody goes: the policy is for whoever comes next. You find them listed on this page.',
  first: 'The first of them',
  misfits: 'There already, and would not get in today',
  misfitsNone: 'The policy fits everybody who is there',
  misfitsNoneWhy: 'When you change it, whoever came in under an earlier one is listed here.',
  person: 'Person',
  noAddress: 'no address',
  simulator: 'What happens, and why?',
  simulatorWhy: 'Ask with any address. The answer comes from the very rules that decide.',
  ask: 'Ask',
  address: 'E-mail address',
  addressHint: 'Such as ann@globex.com',
  channel: 'Way in',
  channels: {
    portal: 'Signs up at the portal',
    email: 'Writes an e-mail',
    agent: 'Is added by an agent',
    import: 'Stands in an import',
    scim: 'Is sent by a directory',
    sso: 'Signs in through a directory',
  },
  outcome: 'What happens',
  outcomes: {
    in: 'Comes in',
    account: 'Gets an account',
    hold: 'Waits for a decision',
    warn: 'Comes in with a warning',
    suspect: 'Comes in as suspect',
    refuse: 'Is refused',
  },
  why: 'Why',
  reasons: {
    'staff-signs-in-as-staff': () => 'The address belongs to staff, who come in as themselves.',
    'staff-is-no-customer': () => 'The address belongs to staff: a customer cannot have it.',
    'staff-unproven': () =>
      'The address belongs to staff, and nothing proves that the mail comes from there: the rule for unknown senders decides.',
    'staff-deactivated': () => 'The address belongs to somebody of the staff who has no access any more.',
    'deactivated-by-directory': (by: string) =>
      `The directory ${by} has let this person go. Only its own word brings the person back, or an administrator’s release.`,
    deactivated: () => 'An administrator has deactivated this customer.',
    customer: () => 'Somebody who is a customer already comes in.',
    'directory-signs-in': (by: string) => `A customer whom ${by} manages; ${by} signs the person in.`,
    'directory-required': (by: string) =>
      `${by} has proven this domain and signs its people in itself: nobody gets an account there beside it.`,
    erased: () =>
      'Somebody who was erased had this address: a person decides whether whoever comes is let in.',
    blocked: (by: string) => `The blocklist names ${by}.`,
    'unknown-sender': () => 'Nobody of the site has this address: the rule for unknown senders decides.',
    'former-address': () =>
      'Somebody had this address who has another one now: the rule for unknown senders decides.',
    'no-address': () => 'There is no address that could be on the allowlist.',
    'not-allowlisted': () => 'The allowlist does not name this domain.',
    'invited-only': () =>
      'Nobody signs up by themselves: only invitations and directories bring new accounts.',
    allowlisted: (by: string) => `The allowlist names ${by}.`,
    'directory-vouches': () =>
      'The directory brings the person, and the allowlist does not bind directories.',
    anyone: () => 'Anybody may have an account.',
  },
}
