import { account, passkeys, secondFactor } from './en-account.ts'
import { attaching } from './en-attaching.ts'
import { composer } from './en-composer.ts'
import { errors } from './en-errors.ts'
import { inviting } from './en-inviting.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** What every face of the pages says, and the staff's door, in English. */
export const shared = {
  product: 'Doorward',
  otherLanguage: 'Deutsch',
  loading: 'Loading',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  skip: 'Skip to content',

  requestForm: {
    choose: 'Choose one',
    noAnswer: 'No answer',
    filesHere: 'Files are added here.',
  },
  states: { live: 'Live', rehearsal: 'Rehearsal', paused: 'Paused', waiting: 'Waiting', failing: 'Failing' },
  sources: {
    directory: 'Directory',
    group: 'Group',
    home: 'Home of directory',
    hand: 'By hand',
    domain: 'Domain of the address',
    'sign-in': 'Group',
    by: (group: string, directory: string) => `${group}, by signing in through ${directory}`,
    kept: 'Kept by the brake',
  },
  address: {
    held: 'Held',
    claimed: 'Claimed',
    former: 'No longer confirmed',
    by: (standing: string, directory: string) => `${standing} by ${directory}`,
  },
  copy: { copy: 'Copy', copied: 'Copied', copyWhat: (what: string) => `Copy ${what}` },
  lists: {
    export: 'CSV',
    exportWhat: (what: string) => `CSV of ${what}, to download`,
    more: 'Show more',
    firstOf: (n: number) => plural(n, { one: 'The first one', other: 'The first {n}' }),
    all: (n: number) => plural(n, { one: '1 in all', other: '{n} in all' }),
  },
  fields: {
    address: 'E-mail address',
    password: 'Password',
    showPassword: 'Show the password',
    newPassword: 'Password',
    newPasswordHint: 'At least 12 characters that nobody guesses. A few unrelated words are good.',
  },
  connection: {
    lost: 'The server cannot be reached',
    asking: 'This page asks again every few seconds, and goes on by itself. What you typed stays.',
    slow: 'The server takes long to answer',
    waiting: 'It is still being waited for. Your connection may be slow.',
  },
  demonstration: {
    name: 'Demonstration',
    says: 'Everybody here is invented.',
    panel: 'Have something happen',
  },
  stale: {
    title: 'A new version is there',
    why: 'The server was updated while this page was open.',
    next: 'Reload the page to go on with the new version.',
    reload: 'Reload',
  },
  notFound: {
    title: 'There is no such page',
    why: 'The address leads nowhere. Perhaps a letter is missing at its end.',
    next: 'Go to the first page',
  },
  signIn: {
    title: 'Sign in',
    lead: 'For the people who run this help desk.',
    leadBack: 'Your session is over. Sign in, and you are back where you were.',
    act: 'Sign in',
    wrong: 'Address and password do not match',
    wrongNext: 'Look at both once more. After a few wrong passwords you have to wait.',
    lost: 'Password lost? An owner or an admin makes you a link to choose a new one.',
    codeTitle: 'One more step',
    codeLead: 'Your account asks for a second factor besides the password.',
    codeLeadThrough: 'Your company has signed you in. Your account here asks for a second factor as well.',
    byPassword: 'Sign in with your password instead',
    code: 'Code',
    byCode: 'Sign in with the code',
    codeHint: 'From your code generator, or a recovery code. You can paste it.',
  },
  start: {
    title: 'Welcome to Doorward',
    lead: 'Three things, and your help desk is yours.',
    siteName: 'Name your site',
    siteNameHint: 'Your customers read it. You can change it later.',
    yourName: 'Your name',
    yourAddress: 'Your e-mail address',
    act: 'Begin',
    gone: 'Somebody has used it already, or the server has printed a newer one. Whoever runs the server gets another by the command “staff link”.',
  },
  link: {
    title: 'Choose your password',
    invited: (site: string) => `You join the staff of ${site} as {name}, {address}.`,
    reset: (site: string) => `A new password for {name}, {address}, at ${site}. Other sessions end.`,
    act: 'Save and sign in',
    gone: 'This link does not work any more',
    goneWhy: 'It works once, and for a limited time.',
    askAgain: 'Ask whoever sent it for another one.',
  },

  composer,
  errors,
  attaching,
  inviting,
  account,
  passkeys,
  secondFactor,
}

export type SharedTexts = typeof shared
