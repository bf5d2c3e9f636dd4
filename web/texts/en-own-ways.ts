/** What the help centre says of the ways in that customers have besides the code by mail, in English. */
export const ownWays = {
  toPassword: 'Sign in with a password',
  passwordTitle: 'Sign in with your password',
  passwordLead:
    'For whoever has chosen one here. Lost it? Let us send a mail, and choose another at your account.',
  act: 'Sign in',
  byMail: 'Send me a mail instead',
  wrong: 'This address and this password do not sign you in',
  wrongNext:
    'You may have none here, or another door: your company’s. Let us send you a mail: it has a code, or says which door is yours.',

  title: 'Other ways to sign in',
  lead: 'A code from your mail always signs you in. What you add here stands beside it.',
  leadClosed:
    'They do not sign you in at present: your company does, or this help centre takes them no more.',
  passkeysAbout:
    'Your fingerprint, face or PIN on a device of yours, or a security key. One signs you in without a code and without a password.',
  passkeyRefused:
    'It may have been removed, or another door is yours by now: your company’s. Type your address: the mail has a code, or says which door is yours.',
  removePasskey: 'Remove the passkey',
  signedOut: 'You are signed out everywhere but here.',
  password: 'Password',
  none: 'You have none.',
  chosen: 'Chosen',
  set: 'Choose a password',
  change: 'Change it',
  remove: 'Remove it',
  setTitle: 'Choose a password',
  setEffect: 'You are signed out everywhere but here, and told of it by mail.',
  newPassword: 'New password',
  save: 'Use this password',
  removeTitle: 'Remove the password',
  removeEffect:
    'It signs nobody in any more: you come in by a code from your mail. You are signed out everywhere but here.',

  proveTitle: 'Is it still you?',
  proveWhy: 'This is done only within ten minutes of a sign-in of your own. What you have typed stays.',
  proveByMail: 'Send a code to my mail',
  proveNoMail: 'No mailbox of yours is proven here, so no code can be sent. Sign out and in again instead.',
  proveMailed: 'We have written to',
  proveAct: 'Go on',
}
