import type { handing as english } from './en-handing.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')
const requests = (n: number) => plural(n, { none: 'keine Anfrage', one: '1 Anfrage', other: '{n} Anfragen' })

/** Die Anfragen einer Person, die ausgeschieden ist, gehen an eine Kollegin oder einen Kollegen, auf Deutsch. */
export const handing: typeof english = {
  act: 'Anfragen übergeben …',
  title: (name) => `Wer führt die Anfragen von ${name} weiter?`,
  why: 'Wählen Sie eine Kollegin oder einen Kollegen. Vorher sehen Sie, welche Anfragen übergeben werden und welche davon privat sind. Wer ausgeschieden ist, bleibt in ihrem Verlauf.',
  choose: 'Wählen',
  chooseThem: (name) => `${name} wählen`,
  confirm: (leaver, colleague) => `Die Anfragen von ${leaver} an ${colleague} übergeben?`,
  handOver: 'Übergeben',
  none: 'Es gibt keine Anfrage.',
  colleagues: (organizations) => `Beide gehören zu ${organizations}.`,
  strangers: 'Die beiden haben keine Organisation gemeinsam.',
  strangersAsk: 'Die beiden arbeiten trotzdem zusammen: Ich habe mich vergewissert',
  strangersOnly: 'Nur die Verwaltung der Site kann bestätigen, dass die beiden zusammenarbeiten.',
  goes: (n, privateOnes) =>
    `${requests(n)}, davon ${plural(privateOnes, { none: 'keine privat', one: '1 privat', other: '{n} privat' })}.`,
  more: 'Es sind mehr, als auf einmal gehen: Übergeben Sie danach noch einmal.',
  others: (n) => `und ${n} weitere`,
  private: 'privat',
  sharedWith: (organization) => `geteilt mit ${organization}`,
  privateToo: 'Auch die privaten',
  privateHint: 'Niemand aus den Organisationen dieser Person hat sie gesehen.',
  privateOnly: 'Die privaten übergibt die Verwaltung der Site.',
  undoHint: 'Das lässt sich sieben Tage lang zurücknehmen.',
  list: 'Übergebene Anfragen',
  given: (n) => requests(n),
  until: 'Lässt sich zurücknehmen bis',
  undone: 'Zurückgenommen',
  over: 'Seit',
  undo: 'Zurücknehmen',
  undoThem: (colleague) => `Von ${colleague} zurücknehmen`,
  undoTitle: (colleague) => `Die Anfragen, die ${colleague} bekommen hat, zurücknehmen?`,
  undoWhy: 'Was davon noch dort ist, gehört wieder der Person, die ausgeschieden ist.',
}
