import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** What one's own account says, in English. */
export const account = {
  sub: 'Who you are here, and where you are signed in.',
  address: 'E-mail address',
  appearance: 'Appearance, in this browser',
  language: 'Language',
  languages: { en: 'English', de: 'Deutsch' },
  scheme: 'Colours',
  schemes: { auto: 'As the system', light: 'Light', dark: 'Dark' },
  changePassword: 'Change the password',
  newPassword: 'New password',
  passwordChanged: 'Changed. Your other sessions are over.',
  sessions: 'Where you are signed in',
  signOutEverywhere: 'Sign out everywhere',
  where: 'Where',
  thisSession: 'Here.',
  lastSeen: 'Last seen',
  opened: 'Signed in',
  act: 'Act',
  endSession: 'Sign out',
  signOutEffect: (n: number) =>
    plural(n, {
      none: 'You have to sign in again, here too.',
      one: 'You are signed in here alone, and have to sign in again.',
      other: '{n} sessions end at once, this one too. You have to sign in again.',
    }),
}

/** Of which requests an agent hears, in English. */
export const deskNotices = {
  title: 'Mails about requests',
  lead: 'You hear of what others do, never of what you did yourself.',
  newRequests: 'New requests, and what is written in those that are nobody’s yet',
  assignments: 'Requests that somebody gives to you',
  answers: 'What others write in your requests',
}

/** What a fresh sign-in, passkeys, second factors and API keys say, in English. */
export const proof = {
  title: 'Is it still you?',
  why: 'This is done only within ten minutes of a sign-in. What you have typed stays.',
  act: 'Go on',
}

export const passkeys = {
  title: 'Passkeys',
  about:
    'Your fingerprint, face or PIN on a device of yours, or a security key. One signs you in without a password. The password alone then is not enough any more.',
  add: 'Add a passkey',
  addHow: 'Your browser asks on which device, and for your fingerprint, face or PIN there.',
  name: 'Name',
  nameHint: 'So that you know later which device it is on.',
  defaultName: (n: number) => `Passkey ${n}`,
  make: 'Go on',
  made: 'Added',
  lastUsed: 'Last used',
  never: 'Never',
  rename: 'Rename',
  renameWhat: (name: string) => `Rename ${name}`,
  removeWhat: (name: string) => `Remove the passkey ${name}`,
  removeEffect:
    'It signs you in no more, from now on. The device keeps its part; delete that there, so that it is not offered again.',
  oldAddress: 'Made for an earlier address of this site. It works there alone: remove it, and add a new one.',
  use: 'Use a passkey',
  signIn: 'Sign in with a passkey',
  refused: 'This passkey does not sign you in here',
  refusedNext:
    'It may have been removed, or its device did not ask for your PIN. Sign in with your password.',
  givenUp: 'No passkey was used. Try again, or take another way.',
  thereAlready: 'This device holds a passkey of your account already.',
  unknown: 'This browser knows no passkeys. Take another way, or another browser.',
  insecure: 'Browsers take passkeys over https only, or at localhost',
  insecureNext:
    'Whoever runs the server gives it an address with https, and a name instead of numbers (PUBLIC_URL).',
  elsewhere: 'Passkeys of this site work at its own address',
  elsewhereNext: 'Open Doorward there to use or add one.',
}

export const secondFactor = {
  title: 'Ways to sign in',
  totp: 'Code generator',
  totpOff: 'An app on your phone shows a new code every thirty seconds. It is asked for after your password.',
  totpOn: 'A code of your app is asked for after your password.',
  totpSetUp: 'Set up',
  totpAnew: 'Set up anew',
  qrCode: 'QR code for your code generator',
  scan: 'Scan this with your app. If you cannot, type the secret instead.',
  secret: 'Secret',
  firstCode: 'The six digits that your app shows now. You can paste them.',
  confirm: 'Confirm',
  remove: 'Remove',
  removeTotp: 'Remove the code generator',
  removeTotpEffect: 'No code of it is asked for any more. Delete the entry in your app.',
  removeLast: 'Your password alone signs you in then, and your recovery codes end.',
  codes: 'Recovery codes',
  codesNone:
    'You get ten with your first passkey or code generator. Each signs you in once when you have lost the others.',
  codesLeft: (n: number) =>
    plural(n, {
      none: 'None is left. Make new ones, so that you are not shut out when a device is lost.',
      one: '1 is left. Each stands in once for a lost device.',
      other: '{n} are left. Each stands in once for a lost device.',
    }),
  makeCodes: 'Make new codes',
  makeCodesEffect: 'You get ten new codes, shown once. The ones that you have end.',
  codesTitle: 'Keep these recovery codes',
  codesWhy:
    'They are shown this once. Each signs you in one time, after your password, when your passkey or code generator is lost. Print them, or put them into a password manager.',
  copyAll: 'Copy all',
  download: 'Download',
  kept: 'I have kept them',
  fileName: 'doorward-recovery-codes.txt',
  fileHead: (site: string, address: string) => `Recovery codes of ${address} for ${site}. Each works once.`,
}

export const apiKeys = {
  sub: 'Programs act with a key for one person: they may do what the key allows, as long as that person may.',
  docs: 'How the API is called',
  none: 'No API key yet',
  noneWhy: 'A key lets a program do what you may do, or less. Make one above; it is shown once.',
  add: 'Make an API key',
  addAct: 'Make the key',
  label: 'Name',
  labelHint: 'Which program uses it.',
  yours: 'Yours',
  scope: 'It may',
  scopeHint: 'Choose as little as the program needs. It never may more than you.',
  scopeCount: (n: number) => plural(n, { none: 'Nothing', one: '1 permission', other: '{n} permissions' }),
  made: 'Made',
  lastUsed: 'Last used',
  never: 'Never',
  expires: 'Ends',
  expiresHint: 'Make the next one before.',
  noEnd: 'Never',
  lives: { '30': 'After 30 days', '90': 'After 90 days', '365': 'After a year', never: 'Never' },
  once: 'Shown this once. Put it where the program reads its secrets.',
  revoke: 'Revoke',
  revokeWhat: (label: string) => `Revoke the API key ${label}`,
  revokeEffect: 'The program that uses it is refused at once. This cannot be undone; a new key can be made.',
}
