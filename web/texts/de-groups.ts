import type { Texts } from './en.ts'

/** What the pages say of directory groups, in German. */
export const groups: Texts['groups'] = {
  search: 'Gruppen suchen',
  searchHint: 'Wie der Name beginnt',
  none: (directory) => `Noch keine Gruppe von ${directory}`,
  noneWhy:
    'Gruppen erscheinen hier binnen einer Sekunde, nachdem der Identitätsanbieter sie gesendet hat. Jede wird zu einer Organisation.',
  notFound: (text) => `Keine Gruppe beginnt mit „${text}“`,
  notFoundWhy: 'Gesucht wird am Anfang der Namen, ohne Rücksicht auf Groß- und Kleinschreibung.',
  group: 'Gruppe',
  members: 'Mitglieder',
  feeds: 'Speist',
  changed: 'Geändert',
  received: 'Empfangen',
  since: 'Seit',
  waits: 'Wartet, bis das Verzeichnis wieder Zugang gewährt',
  nothing: 'Nichts',
  noExternalId: 'Er hat keine genannt',
  inside: 'Liegt in',
  holds: 'Enthält die Gruppen',
  externalId: 'Kennung beim Identitätsanbieter',
  noMember: 'Niemand ist in dieser Gruppe',
  asserted: 'In Anmeldungen genannt',
  assertedWhy:
    'Gruppen, die der Anbieter beim Anmelden nennt und nicht schickt. In ihnen ist, wer nicht durch SCIM kommt, nach dem Stand der jeweils letzten Anmeldung.',
  people: 'Personen',
  orMore: (n) => `${n} oder mehr`,
  firstNamed: 'Zuerst genannt',
  noMemberWhy: 'Wer vom Identitätsanbieter hinzugefügt wird, erscheint hier binnen einer Sekunde.',
}
