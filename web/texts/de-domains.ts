import type { domains as english } from './en-domains.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

export const domains: typeof english = {
  title: 'Domains',
  another: 'Domain hinzufügen',
  domain: 'Domain',
  hint: 'Etwa globex.com',
  why: 'Adressen darin sind gehalten: Für sie gilt das Wort dieses Verzeichnisses. Nachgewiesen ist stärker als zugesichert: Dann hat kein anderes Verzeichnis dort noch etwas zu sagen. Subdomains zählen für sich.',
  prove: 'Per DNS nachweisen',
  declareInstead: 'Nur zusichern',
  none: 'Keine Domain',
  noneWhy:
    'Adressen dieses Verzeichnisses sind nur behauptet: Sie passen auf niemanden und halten nichts, bis eine Domain nachgewiesen oder zugesichert ist.',
  authority: 'Befugnis',
  authorities: { declared: 'Zugesichert', proven: 'Nachgewiesen', none: 'Noch keine' },
  since: 'Seit',
  act: 'Aktionen',
  remove: 'Zurücknehmen',
  removeWhat: (domain) => `${domain} zurücknehmen`,
  proofBegun: 'Ein Nachweis läuft',
  seen: 'Eintrag gesehen',
  missing: 'Der Eintrag fehlt',
  acts: {
    declare: {
      title: (domain) => `${domain} zusichern`,
      act: 'Zusichern',
      effect:
        'Sie stehen dafür ein, dass die Domain dieser Firma gehört. Das gilt für alle, die ihr Identitätsanbieter jetzt und später schickt.',
    },
    prove: {
      title: (domain) => `${domain} nachweisen`,
      act: 'Eintrag prüfen',
      effect:
        'Sehen die Resolver den Eintrag übereinstimmend, ist die Domain nachgewiesen, und kein anderes Verzeichnis hat dort noch etwas zu sagen.',
    },
    remove: {
      title: (domain) => `${domain} zurücknehmen`,
      act: 'Zurücknehmen',
      effect: 'Die Personen bleiben, und die Domain lässt sich wieder hinzufügen. Es dauert einige Sekunden.',
    },
  },
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
  first: 'Die ersten davon',
  othersLose: 'Andere Verzeichnisse haben dort nichts mehr zu sagen',
  others: (n) =>
    plural(n, {
      one: '1 Person eines anderen Verzeichnisses verliert eine Adresse dort.',
      other: '{n} Personen anderer Verzeichnisse verlieren eine Adresse dort.',
    }),
  ofDirectory: (address, directory) => `${address}, von ${directory}`,
  declarations: (names) => `Die Zusicherung von ${names} endet.`,
  links: (n) =>
    plural(n, {
      one: '1 Kunde, den kein Verzeichnis verwaltet, hat eine solche Adresse.',
      other: '{n} Kunden, die kein Verzeichnis verwaltet, haben eine solche Adresse.',
    }),
  cases: (n) =>
    plural(n, {
      one: '1 offener Fall handelt von diesen Personen.',
      other: '{n} offene Fälle handeln von diesen Personen.',
    }),
  proofOf: (domain) => `Nachweis von ${domain}`,
  putRecord: 'Wer das DNS dieser Firma betreut, legt einen TXT-Eintrag an:',
  recordName: 'Name',
  recordValue: 'Wert',
  begunUntil:
    'Bis der Eintrag gefunden ist, ändert sich für niemanden etwas. Der Server sucht ihn von selbst, erst alle paar Minuten und später jede Stunde; Sie können diese Seite also verlassen. Der Nachweis verfällt {when}.',
  keepRecord: 'Der Eintrag muss bleiben: Er wird täglich geprüft.',
  missedUntil: 'Legen Sie ihn wieder an, sonst sind Adressen dort {when} nur noch behauptet.',
  expired: 'Der Nachweis ist verfallen',
  expiredWhat:
    'Der Eintrag war nicht innerhalb von 14 Tagen da. Fügen Sie die Domain neu hinzu; dann gilt ein neuer Wert.',
  look: 'Eintrag prüfen',
  found: {
    'not-there': 'Der Eintrag ist nicht da',
    unclear: 'Die Resolver sind sich nicht einig',
    silent: 'Die Resolver antworten nicht',
  },
  saw: {
    seen: 'sieht den Eintrag',
    'other-value': 'sieht andere TXT-Einträge',
    nothing: 'sieht keinen Eintrag',
    alias: 'sieht einen Alias (CNAME), der nichts nachweist',
    'every-name': 'sieht den Wert bei jedem Namen (Wildcard), was nichts nachweist',
    'too-long': 'sieht mehr Einträge, als durchgesehen werden',
    'no-answer': 'antwortet nicht',
  },
  silentWhy:
    'Der Server oder das DNS dieser Domain ist nicht erreichbar. Wer den Server betreibt, wählt die Resolver mit DNS_RESOLVERS.',
  later: 'Eine Änderung im DNS braucht Minuten bis Stunden. Versuchen Sie es später noch einmal.',
  guests: {
    title: 'Gäste',
    off: 'Dieses Verzeichnis spricht nicht für Gäste: Adressen außerhalb seiner Domains sind nur behauptet.',
    on: 'Dieses Verzeichnis spricht für Gäste:',
    why: 'Für einen Identitätsanbieter mit Gästen aus Domains, die niemand beansprucht und die oft wechseln. Deren Adressen sind gehalten, außer jemand anderes hält sie, ein anderes Verzeichnis hat die Domain nachgewiesen, oder die Domain ist den Mitarbeitenden vorbehalten. Verknüpft wird dadurch niemand.',
    allow: 'Für Gäste sprechen',
    end: 'Beenden',
    allowEffect:
      'Sie stehen dafür ein, was dieser Identitätsanbieter jetzt und später über Adressen sagt, die niemand sonst hält oder nachgewiesen hat.',
    endEffect:
      'Die Personen bleiben. Adressen in den eigenen Domains des Verzeichnisses bleiben gehalten. Es dauert einige Sekunden.',
  },
}
