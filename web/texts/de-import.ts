import type { ImportTexts } from './en-import.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

export const importing: ImportTexts = {
  title: 'Importieren',
  act: 'Importieren',
  sub: 'Kunden und Organisationen aus einer Datei. Jede Zeile wird zuerst geprüft; nichts ändert sich, bevor Sie es anwenden.',
  kind: 'Was in der Datei steht',
  kinds: { customers: 'Kunden', organizations: 'Organisationen' },
  choose: 'Datei wählen',
  drop: 'Legen Sie eine CSV-Datei hier ab',
  dropWhy: 'Oder wählen Sie eine. Höchstens 100.000 Zeilen und 24 MiB.',
  chosen: (name, size) => `${name}, ${size}`,
  remove: 'Eine andere wählen',
  paste: 'Stattdessen eine Tabelle einfügen',
  pasteLabel: 'Zeilen mit ihren Überschriften, wie aus einer Tabellenkalkulation kopiert',
  pasted: 'Eingefügte Tabelle',
  taken: {
    customers:
      'Ein Export von hier, die Benutzerdatei von Zendesk und die Kundendatei von Jira Service Management werden übernommen, wie sie sind. Nötig ist eine Spalte mit der E-Mail-Adresse: address, email oder Email.',
    organizations:
      'Ein Export von hier und die Organisationsdateien von Zendesk und Jira Service Management werden übernommen, wie sie sind. Nötig ist eine Spalte mit dem Namen: name oder Organization Name.',
  },
  proven: 'Ich habe geprüft, dass diese Postfächer diesen Personen gehören',
  provenWhy:
    'Dann sind die Adressen gehalten: Diese Personen bekommen E-Mails, und ein Verzeichnis, das für die Domain spricht, verknüpft sie. Ohne dieses Wort sind die Adressen nur behauptet.',
  check: 'Datei prüfen',
  cannot: 'Das lässt sich noch nicht prüfen',
  problems: {
    none: 'Wählen Sie eine Datei, oder fügen Sie eine Tabelle ein.',
    'too-large':
      'Die Datei ist größer als 24 MiB. Teilen Sie sie, und importieren Sie einen Teil nach dem anderen.',
    'not-utf-8':
      'Die Datei hat eine andere Zeichencodierung. Speichern Sie sie neu als „CSV UTF-8“, und wählen Sie sie noch einmal.',
    'not-readable':
      'Der Browser kann diese Datei nicht lesen. Sehen Sie nach, ob sie noch da ist, und wählen Sie sie noch einmal.',
  },
  earlier: 'Importe der letzten sieben Tage',
  noneYet: 'In den letzten sieben Tagen wurde nichts importiert',
  noneYetWhy:
    'Bringen Sie Ihre Kunden in einer Datei aus einem anderen Helpdesk mit. Sie sehen, was jede Zeile täte, bevor sie es tut.',
  file: 'Datei',
  state: 'Zustand',
  states: {
    checking: 'Wird geprüft',
    checked: 'Geprüft, nicht angewendet',
    applying: 'Wird angewendet',
    applied: 'Angewendet',
    cancelled: 'Abgebrochen',
  },
  rows: 'Zeilen',
  when: 'Hochgeladen',
  formats: {
    doorward: 'ein Export von hier',
    zendesk: 'Zendesk',
    jira: 'Jira Service Management',
    plain: 'Name und Adresse',
  },
  isProven: 'Postfächer geprüft',
  rowsOf: (n) => `${n} Zeilen`,
  checkingTitle: 'Jede Zeile wird geprüft',
  applyingTitle: 'Zeile um Zeile wird angewendet',
  progress: (done, total) => `${done} von ${total} Zeilen`,
  goesOn: 'Sie können diese Seite verlassen: Es geht von selbst weiter.',
  stalled: 'Es wartet darauf, dass der Server damit weitermacht. Das geschieht von selbst.',
  result: 'Was die Datei bewirkt',
  did: 'Was die Datei bewirkt hat',
  counts: {
    create: 'Neu',
    change: 'Geändert',
    same: 'Schon so',
    refused: 'Abgelehnt',
    skipped: 'Übersprungen',
  },
  columns: 'Spalten',
  columnsTaken: 'Übernommen',
  columnsLeft: 'Weggelassen',
  allTaken: 'keine',
  apply: 'Anwenden',
  applyTitle: 'Diesen Import anwenden',
  effect: {
    customers: (create, change) =>
      `${plural(create, { one: '1 Kunde kommt dazu', other: '{n} Kunden kommen dazu' })}, ${plural(change, { one: '1 wird geändert', other: '{n} werden geändert' })}.`,
    organizations: (create) =>
      `${plural(create, { one: '1 Organisation entsteht', other: '{n} Organisationen entstehen' })}.`,
  },
  effectProven: 'Die Adressen sind auf Ihr Wort hin gehalten.',
  effectClaimed: 'Neue Adressen sind nur behauptet.',
  effectAgain:
    'Jede Zeile wird noch einmal beurteilt, wenn sie an der Reihe ist. Für die ganze Datei gibt es kein Zurück.',
  nothingToDo: 'Nichts anzuwenden',
  nothingToDoWhy: 'Keine Zeile dieser Datei würde etwas ändern.',
  waits: 'Noch hat sich nichts geändert',
  waitsWhy:
    'Sehen Sie an, was abgelehnt ist, und wenden Sie den Rest an. Oder brechen Sie ab, und laden Sie eine bessere Datei hoch.',
  cancelImport: 'Import abbrechen',
  cancelTitle: 'Diesen Import abbrechen',
  cancelWhy: 'Seine Zeilen werden gelöscht. Was schon angewendet ist, bleibt.',
  keep: 'Zurück',
  applied: (n) => plural(n, { one: '1 Zeile ist angewendet', other: '{n} Zeilen sind angewendet' }),
  appliedWhy:
    'Im Verlauf jeder neuen Person steht, dass sie importiert wurde. Die Zeilen bleiben sieben Tage.',
  cancelled: 'Dieser Import wurde abgebrochen',
  cancelledWhy: (n) =>
    plural(n, {
      none: 'Nichts davon war angewendet.',
      one: '1 Zeile war angewendet und bleibt.',
      other: '{n} Zeilen waren angewendet und bleiben.',
    }),
  verdicts: 'Zeilen nach dem, was aus ihnen wird',
  row: 'Zeile',
  who: 'Wer',
  why: 'Warum',
  noName: 'kein Name',
  noAddress: 'keine Adresse',
  download: 'Zeilen des Imports',
  noRow: 'Keine solche Zeile',
  noRowWhy: {
    create: 'Keine Zeile der Datei betrifft jemand Neues.',
    change: 'Keine Zeile der Datei ändert jemanden.',
    same: 'Keine Zeile der Datei steht hier schon so.',
    refused: 'Jede Zeile der Datei kann übernommen werden.',
    skipped: 'Keine Zeile der Datei wird ausgelassen.',
  },
  done: 'angewendet',
  reasons: {
    'not-an-address': () => 'Das ist keine E-Mail-Adresse wie ann@globex.com.',
    'no-address': () => 'Es fehlt eine E-Mail-Adresse.',
    'no-name': () => 'Es fehlt ein Name.',
    'name-too-long': () => 'Der Name hat mehr als 200 Zeichen.',
    unreadable: (by) =>
      `${by} enthält Zeichen, die niemand lesen kann: Die Datei wurde in einer anderen Zeichencodierung gespeichert oder ist beschädigt.`,
    'too-many-cells': () =>
      'Die Zeile hat mehr Zellen, als es Überschriften gibt: Ein Text mit einem Trennzeichen darin braucht Anführungszeichen.',
    twice: (by) => `Zeile ${by} hat schon dasselbe.`,
    'detail-invalid': (by) => `Der Wert passt nicht zum Detailfeld ${by}.`,
    'staff-role': (by) => `Die Rolle ist ${by}: Importiert werden nur Personen, die um Hilfe bitten.`,
    'inactive-there': (by) => `Laut Datei ist diese Person dort nicht aktiv: ${by}.`,
    'claimed-by-several': () => 'Bei mehreren Kunden ist diese Adresse behauptet, und niemand hält sie.',
    'address-differs': (by) =>
      `Der Kunde mit dieser ID hat jetzt ${by === '' ? 'keine Adresse' : by}. Ändern Sie die Adresse bei der Person.`,
  },
  notes: {
    'organization-unknown': (names) =>
      `Was es von ${names} hier nicht gibt, wird ausgelassen: Importieren oder erstellen Sie es zuerst.`,
    'managed-name': () => 'Ein Verzeichnis verwaltet diese Person: Der Name bleibt.',
    'managed-details': () => 'Ein Verzeichnis verwaltet diese Person: Die Einzelheiten bleiben.',
    erased: () =>
      'Diese Adresse hatte jemand, der gelöscht wurde: Die Person kommt herein, wenn ein Fall entschieden ist.',
  },
}
