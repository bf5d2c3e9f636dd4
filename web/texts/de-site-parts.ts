import type { siteExport as englishExport, detailFields as englishFields } from './en-site-parts.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Was eine Site über ihre Kunden wissen will. */
export const detailFields: typeof englishFields = {
  title: 'Detailfelder der Kunden',
  lead: 'Was Sie über Kunden außer Name und Adresse wissen wollen, etwa eine Vertragsnummer. Verzeichnisse füllen sie.',
  none: 'Noch kein Feld. Legen Sie eines an und ordnen Sie es bei Ihrem Identitätsanbieter zu.',
  label: 'Beschriftung',
  key: 'Attribut',
  keySample: 'contractNumber',
  type: 'Art',
  types: { text: 'Text', number: 'Zahl', boolean: 'Ja oder nein', date: 'Datum' },
  description: 'Wozu es dient',
  add: 'Feld hinzufügen',
  acts: 'Aktionen',
  rename: {
    button: 'Umbenennen',
    of: (label) => `„${label}“ umbenennen`,
    act: 'Umbenennen',
    effect: 'Identitätsanbieter schreiben weiter in dasselbe Attribut.',
  },
  remove: {
    button: 'Entfernen',
    of: (label) => `„${label}“ entfernen`,
    act: 'Feld entfernen',
    effect: (people) =>
      plural(people, {
        none: 'Niemand hat einen Wert darin.',
        one: 'Der Wert von 1 Person wird nicht mehr gezeigt.',
        other: 'Die Werte von {n} Personen werden nicht mehr gezeigt.',
      }),
    effectOfNewest: (people) =>
      plural(people, {
        none: 'Unter den 50.000 neuesten Personen hat niemand einen Wert darin. Die anderen wurden nicht angesehen.',
        one: 'Der Wert von mindestens 1 Person wird nicht mehr gezeigt, gezählt unter den 50.000 neuesten.',
        other:
          'Die Werte von mindestens {n} Personen werden nicht mehr gezeigt, gezählt unter den 50.000 neuesten.',
      }),
    back: (key) =>
      `Legen Sie ${key} wieder an, und jeder Wert ist zurück, sobald sein Verzeichnis die Person wieder schreibt.`,
  },
}

/** Alles von der Site als Datei. */
export const siteExport: typeof englishExport = {
  title: 'Export',
  lead: 'Alles von der Site in einer Datei: JSON-Zeilen, ohne Passwörter und Token. Sie entsteht im Hintergrund und bleibt einen Tag.',
  act: 'Export erstellen',
  waiting: 'Er beginnt gleich.',
  running: (percent, rows) => `Entsteht: ${percent}, bisher ${rows} Zeilen.`,
  failed: 'Er ist fehlgeschlagen. Erstellen Sie einen neuen.',
  download: (megabytes) => `Herunterladen (${megabytes} MB)`,
  until: 'Wird gelöscht',
}
