import type { Problem } from '../../src/model/contract.ts'
import type { Words } from './words.ts'

/** What is said when something goes wrong, in English. */
export const errors = {
  retry: 'Try again',
  readAgain: 'Read it again',
  pageFailed: 'This page failed',
  requestId: (id: string) => `The server's log has more under ${id}.`,
  serverSays: 'The server says:',
  waitUntil: (when: string) => `You can try again ${when}.`,
  waitOver: 'You can try again now.',
  notReached: {
    title: 'The server was not reached',
    next: 'The network or the server is down. Try again in a moment.',
  },
  ofPage: {
    title: 'This page failed',
    next: 'Reload it and try again. If it stays, tell whoever runs the server.',
  },
  byCode: {
    invalid: { title: 'The server did not accept this', next: undefined },
    'not-signed-in': { title: 'You are signed out', next: 'Sign in again to go on.' },
    'second-factor-needed': {
      title: 'A second factor is needed',
      next: 'Sign in again, and show it then.',
    },
    'fresh-sign-in-needed': {
      title: 'Show again who you are',
      next: 'This is done only shortly after a sign-in. Try again, and show your password or passkey.',
    },
    forbidden: {
      title: 'You may not do this',
      next: 'Whoever runs this help desk can tell who may. Ask there.',
    },
    'not-found': {
      title: 'There is nothing here',
      next: 'It was removed, or the address of this page is wrong.',
    },
    conflict: { title: 'Something is in the way', next: undefined },
    'changed-meanwhile': {
      title: 'Somebody else was faster',
      next: 'This was changed since you read it. Read it again, and decide anew.',
    },
    'too-many-attempts': {
      title: 'Too many attempts',
      next: 'Somebody tried too often. Wait a while, then try again.',
    },
    'too-much': {
      title: 'This was more than one person does in an hour',
      next: 'What you have typed stays: go on in a while.',
    },
    'too-large': { title: 'This is too large', next: undefined },
    'no-room': {
      title: 'The server has no room for this',
      next: 'Its disk is nearly full. Tell whoever runs the server.',
    },
    unavailable: {
      title: 'The server cannot do this just now',
      next: 'It is busy, or its database does not answer. Try again in a moment.',
    },
    'outcome-unknown': {
      title: 'Nobody knows whether it was done',
      next: 'The database went away in the middle. Reload the page and look before you do it again.',
    },
    unexpected: {
      title: 'Something went wrong on the server',
      next: 'It is not your fault. Try again; if it stays, tell whoever runs the server.',
    },
  } satisfies { readonly [Code in Problem['code']]: { title: string; next: string | undefined } } as {
    readonly [Code in Problem['code']]: { readonly title: string; readonly next: string | undefined }
  },
  /** By field and rule, where the rule alone says too little. */
  byField: {
    'password.invalid':
      'That is easily guessed, or too short. Take at least 12 characters: a few unrelated words are good.',
    'password.wrong': 'That is not your password.',
    'password.needed': 'Your password is needed.',
    'code.needed': 'A code is needed as well.',
    'scope.too-small': 'Choose at least one.',
    'scope.empty': 'Choose at least one.',
    'code.invalid': 'That code is wrong, or was used already. Take the next one.',
    'address.invalid': 'That is no e-mail address. An example: ann@globex.com.',
    'address.conflict': 'Somebody else has this address already.',
    'accent.format': 'That is no colour. An example: #3158b8.',
    'image.invalid': 'That is no whole PNG, JPEG or WebP of at most 512 KiB and 4096 pixels a side.',
    'image.too-big': 'That picture is too large: at most 512 KiB.',
    'key.format': 'Letters, digits and _, beginning with a letter.',
    'key.conflict': 'There is a field of this name already.',
    'to.conflict':
      'That cannot be: it is the same domain, or a directory has proven one of the two and does not speak for the other. Declare the other one for that directory first.',
    'from.conflict': 'Nobody there would move any more. Look again.',
    'name.conflict': 'That name is taken. Choose another one.',
  } as Words,
  /** By the rule that a field breaks; the limit where the rule has one. */
  byRule: {
    'tries-left': (n: number) =>
      n === 0
        ? 'That was not the code either. Send another mail.'
        : `That is not the code of the mail. Tries left: ${n}.`,
    characters: () => 'This holds a character that is not shown and cannot be kept. Type it anew.',
    choice: () => 'Choose one of those that are offered.',
    repeated: () => 'That is there already.',
    empty: () => 'Fill this in.',
    missing: () => 'Fill this in.',
    'too-big': (limit: number) => `That is too much: at most ${limit}.`,
    'too-small': (limit: number) => `That is too little: at least ${limit}.`,
  } as { readonly [rule: string]: ((limit: number) => string) | undefined },
}
