import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** Inviting customers, in English. */
export const inviting = {
  title: 'Invitations',
  sub: 'Who is invited by an address becomes a customer with the link of the mail, and is nobody here before.',
  invite: 'Invite',
  inviteTitle: 'Invite people',
  addresses: 'E-mail addresses',
  addressesHint: 'One or several, up to 50, separated by commas, spaces or lines.',
  name: 'First and last name',
  nameHint: 'For one address. Left empty, the person is asked.',
  organization: 'Organization',
  organizationHint: 'They join it when they come. Type how its name begins; leave it empty for none.',
  choose: 'Choose',
  chooseWhat: (name: string) => `Choose ${name}`,
  other: 'Another',
  leaveOut: (name: string) => `Another than ${name}`,
  noSuchOrganization: 'No organization begins like that.',
  uninvited: {
    leaver: () =>
      'Somebody whom a directory has let go had this address last. Only that directory’s own word brings them back, or an administrator’s release.',
    'bad-address': () => 'This is no e-mail address.',
    'too-many-mails': () =>
      'This address was sent five invitations. Wait a quarter of an hour before the next.',
    invited: () => 'This address is invited already. Send that invitation again, or take it back first.',
  } as const,
  words: 'A few words',
  wordsHint: 'They stand in the mail. It says by itself who invites, and to what.',
  send: 'Send the invitation',
  invited: (n: number) =>
    plural(n, {
      none: 'Nobody was invited.',
      one: 'One invitation is on its way.',
      other: '{n} invitations are on their way.',
    }),
  refused: (n: number) =>
    plural(n, {
      none: 'Every address was invited',
      one: 'One address was not invited',
      other: '{n} addresses were not invited',
    }),
  noMail: 'The server has no mail server: nothing reaches anybody. Set SMTP_HOST and MAIL_FROM.',
  search: 'Search invitations',
  searchHint: 'How an address begins',
  person: 'Person',
  state: 'State',
  anyState: 'Any state',
  noneInState: (state: string) => `No invitation in this state: ${state}`,
  states: {
    sent: 'Invited',
    accepted: 'Has come',
    expired: 'Expired',
    revoked: 'Taken back',
  },
  mails: {
    queued: 'the mail is on its way',
    sent: 'the mail was sent',
    failed: 'the mail was not taken',
    captured: 'the mail was not sent',
  },
  until: 'Until',
  noEnd: '–',
  by: 'Invited by',
  byCommand: 'the command line',
  act: 'Act',
  again: 'Send again',
  sentAgain: (address: string) => `${address} gets another mail. Only its link works.`,
  revoke: 'Take back',
  revokeWhat: (address: string) => `Take the invitation of ${address} back?`,
  revokeEffect: 'The link opens nothing any more. You can invite the address again.',
  show: 'Show the person',
  none: 'Nobody is invited yet',
  noneWhy:
    'Invite somebody whose company connects no identity provider: the link of the mail proves the mailbox, and they are in without a password.',
  nobody: (text: string) => `No invitation to an address that begins with ${text}`,
  nobodyWhy: 'Invitations are kept for 90 days after their time is over.',

  pageTitle: (site: string) => `You are invited to ${site}`,
  invitedBy: (who: string) => `${who} invites you to ask for help here.`,
  invitedTo: (who: string, organization: string) =>
    `${who} invites you to ask for help here, as one of ${organization}.`,
  site: (site: string) => `Somebody of ${site}`,
  yourAddress: 'Your address:',
  yourName: 'Your name',
  yourNameHint: 'It stands beside what you ask.',
  enter: 'Accept and come in',
  once: 'The link works once. Later a code by mail lets you in.',
  directoryTitle: (name: string) => `${name} signs you in`,
  directoryLead:
    'Your company manages your account by now, so you need no invitation: sign in through your company.',
  elsewhereTitle: 'Your company manages your account',
  elsewhereLead: 'You need no invitation. Ask your own IT how you sign in here.',
  closedTitle: 'This invitation lets nobody in now',
  closedLead: 'Something has changed since it was sent. Ask whoever invited you.',
  goneTitle: 'This invitation works no more',
  goneLead: 'It was used, was taken back, or is older than seven days.',
  goneNext: 'Have you used it before? Then sign in by your address. Otherwise ask for another invitation.',
}
