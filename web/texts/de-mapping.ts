import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** The page Mapping of a directory, in German. */
export const mapping = {
  home: 'Heimatorganisation',
  homeWhy: 'Alle aus diesem Verzeichnis gehören zu ihr, gleich in welchen Gruppen sie sind.',
  organization: 'Organisation',
  homeHint: 'Keine',
  rules: 'Regeln',
  rulesWhy:
    'Die erste Regel, die auf eine Gruppe passt, entscheidet. Gibt es keine Organisation dieses Namens, wird sie angelegt.',
  none: 'Noch keine Regel',
  noneWhy:
    'Jede Gruppe ist eine eigene Organisation. Eine Regel führt Gruppen zu einer anderen oder zu keiner.',
  add: 'Regel hinzufügen',
  remove: (n: number) => `Regel ${n} entfernen`,
  up: (n: number) => `Regel ${n} nach oben`,
  down: (n: number) => `Regel ${n} nach unten`,
  rule: (n: number) => `Regel ${n}`,
  subject: 'Geprüft wird',
  subjects: { name: 'Name der Gruppe', id: 'Kennung der Gruppe' },
  way: 'Wie',
  ways: { exact: 'ist', prefix: 'beginnt mit', pattern: 'sieht aus wie' },
  value: 'Text',
  valueHint: { exact: 'Vertrieb', prefix: 'Vertrieb', pattern: 'Vertrieb * ?' },
  patternHelp: 'In einem Muster steht * für beliebigen Text und ? für ein Zeichen.',
  to: 'Gehört zu',
  targets: { organization: 'Einer Organisation', nothing: 'Keiner Organisation' },
  waits: 'Wartet auf Bestätigung',
  unmatched: 'Gruppen, auf die keine Regel passt',
  said: 'Auch Gruppen, die Anmeldungen nennen, folgen diesen Regeln. Solche, die nirgendwohin führten, folgen einer neuen Regel bei der nächsten Anmeldung der Person.',
  fates: { own: 'Je eine eigene Organisation', nothing: 'Keine Organisation' },
  preview: 'Was geschehen wird',
  noPreview: 'Ändern Sie etwas: Hier steht dann, wer beitritt und wer geht, bevor etwas geschieht.',
  incomplete: 'Jede Regel braucht einen Text, und eine Organisation, wo sie zu einer führt.',
  noEffect: 'Nichts: Jede Gruppe bleibt, wo sie ist.',
  groups: (n: number) =>
    plural(n, {
      none: 'Keine Gruppe wird anders zugeordnet.',
      one: '1 Gruppe wird anders zugeordnet.',
      other: '{n} Gruppen werden anders zugeordnet.',
    }),
  joins: 'Treten bei',
  leaves: 'Gehen',
  change: 'Was geschieht',
  changes: {
    appears: 'Entsteht',
    goes: 'Verschwindet',
    renamed: 'Wird umbenannt',
    changes: 'Hat andere Mitglieder',
    emptied: 'Hat niemanden mehr',
  },
  was: (name: string) => `Bisher ${name}`,
  joining: 'Treten bei',
  leaving: 'Gehen',
  more: 'Und weitere Organisationen.',
  clashes: 'Namen, die andere haben',
  clash: (group: string, name: string) =>
    `${group}: Eine andere Organisation heißt schon so. Die der Gruppe heißt ${name}.`,
  confirmTitle: 'Organisationen anderer',
  confirmWhy:
    'Dieses Verzeichnis hat sie nicht angelegt. Wer beitritt, darf lesen, was dort von da an geteilt wird. Was Sie nicht bestätigen, wartet und hat keine Wirkung.',
  confirm: (name: string) => `Dieses Verzeichnis darf ${name} speisen`,
  readable: (n: number) =>
    plural(n, {
      none: 'Wer beitritt, kann keine frühere Anfrage lesen.',
      one: 'Wer beitritt, könnte 1 frühere Anfrage lesen.',
      other: 'Wer beitritt, könnte {n} frühere Anfragen lesen.',
    }),
  save: 'Speichern und anwenden',
  saved: 'Gespeichert. Die Gruppen folgen jetzt.',
  undo: 'Verwerfen',
}
