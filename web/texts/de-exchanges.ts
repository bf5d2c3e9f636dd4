import { effectInGerman } from './de-effects.ts'
import type { Texts } from './en.ts'

/** What the pages say of exchanges, in German. */
export const exchanges: Texts['exchanges'] = {
  all: 'Alle Aufrufe',
  none: 'Noch kein Aufruf',
  noneWhy: (name) =>
    `Aufrufe des Identitätsanbieters von ${name} erscheinen hier binnen einer Sekunde, mit dem, was sie bewirkt haben.`,
  effect: effectInGerman,
  opened: 'Der geöffnete Aufruf',
  answeredIn: (ms) => `beantwortet in ${Math.max(1, Math.round(ms))} ms`,
  repaired: 'Repariert',
  request: 'Anfrage',
  answer: 'Antwort',
  search: 'Aufrufe durchsuchen',
  searchHint: 'Pfad, Wirkung (englisch) oder Client',
  outcome: 'Antwort',
  outcomes: {
    any: 'Jede Antwort',
    done: 'Ausgeführt',
    refused: 'Abgelehnt (4xx)',
    failed: 'Fehlgeschlagen (5xx)',
  },
  operation: 'Vorgang',
  operations: {
    any: 'Jeder Vorgang',
    read: 'Lesen',
    create: 'Anlegen',
    change: 'Ändern',
    remove: 'Entfernen',
    bulk: 'Viele auf einmal',
  },
  noneLike: 'Kein solcher Aufruf',
  noneLikeWhy: 'Alle aufbewahrten Aufrufe wurden durchsucht.',
  noneLikeYet: 'Ältere wurden noch nicht durchsucht.',
  searchOn: 'Ältere durchsuchen',
  about: { user: 'Über die Person', group: 'Über die Gruppe' },
  goneSubject: 'nicht mehr da oder nie da gewesen',
}
