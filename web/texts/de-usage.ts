import type { Texts } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** What the subscription and the usage say, in German. */
export const subscription: Texts['subscription'] = {
  sub: 'Plätze von Mitarbeitenden werden berechnet. Kunden und Mitglieder nie, wie viele es auch sind.',
  plan: 'Plan',
  status: 'Status',
  plans: { none: 'Keiner', standard: 'Standard', premium: 'Premium' },
  statuses: { active: 'Aktiv', lapsed: 'Abgelaufen' },
  grantsNothing: 'Niemand Neues kommt herein',
  grantsNothingWhy:
    'Ohne aktiven Plan wird aufbewahrt und später gewährt, was Verzeichnisse senden. Wer geht, verliert den Zugang weiterhin sofort.',
  change: 'Plan ändern',
  changeTo: 'Was soll es sein?',
  choices: {
    standard: 'Standard',
    premium: 'Premium',
    lapsed: 'Ablaufen lassen',
    none: 'Plan aufgeben',
  },
  choiceMeans: {
    standard: 'Verzeichnisse legen Personen an und gewähren, was ihnen zusteht.',
    premium: 'Heute dieselben Regeln wie Standard.',
    lapsed: 'Vorerst. Der Plan bleibt gewählt; erneuern Sie ihn, wird gewährt, was gewartet hat.',
    none: 'Auf Dauer. Er gilt als abgelaufen, damit weiterhin den Zugang verliert, wer geht.',
  },
  isNow: 'Das haben Sie jetzt.',
  stops: (n) =>
    plural(n, {
      none: 'Kein Verzeichnis ist live, also hört heute nichts auf.',
      one: '1 Verzeichnis gewährt ab jetzt nichts Neues. Wer geht, verliert den Zugang weiterhin sofort.',
      other:
        '{n} Verzeichnisse gewähren ab jetzt nichts Neues. Wer geht, verliert den Zugang weiterhin sofort.',
    }),
  stopsMore:
    'Niemand wird entfernt, keine Sitzung endet, nichts geht verloren: Was Verzeichnisse inzwischen ändern, wird aufbewahrt. Neue Personen werden abgewiesen, bis Sie erneuern.',
  starts: (n) =>
    plural(n, {
      none: 'Kein Verzeichnis ist live, also wird heute nichts gewährt.',
      one: '1 Verzeichnis gewährt wieder Zugang.',
      other: '{n} Verzeichnisse gewähren wieder Zugang.',
    }),
  waitingUsers: (n) =>
    plural(n, {
      none: 'Niemand wartet.',
      one: '1 Person, die gewartet hat, wird auf den neuesten Stand gebracht.',
      other: '{n} Personen, die gewartet haben, werden auf den neuesten Stand gebracht.',
    }),
  waitingMany: 'Mehr als zehntausend Personen, die gewartet haben, werden auf den neuesten Stand gebracht.',
  staysSame:
    'Für niemanden ändert sich heute etwas: Was gewährt wird, geht weiter, und was nicht gewährt wird, bleibt so.',
  typeToConfirm: (name) => `Zur Bestätigung ${name} eingeben`,
  acts: {
    standard: 'Standard wählen',
    premium: 'Premium wählen',
    lapsed: 'Plan ablaufen lassen',
    none: 'Plan aufgeben',
  },
}

export const usage: Texts['usage'] = {
  today: 'Heute',
  billable: (n) =>
    plural(n, {
      none: 'Niemand wird berechnet',
      one: '1 berechneter Platz',
      other: '{n} berechnete Plätze',
    }),
  billableWhy: 'Wer heute einen Platz hat oder heute früher einen hatte. Eine Einladung ist ein Platz.',
  notBillable: (n) =>
    plural(n, {
      none: 'Nicht berechnet: niemand',
      one: '1 Person wird nicht berechnet',
      other: '{n} Personen werden nicht berechnet',
    }),
  customersCostNothing:
    'Konten nur für das Portal und Mitglieder werden nie berechnet, wie viele es auch sind.',
  days: 'Tag für Tag',
  lastDays: (n) => `${n} Tage`,
  range: 'Wie viele Tage gezeigt werden',
  asChart: 'Diagramm',
  asTable: 'Tabelle',
  view: 'Wie die Tage gezeigt werden',
  export: 'CSV',
  exportWhat: 'CSV dieser Tage, zum Herunterladen',
  day: 'Tag',
  seats: 'Berechnete Plätze',
  customers: 'Kunden',
  members: 'Mitglieder',
  chart: (what, from, to) => `${what} vom ${from} bis ${to}`,
  mostFewest: (most, fewest, last) => `Höchstens ${most}, mindestens ${fewest}, ${last} am letzten Tag.`,
  noDays: 'Ab morgen stehen hier Tage: Jeder wird geschrieben, wenn er vorbei ist.',
  who: 'Wer heute berechnet wird',
  toStaff: 'Unter Mitarbeitende ändern',
  person: 'Person',
  role: 'Rolle',
  since: 'Platz seit',
  gaveUp: 'Heute abgegeben',
}
