import type { known as english } from './en-known.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Customers who were known before a directory spoke for their domain, in German. */
export const known: typeof english = {
  title: 'Hier schon vorher bekannt',
  why: 'Diese Kunden halten Adressen, für die das Verzeichnis inzwischen spricht, und es hat jeden davon als jemand Neues geschickt. Übernehmen Sie sie, ist jeder davon eine Person, mit Anfragen und Verlauf, verwaltet vom Verzeichnis.',
  act: (n, hasMore) =>
    hasMore
      ? `Mehr als ${n} Personen übernehmen`
      : plural(n, { one: '1 Person übernehmen', other: '{n} Personen übernehmen' }),
  soFar: (n) => plural(n, { none: 'Es beginnt …', one: '1 bisher', other: '{n} bisher' }),
  linked: (n) =>
    plural(n, {
      none: 'Niemand wurde übernommen.',
      one: '1 Person ist übernommen.',
      other: '{n} Personen sind übernommen.',
    }),
  skipped: (n) =>
    plural(n, {
      one: '1 blieb: Es hat sich inzwischen etwas geändert.',
      other: '{n} blieben: Es hat sich inzwischen etwas geändert.',
    }),
  undo: 'Zurücknehmen',
  undone: (n) =>
    plural(n, {
      none: 'Niemand wurde zurückgegeben.',
      one: '1 Person ist wieder zwei.',
      other: '{n} Personen sind wieder zwei.',
    }),
}
