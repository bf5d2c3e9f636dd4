import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** What the help centre says to customers, in English. */
export const portal = {
  signIn: 'Sign in',
  signInLead: 'Your address leads to the right door: your company’s sign-in, or a mail from us.',
  addressHint: 'you@company.com',
  next: 'Continue',
  company: 'No mailbox of your own?',
  companyLink: 'Choose your company',
  companyTitle: 'Choose your company',
  companyLead: 'It signs you in on its own page.',
  companySearch: 'Find',
  noCompany: 'No company of that name signs in here.',
  toAddress: 'Sign in by e-mail address',

  staff: 'You work here?',
  staffLink: 'Staff sign in there',

  directoryTitle: (name: string) => `${name} signs you in`,
  directoryLead: 'You go on to your company’s own page, and come back here.',
  toDirectory: (name: string) => `Go on to ${name}`,
  byMail: 'Send me a mail instead',

  mailTitle: 'Look into your mail',
  mailLead: 'We have written to',
  mailWhat: 'The mail has a code for this page, or says which door is yours.',
  code: 'Code',
  codeHint: 'Six digits, for ten minutes. You can paste them.',
  byCode: 'Sign in',
  again: 'Send another mail',
  other: 'Another address',
  over: 'This code is over',
  overNext:
    'It is older than ten minutes, was asked for in another browser, or was tried too often. Send another mail.',
  sentAgain: 'Another mail is on its way. Only its code counts now.',

  nameTitle: 'What is your name?',
  nameLead: 'It stands beside what you ask, for the people who answer.',
  name: 'Your name',
  nameAct: 'That is me',

  waitsTitle: 'Somebody looks at it first',
  waitsLead:
    'Your mailbox is proven. Somebody of ours decides whether you come in; come back later and ask for a code again.',
  toSignIn: 'Back to the sign-in',

  account: 'Your account',
  nameOf: 'Name',
  address: 'E-mail address',
  noAddress: 'none: no mail reaches you',
  door: 'You came in',
  by: {
    saml: (directory: string) => `through ${directory}`,
    oidc: (directory: string) => `through ${directory}`,
    code: () => 'by a code from your mail',
    password: () => 'by your password',
    passkey: () => 'by a passkey',
    invitation: () => 'by an invitation',
  },
  changeAddress: 'Change the address',
  changeTitle: 'Change your e-mail address',
  newAddress: 'New e-mail address',
  changeLead:
    'We send a code there. Once you show it, the address is yours, and your other sessions are over.',
  sendCode: 'Send a code',
  prove: 'This is mine',
  managed: (name: string) => `${name} manages your account: its IT changes what stands here.`,

  before: 'Your account of before',
  beforeWhat: 'Somebody had an account here with the address that your company gives you:',
  beforeEffect: (company: string) =>
    `Is it yours? Prove the mailbox, and what you asked and did there is yours here. From then on ${company} manages it, and ends it when you leave.`,
  beforeProve: 'Send a code there',

  sessions: 'Where you are signed in',
  everywhere: 'Sign out everywhere',
  everywhereEffect: (n: number) =>
    plural(n, {
      none: 'You have to sign in again, here too.',
      one: 'You are signed in here alone, and have to sign in again.',
      other: '{n} sessions end at once, this one too. You have to sign in again.',
    }),

  failed: 'You are not signed in',
  failedWhy: {
    check:
      'Your company’s sign-in and ours did not agree. Try again. If it goes on, tell your own IT: we have written down for them what was wrong.',
    'not-yet':
      'Your company has signed you in, but has not told us of you yet. That usually takes less than an hour. Try again then, or ask your own IT.',
    held: 'Your account waits for a decision of the people here. Come back later, or ask them.',
    inactive: 'Your company has ended your account here. If that is a mistake, ask your own IT.',
    deactivated:
      'The people here have deactivated your account, and your company cannot change that. Ask the people here.',
    'other-subject':
      'Your company signs in somebody else under your name than before. The people here have been told, and decide. Ask them if it takes long.',
    closed: 'This sign-in is not open at the moment. Ask your own IT, or the people here.',
  },
  tryAgain: 'Try again',
}
