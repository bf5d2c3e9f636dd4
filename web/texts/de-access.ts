import type { access as english } from './en-access.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

export const access: typeof english = {
  sub: 'Eine Regel für jeden Weg: Registrierung, E-Mail, Agenten, Import, SCIM und Single Sign-on.',
  policy: 'Wer hereinkommt',
  newAccounts: 'Neue Konten',
  newAccountRules: {
    anyone: { is: 'Alle', why: 'Wer ein Postfach nachweist, darf ein Konto anlegen.' },
    allowlisted: {
      is: 'Freigegebene Domains',
      why: 'Wessen Domain auf der Freigabeliste steht, der darf ein Konto anlegen oder eingeladen werden.',
    },
    invited: {
      is: 'Nur Einladungen und Verzeichnisse',
      why: 'Niemand legt selbst ein Konto an. Die Freigabeliste gilt, wenn sie nicht leer ist, für Einladungen.',
    },
  },
  allow: 'Freigabeliste',
  allowHint: 'Eine Domain je Zeile: globex.com, oder *.globex.com für alles darunter.',
  block: 'Sperrliste',
  blockHint:
    'Aus diesen Domains kommt niemand Neues herein, auch nicht durch ein Verzeichnis. Sie geht der Freigabeliste vor.',
  bindsDirectories: 'Die Freigabeliste gilt auch für Verzeichnisse',
  bindsDirectoriesHint:
    'Wen ein Verzeichnis aus einer anderen Domain schickt, der wartet auf Ihre Entscheidung.',
  unknownSenders: 'E-Mail von jemandem, der kein Kunde ist',
  unknownSenderRules: {
    refuse: 'Abweisen; sie wird mit dem Grund aufgeführt',
    hold: 'Aufbewahren, bis jemand sie angesehen hat',
    accept: 'Annehmen, mit einer Warnung, die kein Agent übersehen kann',
  },
  leaverMail: 'E-Mail von jemandem, der deaktiviert ist',
  leaverMailRules: {
    refuse: 'Abweisen; sie wird mit dem Grund aufgeführt',
    suspect: 'Eine neue Anfrage daraus machen, als verdächtig markiert',
  },
  yes: 'ja',
  no: 'nein',
  saveWhat: 'Speichern, wer hereinkommt',
  saved: 'Gespeichert.',
  effect: 'Wer von jetzt an hereinkommt',
  effectAct: 'Speichern',
  fitsNot: (n: number) =>
    plural(n, {
      one: '1 aktive Person käme nach dieser Regel nicht herein.',
      other: '{n} aktive Personen kämen nach dieser Regel nicht herein.',
    }),
  fitsAll: 'Sie passt zu allen, die da sind.',
  theyStay:
    'Niemand geht: Die Regel gilt für alle, die noch kommen. Sie finden die Personen auf dieser Seite.',
  first: 'Die ersten davon',
  misfits: 'Schon da, kämen heute aber nicht herein',
  misfitsNone: 'Die Regel passt zu allen, die da sind',
  misfitsNoneWhy: 'Wenn Sie sie ändern, steht hier, wer nach einer früheren hereinkam.',
  person: 'Person',
  noAddress: 'keine Adresse',
  simulator: 'Was geschieht, und warum?',
  simulatorWhy:
    'Geben Sie eine beliebige Adresse ein. Die Antwort kommt von denselben Regeln, die entscheiden.',
  ask: 'Fragen',
  address: 'E-Mail-Adresse',
  addressHint: 'Zum Beispiel ann@globex.com',
  channel: 'Weg',
  channels: {
    portal: 'Legt im Portal ein Konto an',
    email: 'Schreibt eine E-Mail',
    agent: 'Wird von einem Agenten hinzugefügt',
    import: 'Steht in einem Import',
    scim: 'Kommt von einem Verzeichnis',
    sso: 'Meldet sich über ein Verzeichnis an',
  },
  outcome: 'Was geschieht',
  outcomes: {
    in: 'Kommt herein',
    account: 'Bekommt ein Konto',
    hold: 'Wartet auf eine Entscheidung',
    warn: 'Kommt mit einer Warnung herein',
    suspect: 'Kommt als verdächtig herein',
    refuse: 'Wird abgewiesen',
  },
  why: 'Warum',
  reasons: {
    'staff-signs-in-as-staff': () =>
      'Die Adresse gehört zu Ihren Mitarbeitenden, die mit ihrem eigenen Konto hereinkommen.',
    'staff-is-no-customer': () =>
      'Die Adresse gehört zu Ihren Mitarbeitenden: Ein Kunde kann sie nicht haben.',
    'staff-unproven': () =>
      'Die Adresse gehört zu Ihren Mitarbeitenden, und nichts beweist, dass die E-Mail von dort kommt: Die Regel für unbekannte Absender entscheidet.',
    'staff-deactivated': () =>
      'Die Adresse gehört jemandem von Ihren Mitarbeitenden, der keinen Zugang mehr hat.',
    'deactivated-by-directory': (by: string) =>
      `Das Verzeichnis ${by} hat diese Person gehen lassen. Nur es selbst bringt sie zurück, oder eine Freigabe der Verwaltung.`,
    deactivated: () => 'Die Verwaltung hat diesen Kunden deaktiviert.',
    customer: () => 'Wer schon Kunde ist, kommt herein.',
    'directory-signs-in': (by: string) => `Ein Kunde, den ${by} verwaltet; ${by} meldet die Person an.`,
    'directory-required': (by: string) =>
      `${by} hat diese Domain nachgewiesen und meldet seine Personen selbst an: Daneben bekommt dort niemand ein Konto.`,
    erased: () =>
      'Diese Adresse hatte jemand, der gelöscht wurde: Ein Mensch entscheidet, ob hereinkommt, wer damit kommt.',
    blocked: (by: string) => `Auf der Sperrliste steht ${by}.`,
    'unknown-sender': () => 'Niemand hat hier diese Adresse: Die Regel für unbekannte Absender entscheidet.',
    'former-address': () =>
      'Diese Adresse hatte jemand, der inzwischen eine andere hat: Die Regel für unbekannte Absender entscheidet.',
    'no-address': () => 'Es gibt keine Adresse, die auf der Freigabeliste stehen könnte.',
    'not-allowlisted': () => 'Diese Domain steht nicht auf der Freigabeliste.',
    'invited-only': () =>
      'Niemand legt selbst ein Konto an: Nur Einladungen und Verzeichnisse bringen neue Konten.',
    allowlisted: (by: string) => `Auf der Freigabeliste steht ${by}.`,
    'directory-vouches': () =>
      'Das Verzeichnis bringt die Person, und die Freigabeliste gilt nicht für Verzeichnisse.',
    anyone: () => 'Alle dürfen ein Konto haben.',
  },
}
