import type { Texts } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** What the overview says, in German. */
export const overview: Texts['overview'] = {
  asMember: 'Hier gibt es für Sie noch nichts zu tun',
  toHelp: 'Zum Hilfe-Center',
  asMemberWhy:
    'Sie sind hier Mitglied und können um Hilfe bitten. Um den Helpdesk zu betreiben, brauchen Sie eine andere Rolle; Inhaber und Verwalter vergeben sie.',
  sub: (live, rehearsing, paused) =>
    `${[
      plural(live, { one: '1 Verzeichnis ist live', other: '{n} Verzeichnisse sind live' }),
      ...(rehearsing > 0
        ? [plural(rehearsing, { one: '1 ist in der Probe', other: '{n} sind in der Probe' })]
        : []),
      ...(paused > 0 ? [plural(paused, { one: '1 ist angehalten', other: '{n} sind angehalten' })] : []),
    ].join(', ')}.`,
  needsYou: 'Zu tun',
  nothingNeedsYou: 'Zurzeit braucht nichts Ihr Zutun.',
  needs: {
    lapsed: 'Ohne aktiven Plan kommt niemand Neues herein.',
    failing: 'Von den letzten Aufrufen von {directory} wurde mindestens die Hälfte nicht ausgeführt.',
    'no-token': '{directory} hat kein Token: Der Identitätsanbieter kann nicht aufrufen.',
    'token-expires': 'Das einzige Token von {directory}, „{label}“, läuft ab: {when}.',
    'certificate-expires': 'Ein Zertifikat für die Anmeldung von {directory} ({label}…) läuft {when} ab.',
    'domain-missed': 'Der Eintrag, der {label} für {directory} nachweist, fehlt. Die Befugnis endet {when}.',
    'proposal-waits': 'Die IT von {directory} wartet auf Sie. Vorgeschlagen hat sie {when}: {label}',
    'staff-domain': '{directory} spricht für {label}, wo jemand von Ihren Mitarbeitenden eine Adresse hat.',
    paused: '{directory} ist angehalten: Niemand Neues kommt herein.',
  },
  look: {
    lapsed: 'Plan ansehen',
    failing: 'Ansehen, was abgelehnt wurde',
    'no-token': 'Token erstellen',
    'token-expires': 'Weiteres Token erstellen',
    'certificate-expires': 'Zertifikate ansehen',
    'domain-missed': 'Eintrag ansehen',
    'proposal-waits': 'Entscheiden',
    'staff-domain': 'Domain ansehen',
    paused: 'Verzeichnis ansehen',
  },
  calls: 'Aufrufe der Identitätsanbieter',
  spans: { day: '24 Stunden', month: '30 Tage' },
  span: 'Zeit',
  view: 'Ansicht',
  asChart: 'Diagramm',
  asTable: 'Tabelle',
  exchanges: 'Aufrufe',
  effects: 'Mit Wirkung',
  errors: 'Abgelehnt oder fehlgeschlagen',
  time: 'Zeit',
  chart: (what, from, to) => `${what}, von ${from} bis ${to}`,
  inAll: (all, most) => `${all} insgesamt, höchstens ${most} auf einmal`,
  errorsOfDay: 'Fehler, 24 Stunden',
  nextExpiry: 'Nächster Ablauf',
  never: 'Kein Token läuft ab',
}
