import type { Texts } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

export const sessions: Texts['sessions'] = {
  title: 'Angemeldet',
  none: 'Zurzeit nirgends angemeldet.',
  door: 'Zugang',
  by: {
    saml: (directory) => `über ${directory}`,
    oidc: (directory) => `über ${directory}`,
    code: () => 'mit einem Code per E-Mail',
    password: () => 'mit Passwort',
    passkey: () => 'mit Passkey',
    invitation: () => 'über eine Einladung',
  },
  endAll: 'Überall abmelden',
  endAllWhat: (name) => `${name} überall abmelden?`,
  endAllEffect: (n) =>
    plural(n, {
      none: 'Zurzeit ist nichts offen.',
      one: 'Eine Sitzung endet sofort. Das Konto bleibt, und die Person kann sich wieder anmelden.',
      other: '{n} Sitzungen enden sofort. Das Konto bleibt, und die Person kann sich wieder anmelden.',
    }),
}
