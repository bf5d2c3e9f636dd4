import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** What the set-up page for a customer's own IT says, and the administration about it, in English. */
export const settingUp = {
  title: (directory: string, site: string) => `Connect ${directory} to ${site}`,
  hello: (person: string) => `For ${person}`,
  untilWhen: 'This visit ends',
  leave: 'Leave',
  loadingTitle: 'Set-up page',

  gone: 'This link opens nothing',
  goneWhy: 'It was withdrawn, has expired, or a letter is missing at its end.',
  goneNext: 'Ask whoever sent it for another one.',

  openLead: (directory: string, site: string) =>
    `Here you connect the identity provider of ${directory} to ${site}, step by step. You need no account.`,
  openOnce: 'The link opens the page once. Later it asks for a code, which goes to',
  open: 'Open the page',
  codeLead: 'This page was opened before. A code to the same mailbox opens it again:',
  sendCode: 'Send me a code',
  codeSent: 'A mail with six digits is on its way to',
  code: 'Code',
  codeHint: 'Six digits. You can paste them.',
  byCode: 'Go on',
  again: 'Send another mail',
  over: 'This code is over',
  overNext:
    'It is older than ten minutes, was asked for in another browser, or was tried too often. Send another mail.',

  steps: 'Steps',
  stepNames: {
    provisioning: 'Provisioning',
    'sign-in': 'Sign-in',
    domains: 'Domains',
    people: 'People and groups',
    health: 'Health',
  },
  states: {
    rehearsal:
      'Rehearsal: everything is received, and nothing counts yet. The site looks at it and lets it go live.',
    live: 'Live: what your identity provider says counts at once.',
    paused: 'Paused by the site: everything is received. Whoever leaves still loses access at once.',
  },

  paste: (provider: string) => `Paste these two values in ${provider}`,
  makeToken: 'Make a token',
  tokenLabel: 'Provisioning',
  tokenWhy: 'With it your identity provider shows who it is. It is shown once.',
  tokenOnce: 'Shown this once. Paste it now.',
  tokenByThem:
    'The directory has gone live: ask for a token, and make it here once the site has released it.',
  askToken: 'Ask for a token',
  makeReleased: 'Make the released token',
  tokens: 'Tokens',
  arrived: 'What has arrived',

  waits: 'It waits for the site',
  waitsWhy:
    'The directory has gone live. An administrator of the site looks at it first; you see here what becomes of it.',
  proposals: 'What you have proposed',
  proposed: 'What',
  proposedAt: 'When',
  proposalKinds: { certificate: 'Certificate', issuer: 'Sign-in', token: 'Token', mode: 'Mode' },
  proposalState: 'State',
  proposalStates: {
    open: 'Waits for the site',
    released: 'Released',
    refused: 'Refused',
    used: 'Released, and made',
  },
  protocol: 'How your provider speaks',
  connectBy: (protocol: string) => `Connect by ${protocol}`,
  requiredByThem: 'The site requires this sign-in: its mode is theirs.',
  otherIssuer: 'Another issuer or sign-in address',
  otherIssuerWhy: 'Whoever came in by the connection signs in again.',
  newSecret: 'New client secret',
  changed: 'Saved',

  tryOut: 'Try it out',
  tryOutWhy:
    'Opens your provider in a new tab, and shows every check and what your provider sent. It signs nobody in.',
  tryOutNotYet: 'Switch it to Test below first: then you can try it out, and nobody comes in by it.',
  outcomes: {
    ready: 'Ready: this person comes in',
    waiting: 'The answer is right; this person waits for the site',
  },
  waitingNext:
    'Either your identity provider has not sent this person yet, or the site decides about them. The sign-in itself is in order.',
  testKept: 'Only this set-up page and the site’s administrators can read this, until',
  testGone: 'This test cannot be read here',
  testGoneWhy: 'It is older than an hour, or was made at another set-up page.',
  testClosed: 'Your visit at the set-up page has ended, or goes on in another browser.',
  testGoneNext: 'Open the set-up page again by its link, and try the sign-in out once more.',
  signInOutcomes: {
    in: 'Came in',
    ready: 'Would come in',
    refused: 'A check failed',
    waiting: 'Waits for the site',
  },

  proveTitle: 'Prove a domain',
  proveWhy:
    'Addresses in a proven domain are yours to say: nobody else at this site can. You need somebody who can change the DNS.',
  begin: 'Show the record',
  lookFor: (domain: string) => `Look for the record of ${domain}`,
  domainsNone: 'No domain yet',
  domainsNoneWhy: 'Until a domain is proven, the addresses that you send are only claimed.',

  ready: 'Ready',
  readyPeople: (n: number) => plural(n, { none: 'Nobody yet', one: '1 person', other: '{n} people' }),
  waiting: 'Waiting for the site',
  waitingWhy: 'The site decides about them. You need not do anything.',
  counted: 'Counted',
  notCounted: 'Nobody has counted yet who is ready.',
  count: 'Count now',
  groups: 'Groups',
  group: 'Group',
  members: 'Members',
  groupsNone: 'No group has arrived',
  groupsNoneWhy: 'Groups appear here within a second after your identity provider has sent them.',

  health: 'How it goes',
  lastCall: 'Last call',
  noCall: 'None yet',
  callsToday: 'Calls in 24 hours',
  calls: (n: number, refused: number) =>
    `${plural(n, { none: 'None', one: '1 call', other: '{n} calls' })}, ${refused} not done`,
  failing: 'At least half of the last calls were not done',
  failingWhy: 'Your identity provider gets nowhere. What it was answered stands below.',
  errors: 'Calls that were not done',
  errorsNone: 'No call failed',
  errorsNoneWhy: 'What your identity provider is refused, and why, would stand here.',
  at: 'When',
  call: 'Call',
  answer: 'Answer',
  noWords: 'No words',

  sendTitle: 'Send the set-up page to their IT',
  sendWhy:
    'Somebody of the customer’s own IT connects their identity provider alone: token, domains, groups, health. They cannot let the directory go live, nor decide about other organizations or people.',
  name: 'Name',
  send: 'Send',
  sentTo: (address: string) => `A mail is on its way to ${address}.`,
  noMail: 'This server sends no mails: the link and the codes would reach nobody.',
  links: 'Who has it',
  linksNone: 'Nobody has it',
  linksNoneWhy: 'Send it to whoever looks after their identity provider.',
  person: 'Person',
  state: 'State',
  linkStates: {
    sent: 'Sent, not opened yet',
    open: 'Open',
    expired: 'Expired, not opened',
    withdrawn: 'Withdrawn',
  },
  lastSeen: 'Last seen',
  act: 'Act',
  withdraw: 'Withdraw',
  withdrawWhat: (name: string) => `Withdraw the set-up page of ${name}`,
  withdrawEffect:
    'The link opens nothing any more, and whoever is at the page is out at once. What was set up stays.',
}
