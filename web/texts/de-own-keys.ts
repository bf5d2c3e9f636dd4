import type { KeyTexts } from './en-own-keys.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Was das eigene Konto zu API-Schlüsseln sagt, auf Deutsch. */
export const ownKeys: KeyTexts = {
  title: 'API-Schlüssel',
  lead: 'Für ein Programm von Ihnen: Es fragt und liest hier wie Sie und kann sonst nichts.',
  docs: 'Was es aufrufen kann',
  none: 'Sie haben keinen.',
  off: 'In diesem Hilfe-Center können Kunden keine erstellen.',
  label: 'Name',
  labelHint: 'Des Programms, damit Sie später wissen, welcher Schlüssel wozu gehört.',
  life: 'Endet',
  lives: { '30': 'in 30 Tagen', '90': 'in 90 Tagen', '365': 'in einem Jahr', never: 'nie' },
  make: 'API-Schlüssel erstellen',
  makeAct: 'Schlüssel erstellen',
  most: (n) => plural(n, { one: 'Sie haben 1, mehr geht nicht.', other: 'Sie haben {n}, mehr geht nicht.' }),
  once: 'Kopieren Sie ihn jetzt: Er wird nicht noch einmal gezeigt. Wer ihn hat, liest und schreibt hier als Sie.',
  key: 'Schlüssel',
  made: 'Erstellt',
  lastUsed: 'Zuletzt benutzt',
  never: 'Nie',
  ends: 'Endet',
  noEnd: 'Nie',
  over: 'abgelaufen',
  act: 'Aktion',
  revoke: 'Widerrufen',
  revokeWhat: (label) => `${label} widerrufen?`,
  revokeEffect: 'Sein Programm bekommt ab sofort keine Antwort mehr.',
  done: 'Fertig',
}
