import type { DemoEvent } from '../../demo/contract.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** What the control panel of the demonstration says, in English. */
export const demo = {
  title: 'Have something happen',
  lead: 'Choose a company and press a button. Its identity provider or its mail server sends the real thing to the public addresses of this server, and nothing else is done. Then read what was sent, what came back, and what changed.',
  places: 'Go to',
  helpCentre: 'Help centre',
  console: 'Console',
  administration: 'Administration',
  companies: 'Companies',

  people: 'People',
  peopleOf: (company: string) => `People of ${company}`,
  find: 'Find somebody',
  nobody: (text: string) => `Nobody is called “${text}”`,
  nobodyWhy: 'The search looks into names, addresses and departments.',
  chosen: (name: string) => `Chosen: ${name}.`,
  noneChosen: 'Nobody is chosen: it happens to whoever comes next.',
  letGo: 'Choose nobody',
  left: 'Has left',
  formerly: 'Formerly',
  signInAs: 'Sign in',
  signInAsWho: (name: string) => `Sign in as ${name}`,
  signInHint: '“Sign in” opens a new tab, in which you are that person.',
  signInStaffHint:
    '“Sign in” opens a new tab, and takes the place of your own session in this browser: use a private window.',
  noProvider: 'No identity provider: these people came by a file, and sign in by a code.',
  facts: (preset: string, protocol: string) => `${preset} writes, ${protocol} signs in`,
  presets: { entra: 'Microsoft Entra ID', okta: 'Okta' } as Record<string, string>,
  protocols: { saml: 'SAML', oidc: 'OpenID Connect' },
  directory: 'Its directory',
  group: 'Group',
  whichever: 'Whichever comes next',
  members: (name: string, n: number) =>
    plural(n, { one: `${name}, 1 member`, other: `${name}, {n} members`, none: `${name}, nobody` }),

  ofPeople: 'A person',
  ofGroups: 'A group, or very many',
  ofMails: 'A mail to the help desk',
  ofDesk: 'The help desk itself',
  events: {
    hire: 'Hire',
    marry: 'Marry',
    'move-team': 'Move to another team',
    dismiss: 'Dismiss',
    restore: 'Restore',
    'rename-group': 'Rename',
    'empty-group': 'Push it empty',
    'delete-many': 'Delete 40 %',
    'rotate-certificate': 'Rotate the key',
    'mail-own': 'Write as themselves',
    'mail-look-alike': 'Write as a look-alike',
    'mail-former': 'Write from a former address',
    'mail-forged': 'Write a forged mail',
    lapse: 'Let the subscription lapse',
    renew: 'Renew the subscription',
  },
  hints: {
    hire: 'The provider looks for them, and creates them in a team.',
    marry: 'New name and address at the provider; a sign-in comes first, the sync afterwards.',
    'move-team': 'Out of one group, into the next.',
    dismiss: 'Deactivated, in the words of this provider. Every session ends.',
    restore: 'Who left comes back, and is the same person.',
    'rename-group': 'The organization is renamed with it.',
    'empty-group': 'All members at once: the brake keeps what cannot be undone.',
    'delete-many': 'As when somebody deletes the wrong folder at the provider.',
    'rotate-certificate': 'Then somebody signs in by the new one.',
    'mail-own': 'Signed by their domain.',
    'mail-look-alike': 'Their name, from a domain that looks like theirs.',
    'mail-former': 'The mailbox that was theirs before they married.',
    'mail-forged': 'Their very address, and nothing that proves it.',
    lapse: 'Nobody new comes in; whoever leaves still does at once.',
    renew: 'What waited meanwhile counts now.',
  },
  hindrances: {
    left: (who: string) => `${who} has left.`,
    present: (who: string) => `${who} has not left.`,
    notMarried: (who: string) => `${who} has no former address: marry them first.`,
    nobodyLeft: 'Nobody has left.',
    nobodyThere: 'Nobody is there any more.',
    nobodyMarried: 'Nobody has a former address: marry somebody first.',
    emptyGroup: 'Nobody is in this group.',
    emptyGroups: 'Nobody is in a group any more.',
    oneTeam: 'There is one team alone.',
  },
  /** What has happened, for whoever knows nothing of protocols. */
  stories: {
    hire: (who: string) =>
      `${who} is new at the company. Its identity provider said so, and nobody typed anything here.`,
    marry: (who: string) =>
      `${who} has a new name and a new address. The sign-in came before this server was told of either, and the identity provider told it afterwards. It is one person, with the same requests.`,
    'move-team': (who: string) => `${who} is in another team now, and sees what that team shares.`,
    dismiss: (who: string) => `${who} has left the company, and was put out of everything here at once.`,
    restore: (who: string) => `${who} is back at the company. It is the same person, with the same requests.`,
    'rename-group': (who: string) =>
      `The team is called ${who} now. Its organization is the same one, with the same people and requests.`,
    'empty-group': (who: string) =>
      `The identity provider said that ${who} has no members any more. Where that takes something from very many, a person decides.`,
    'delete-many': (who: string) =>
      `${who} deleted very many people at its identity provider. None of them gets in any more. What could not be given back waits for a person.`,
    'rotate-certificate': (who: string) =>
      `The identity provider of ${who} signs with a new key, and somebody signed in by it. By OpenID Connect the server reads the key itself. A certificate of SAML must be added by a person, so that nobody else can bring one.`,
    'mail-own': (who: string) => `${who} wrote to the help desk, and the mail proves whose it is.`,
    'mail-look-alike': (who: string) =>
      `Somebody wrote in the name of ${who}, from a domain that looks much the same.`,
    'mail-former': (who: string) => `Somebody wrote from an address that was once that of ${who}.`,
    'mail-forged': (who: string) => `Somebody wrote as ${who} from elsewhere, and proved nothing.`,
    lapse: () =>
      'The help desk no longer pays. Who leaves a company is still put out at once; nobody new gets in.',
    renew: () =>
      'The help desk pays again. What waited counts now; whom the server refused, an identity provider brings when it tries again.',
  } as { readonly [Event in DemoEvent]: (who: string) => string },
  refused: 'The server refused this, and nothing has come of it here. Its answer below says why.',
  addressWaits: 'The help desk does not hold this address yet.',
  waits:
    'Not all of it counts yet: what gives somebody something new waits for the subscription, or for a person’s decision.',
  sureTitle: (company: string) => `Delete 40 % of ${company}?`,
  sure: (n: number, company: string) =>
    plural(n, {
      one: `One person of ${company} loses every access at once. “Restore” brings back one at a time.`,
      other: `{n} people of ${company} lose every access at once. “Restore” brings them back one at a time.`,
    }),
  sureAct: (n: number) => plural(n, { one: 'Delete 1 person', other: 'Delete {n} people' }),
  isLapsed: 'The subscription has lapsed',
  isLapsedWhy:
    'Whom a provider hires now is refused, what it changes waits until you renew, and whom it dismisses is out at once.',

  happened: 'What happened',
  nothingYet: 'Nothing has happened yet',
  nothingYetWhy: 'Press a button: what was sent, what came back and what changed stands here then.',
  happens: 'It happens …',
  sent: (n: number) =>
    plural(n, { one: 'One message was sent', other: '{n} messages were sent', none: 'Nothing was sent' }),
  more: (n: number) => plural(n, { one: 'Show one more', other: 'Show {n} more' }),
  request: 'Sent',
  answer: 'Came back',
  inLog: 'In the server’s log',
  changed: 'Changed',
  nothingChanged: 'Nothing but the records of it.',
  person: 'Person',
  employee: 'Employee',
  subscription: 'Subscription',
  plans: { lapse: 'Lapsed', renew: 'Active' },
  case: 'Case',
  askedNow: 'Request',
  mail: 'Mail',
  signIn: 'Sign-in',
  signedIn: 'Let in',
  levels: {
    sso: 'signed in',
    proven: 'proven',
    known: 'known',
    unknown: 'unknown',
    suspect: 'suspect',
  } as Record<string, string>,

  reset: 'Make it anew',
  resetHint: 'Everything is as it was at first.',
  resetTitle: 'Make the demonstration anew?',
  resetWhy:
    'Everything that was done in it goes, and the companies are what they were at first. It takes about half a minute; your session ends, and a link brings you in again.',
  resetAct: 'Make it anew',
  making: 'The demonstration is being made anew',
  makingWhy: 'This page goes on by itself.',
  made: 'It is made anew',
  madeNext: 'Choose a password and go on',
  failed: 'It could not be made anew',
  failedWhy: 'The terminal in which it was started says why. Start it once more.',
}

export type DemoTexts = typeof demo
