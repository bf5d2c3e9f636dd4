import type { domains as english } from './en-domains.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

export const domains: typeof english = {
  title: 'Domains',
  another: 'Domain erklären',
  domain: 'Domain',
  hint: 'Etwa globex.com',
  why: 'Adressen darin sind gehalten: Für sie gilt das Wort dieses Verzeichnisses. Subdomains zählen für sich.',
  check: 'Wirkung ansehen',
  none: 'Keine Domain',
  noneWhy:
    'Adressen dieses Verzeichnisses sind nur behauptet: Sie passen auf niemanden und halten nichts, bis Sie erklären, wem die Domain gehört.',
  authority: 'Befugnis',
  authorities: { declared: 'Erklärt', proven: 'Nachgewiesen', none: 'Noch nicht nachgewiesen' },
  since: 'Seit',
  act: 'Aktionen',
  remove: 'Zurücknehmen',
  removeWhat: (domain) => `${domain} zurücknehmen`,
  declareWhat: (domain) => `${domain} erklären`,
  declare: 'Erklären',
  gains: (n, hasMore) =>
    hasMore
      ? `Mehr als ${n} Adressen sind dann gehalten.`
      : plural(n, { one: '1 Adresse ist dann gehalten.', other: '{n} Adressen sind dann gehalten.' }),
  loses: (n, hasMore) =>
    hasMore
      ? `Mehr als ${n} Adressen sind dann nur noch behauptet.`
      : plural(n, {
          one: '1 Adresse ist dann nur noch behauptet.',
          other: '{n} Adressen sind dann nur noch behauptet.',
        }),
  declareEffect:
    'Sie stehen dafür ein, dass die Domain diesem Unternehmen gehört. Das gilt für alle, die sein Identitätsanbieter jetzt und später schickt.',
  removeEffect: 'Die Personen bleiben, und die Domain lässt sich wieder erklären. Es dauert einige Sekunden.',
  first: 'Die ersten davon',
}
