import type { Texts } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

export const inviting: Texts['inviting'] = {
  title: 'Einladungen',
  sub: 'Wer eingeladen ist, wird durch den Link in der E-Mail zum Kunden; vorher gibt es die Person hier nicht.',
  invite: 'Einladen',
  inviteTitle: 'Personen einladen',
  addresses: 'E-Mail-Adressen',
  addressesHint: 'Eine oder mehrere, bis zu 50, getrennt durch Kommas, Leerzeichen oder Zeilenumbrüche.',
  name: 'Vor- und Nachname',
  nameHint: 'Für eine einzelne Adresse. Bleibt das Feld leer, wird die Person gefragt.',
  organization: 'Organisation',
  organizationHint: 'Wer kommt, gehört ihr an. Tippen Sie, wie ihr Name beginnt; leer: keine.',
  choose: 'Auswählen',
  chooseWhat: (name) => `${name} auswählen`,
  other: 'Andere',
  leaveOut: (name) => `Eine andere als ${name}`,
  noSuchOrganization: 'Keine Organisation beginnt so.',
  uninvited: {
    leaver: () =>
      'Diese Adresse hatte zuletzt jemand, den ein Verzeichnis hat gehen lassen. Nur dieses bringt die Person zurück, oder eine Freigabe der Verwaltung.',
    'bad-address': () => 'Das ist keine E-Mail-Adresse.',
    'too-many-mails': () =>
      'An diese Adresse gingen schon fünf Einladungen. Warten Sie bis zur nächsten eine Viertelstunde.',
    invited: () =>
      'Diese Adresse ist schon eingeladen. Senden Sie jene Einladung noch einmal, oder nehmen Sie sie erst zurück.',
  },
  words: 'Ein paar Worte',
  wordsHint: 'Sie stehen in der E-Mail. Wer einlädt und wozu, sagt sie von selbst.',
  send: 'Einladung verschicken',
  invited: (n) =>
    plural(n, {
      none: 'Niemand wurde eingeladen.',
      one: 'Eine Einladung ist unterwegs.',
      other: '{n} Einladungen sind unterwegs.',
    }),
  refused: (n) =>
    plural(n, {
      none: 'Alle Adressen wurden eingeladen',
      one: 'Eine Adresse wurde nicht eingeladen',
      other: '{n} Adressen wurden nicht eingeladen',
    }),
  noMail: 'Kein Mailserver ist eingestellt: Niemand erhält etwas. Setzen Sie SMTP_HOST und MAIL_FROM.',
  search: 'Einladungen suchen',
  searchHint: 'Wie eine Adresse beginnt',
  person: 'Person',
  state: 'Zustand',
  anyState: 'Jeder Zustand',
  noneInState: (state) => `Keine Einladung in diesem Zustand: ${state}`,
  states: {
    sent: 'Eingeladen',
    accepted: 'Angenommen',
    expired: 'Abgelaufen',
    revoked: 'Zurückgenommen',
  },
  mails: {
    queued: 'die E-Mail ist unterwegs',
    sent: 'die E-Mail ist verschickt',
    failed: 'die E-Mail wurde nicht angenommen',
    captured: 'die E-Mail wurde nicht verschickt',
  },
  until: 'Bis',
  noEnd: '–',
  by: 'Eingeladen von',
  byCommand: 'der Kommandozeile',
  act: 'Aktionen',
  again: 'Noch einmal senden',
  sentAgain: (address) => `${address} erhält noch eine E-Mail. Nur deren Link gilt.`,
  revoke: 'Zurücknehmen',
  revokeWhat: (address) => `Die Einladung an ${address} zurücknehmen?`,
  revokeEffect: 'Der Link öffnet nichts mehr. Sie können die Adresse wieder einladen.',
  show: 'Person zeigen',
  none: 'Noch ist niemand eingeladen',
  noneWhy:
    'Laden Sie jemanden ein, dessen Firma keinen Identitätsanbieter verbindet: Der Link der E-Mail weist das Postfach nach, und die Person ist ohne Passwort angemeldet.',
  nobody: (text) => `Keine Einladung an eine Adresse, die mit ${text} beginnt`,
  nobodyWhy: 'Einladungen bleiben 90 Tage, nachdem ihre Zeit um ist.',

  pageTitle: (site) => `Sie sind zu ${site} eingeladen`,
  invitedBy: (who) => `${who} lädt Sie ein, hier um Hilfe zu bitten.`,
  invitedTo: (who, organization) => `${who} lädt Sie ein, hier für ${organization} um Hilfe zu bitten.`,
  site: (site) => `Jemand von ${site}`,
  yourAddress: 'Ihre Adresse:',
  yourName: 'Ihr Name',
  yourNameHint: 'Er steht neben dem, was Sie fragen.',
  enter: 'Annehmen und eintreten',
  once: 'Der Link gilt einmal. Später lässt Sie ein Code per E-Mail herein.',
  directoryTitle: (name) => `${name} meldet Sie an`,
  directoryLead:
    'Ihre Firma verwaltet Ihr Konto inzwischen. Eine Einladung brauchen Sie nicht: Melden Sie sich über Ihre Firma an.',
  elsewhereTitle: 'Ihre Firma verwaltet Ihr Konto',
  elsewhereLead: 'Eine Einladung brauchen Sie nicht. Fragen Sie Ihre eigene IT, wie Sie sich hier anmelden.',
  closedTitle: 'Diese Einladung lässt jetzt niemanden herein',
  closedLead:
    'Seit sie verschickt wurde, hat sich etwas geändert. Fragen Sie die Person, die Sie eingeladen hat.',
  goneTitle: 'Diese Einladung gilt nicht mehr',
  goneLead: 'Sie wurde benutzt, zurückgenommen oder ist älter als sieben Tage.',
  goneNext:
    'Haben Sie sie schon benutzt? Dann melden Sie sich mit Ihrer Adresse an. Sonst bitten Sie um eine neue Einladung.',
}
