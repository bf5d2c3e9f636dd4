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
  ways: 'Eigene Zugänge',
  way: 'Zugang',
  password: 'Passwort',
  passkey: (name) => `Passkey „${name}“`,
  apiKey: (label) => `API-Schlüssel „${label}“`,
  revokeEffect: 'Ein Programm, das damit fragt, bekommt ab sofort keine Antwort mehr.',
  switchedOff: 'in den Einstellungen ausgeschaltet: meldet niemanden an',
  since: 'Seit',
  lastUsed: 'Zuletzt benutzt',
  noUse: '–',
  act: 'Aktionen',
  remove: 'Entfernen',
  removeWhat: (name) => `Entfernen: ${name}`,
  removeTitle: (name, person) => `${name}: bei ${person} entfernen?`,
  removeEffect:
    'Damit meldet sich niemand mehr an, und was offen ist, endet sofort. Die Person erfährt es per E-Mail, kommt weiter mit einem Code herein und kann sich wieder etwas einrichten.',
  endAll: 'Überall abmelden',
  endAllWhat: (name) => `${name} überall abmelden?`,
  endAllEffect: (n) =>
    plural(n, {
      none: 'Zurzeit ist nichts offen.',
      one: 'Eine Sitzung endet sofort. Das Konto bleibt, und die Person kann sich wieder anmelden.',
      other: '{n} Sitzungen enden sofort. Das Konto bleibt, und die Person kann sich wieder anmelden.',
    }),
}
