import type { Texts } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Kunden, die kein Verzeichnis verwaltet. */
export const unmanaged: Texts['unmanaged'] = {
  add: 'Kunden hinzufügen',
  addWhy: 'Für jemanden, dessen Firma keinen Identitätsanbieter verbindet. Es wird nichts versandt.',
  name: 'Vor- und Nachname',
  address: 'E-Mail-Adresse',
  addressHint: 'Darf leer bleiben.',
  proven: 'Ich habe geprüft, dass das Postfach dieser Person gehört',
  provenHint:
    'Ohne das ist die Adresse nur behauptet: Sie bekommt keine E-Mails anderer, und kein Verzeichnis übernimmt jemanden durch sie. Das Protokoll sagt, wer geprüft hat.',
  change: 'Ändern',
  changeWhat: (name) => `${name} ändern`,
  changeWhy: 'Die alte Adresse bleibt im Verlauf; niemand meldet sich mit ihr an.',
  save: 'Speichern',
  acts: {
    deactivate: {
      button: 'Deaktivieren',
      title: (name) => `${name} deaktivieren?`,
      effect:
        'Alles, was diese Person hier kann, endet sofort. Anfragen und Verlauf bleiben; es lässt sich rückgängig machen.',
    },
    reactivate: {
      button: 'Reaktivieren',
      title: (name) => `${name} wieder zulassen?`,
      effect: 'Diese Person kommt wieder herein wie zuvor.',
    },
    release: {
      button: 'Freigeben',
      title: (name) => `${name} aus dem Verzeichnis freigeben?`,
      effect:
        'Das Verzeichnis, das diese Person verwaltete, hat sie gehen lassen. Von jetzt an verwaltet sie niemand: Sie ist aktiv, und ihre letzte Adresse gehört wieder ihr, nur behauptet. Das lässt sich nicht rückgängig machen.',
    },
  },
  deactivateMade: (directory) =>
    `Eine Anmeldung über ${directory} hat diese Person angelegt; gesendet hat ${directory} sie nie. Von jetzt an wird diese Anmeldung abgelehnt und sagt, warum. Hier lässt es sich zurücknehmen; auch ${directory} nimmt es zurück, sobald es die Person als aktiv bringt.`,
  openSessions: (n) =>
    plural(n, {
      none: 'Zurzeit ist die Person nirgends angemeldet.',
      one: 'Eine Sitzung endet.',
      other: '{n} Sitzungen enden.',
    }),
  peopleMax: 'Höchstens so viele Personen',
  peopleMaxHint:
    'So viele Personen darf dieses Verzeichnis bringen, Ausgeschiedene eingerechnet. Leer: beliebig viele. Wen es hat, behält es.',
}
