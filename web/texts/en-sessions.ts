import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** Where a customer is signed in, as administrators see it, in English. */
export const sessions = {
  title: 'Signed in',
  none: 'Not signed in anywhere now.',
  door: 'Door',
  by: {
    saml: (directory: string) => `through ${directory}`,
    oidc: (directory: string) => `through ${directory}`,
    code: () => 'by a code by mail',
    password: () => 'by password',
    passkey: () => 'by passkey',
    invitation: () => 'by an invitation',
  },
  ways: 'Ways in of their own',
  way: 'Way in',
  password: 'Password',
  passkey: (name: string) => `Passkey “${name}”`,
  apiKey: (label: string) => `API key “${label}”`,
  revokeEffect: 'Whatever program asks with it gets no answer any more, from now on.',
  switchedOff: 'switched off in the settings: it signs nobody in',
  since: 'Since',
  lastUsed: 'Last used',
  noUse: '–',
  act: 'Act',
  remove: 'Remove',
  removeWhat: (name: string) => `Remove: ${name}`,
  removeTitle: (name: string, person: string) => `${name}: remove it from ${person}?`,
  removeEffect:
    'It signs nobody in any more, and whatever is open ends at once. The person hears of it by mail, still comes in by a code, and may set up another.',
  endAll: 'Sign out everywhere',
  endAllWhat: (name: string) => `Sign ${name} out everywhere?`,
  endAllEffect: (n: number) =>
    plural(n, {
      none: 'Nothing is open now.',
      one: 'One session ends at once. The account stays, and this person can sign in again.',
      other: '{n} sessions end at once. The account stays, and this person can sign in again.',
    }),
}
