import type { byHand as english } from './en-by-hand.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Organizations by hand, in German. */
export const byHand: typeof english = {
  add: 'Organisation hinzufügen',
  addWhy: 'Für eine Firma oder ein Team, das kein Identitätsanbieter schickt. Sie sagen, wer dazugehört.',
  name: 'Name',
  showsEarlier: 'Wer dazukommt, sieht frühere Anfragen',
  showsEarlierHint: 'Sonst sehen alle nur, was ab ihrem Beitritt geteilt wird.',
  earlierNothing: 'Niemand, der jetzt dazugehört, sieht dadurch mehr.',
  earlierMembers: (n, hasMore) =>
    hasMore
      ? `Von den ersten 1.000 Mitgliedern sehen dann ${n} mehr als jetzt.`
      : plural(n, {
          one: '1 Mitglied sieht dann mehr als jetzt.',
          other: '{n} Mitglieder sehen dann mehr als jetzt.',
        }),
  earlierRequests: (n, hasMore) =>
    hasMore
      ? `Es sind mehr als ${n} Anfragen aus der Zeit vor dem Beitritt. Die neuesten davon:`
      : plural(n, {
          one: 'Es ist 1 Anfrage aus der Zeit vor dem Beitritt:',
          other: 'Es sind {n} Anfragen aus der Zeit vor dem Beitritt. Die neuesten davon:',
        }),
  change: 'Ändern',
  changeWhat: (name) => `${name} ändern`,
  save: 'Speichern',
  delete: 'Löschen',
  deleteWhat: (name) => `${name} löschen?`,
  ends: (people) =>
    plural(people, {
      none: 'Von Hand gehört niemand dazu.',
      one: '1 Person, die von Hand dazugehört, verlässt sie.',
      other: '{n} Personen, die von Hand dazugehören, verlassen sie.',
    }),
  endsDomains: (domains) => `Sie wird nicht mehr aus ${domains} gespeist. Das lässt sich nicht zurücknehmen.`,
  endsPortals: (portals) => `In diesen Portalen ist sie dann nicht mehr genannt: ${portals}.`,
  noUndo: 'Das lässt sich nicht zurücknehmen.',
  typeName: (name) => `Geben Sie ${name} ein, um sie zu löschen`,
  nameInTheWay:
    'Eine andere Organisation heißt schon so, oder diese trägt den Namen ihrer Gruppe. Benennen Sie dann die Gruppe um, oder führen Sie sie auf der Seite „Zuordnung“ des Verzeichnisses zu einer anderen Organisation.',
  refusals: {
    fed: (directories) =>
      `Sie wird aus ${directories} gespeist. Ordnen Sie auf der Seite „Zuordnung“ des Verzeichnisses zuerst dessen Gruppen oder Heimatorganisation anders zu.`,
    'in-mapping': () =>
      'Eine Regel nennt sie, oder sie wartet als Heimatorganisation auf Bestätigung. Entfernen Sie das zuerst auf der Seite „Zuordnung“ des Verzeichnisses.',
    'has-request': () =>
      'Anfragen sind mit ihr geteilt und behalten sie. Wählen Sie zuerst bei jeder „Nicht mehr teilen“.',
  },
  addPerson: 'Person hinzufügen',
  addPersonWhy: 'Wer von Hand dazukommt, gehört dazu, bis jemand die Person wieder herausnimmt.',
  search: 'Name oder Adresse',
  nobody: 'Niemand passt dazu',
  addThem: (name) => `${name} hinzufügen`,
  added: 'Hinzugefügt',
  pick: 'Hinzufügen',
  takeOut: 'Herausnehmen',
  takeOutWhat: (name) => `${name} herausnehmen`,
  takeOutWhy: 'Was hier geteilt wird, ist sofort nicht mehr zu sehen. Was andere Quellen sagen, bleibt.',
  addDomain: 'Domain hinzufügen',
  addDomainWhy:
    'Alle, die kein Verzeichnis verwaltet und die eine Adresse dort halten, gehören dazu, auch wer später kommt. Eine behauptete Adresse zählt nicht.',
  domain: 'Domain',
  domainHint: 'Etwa globex.com',
  look: 'Zeigen, wer dazukommt',
  joins: (n, hasMore) =>
    hasMore
      ? `Mehr als ${n} Personen gehören dann dazu.`
      : plural(n, {
          none: 'Noch hält niemand eine Adresse dort.',
          one: '1 Person gehört dann dazu.',
          other: '{n} Personen gehören dann dazu.',
        }),
  readable: (n) =>
    plural(n, {
      none: 'Frühere Anfragen sehen diese Personen nicht.',
      one: 'Diese Personen sehen 1 frühere Anfrage.',
      other: 'Diese Personen sehen {n} frühere Anfragen.',
    }),
  first: 'Die ersten davon',
  removeDomain: 'Zurücknehmen',
  removeDomainWhat: (domain) => `${domain} zurücknehmen?`,
  removeDomainWhy: 'Wer nur durch eine Adresse dort dazugehört, verlässt sie sofort.',
}
