import { account, passkeys, secondFactor } from './de-account.ts'
import { attaching } from './de-attaching.ts'
import { composer } from './de-composer.ts'
import { errors } from './de-errors.ts'
import { inviting } from './de-inviting.ts'
import type { SharedTexts } from './en-shared.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** What every face of the pages says, and the staff's door, in German. */
export const shared: SharedTexts = {
  product: 'Doorward',
  otherLanguage: 'English',
  loading: 'Wird geladen',
  cancel: 'Abbrechen',
  close: 'Schließen',
  save: 'Speichern',
  skip: 'Zum Inhalt',

  requestForm: {
    choose: 'Bitte wählen',
    noAnswer: 'Keine Antwort',
    filesHere: 'Hier kommen Dateien hin.',
  },
  states: { live: 'Live', rehearsal: 'Probe', paused: 'Angehalten', waiting: 'Wartet', failing: 'Gestört' },
  sources: {
    directory: 'Verzeichnis',
    group: 'Gruppe',
    home: 'Heimat des Verzeichnisses',
    hand: 'Von Hand',
    domain: 'Domain der Adresse',
    'sign-in': 'Gruppe',
    by: (group: string, directory: string) => `${group}, durch Anmeldung über ${directory}`,
    kept: 'Von der Bremse behalten',
  },
  address: {
    held: 'Gehalten',
    claimed: 'Behauptet',
    former: 'Nicht mehr bestätigt',
    by: (standing, directory) => `${standing} von ${directory}`,
  },
  copy: { copy: 'Kopieren', copied: 'Kopiert', copyWhat: (what) => `${what} kopieren` },
  lists: {
    export: 'CSV',
    exportWhat: (what) => `CSV von ${what}, zum Herunterladen`,
    more: 'Mehr zeigen',
    firstOf: (n) => plural(n, { one: 'Der erste Eintrag', other: 'Die ersten {n}' }),
    all: (n) => plural(n, { one: '1 insgesamt', other: '{n} insgesamt' }),
  },
  fields: {
    address: 'E-Mail-Adresse',
    password: 'Passwort',
    showPassword: 'Passwort zeigen',
    newPassword: 'Passwort',
    newPasswordHint: 'Mindestens 12 Zeichen, die niemand errät. Gut sind einige Wörter ohne Zusammenhang.',
  },
  connection: {
    lost: 'Der Server ist nicht erreichbar',
    asking:
      'Diese Seite fragt alle paar Sekunden nach und macht von selbst weiter. Was Sie geschrieben haben, bleibt.',
    slow: 'Der Server braucht lange für eine Antwort',
    waiting: 'Es wird weiter darauf gewartet. Vielleicht ist Ihre Verbindung langsam.',
  },
  demonstration: {
    name: 'Vorführung',
    says: 'Alle hier sind erfunden.',
    panel: 'Etwas geschehen lassen',
  },
  stale: {
    title: 'Es gibt eine neue Version',
    why: 'Der Server wurde aktualisiert, während diese Seite offen war.',
    next: 'Laden Sie die Seite neu, um mit der neuen Version weiterzumachen.',
    reload: 'Neu laden',
  },
  notFound: {
    title: 'Diese Seite gibt es nicht',
    why: 'Die Adresse führt nirgendwohin. Vielleicht fehlt am Ende ein Buchstabe.',
    next: 'Zur Startseite',
  },
  signIn: {
    title: 'Anmelden',
    lead: 'Für alle, die diesen Helpdesk betreiben.',
    leadBack: 'Ihre Sitzung ist zu Ende. Nach dem Anmelden sind Sie wieder, wo Sie waren.',
    act: 'Anmelden',
    wrong: 'Adresse und Passwort passen nicht zusammen',
    wrongNext: 'Prüfen Sie beide noch einmal. Nach einigen falschen Passwörtern müssen Sie warten.',
    lost: 'Passwort verloren? Ein Inhaber oder Verwalter erstellt Ihnen einen Link für ein neues.',
    codeTitle: 'Noch ein Schritt',
    codeLead: 'Ihr Konto verlangt neben dem Passwort einen zweiten Faktor.',
    codeLeadThrough:
      'Ihre Firma hat Sie angemeldet. Ihr Konto hier fragt zusätzlich nach einem zweiten Faktor.',
    byPassword: 'Stattdessen mit dem Passwort anmelden',
    code: 'Code',
    byCode: 'Mit dem Code anmelden',
    codeHint: 'Aus Ihrem Codegenerator, oder ein Wiederherstellungscode. Sie können ihn einfügen.',
  },
  start: {
    title: 'Willkommen bei Doorward',
    lead: 'Drei Angaben, und der Helpdesk gehört Ihnen.',
    siteName: 'Name der Site',
    siteNameHint: 'Ihre Kunden lesen ihn. Sie können ihn später ändern.',
    yourName: 'Ihr Name',
    yourAddress: 'Ihre E-Mail-Adresse',
    act: 'Beginnen',
    gone: 'Jemand hat ihn schon benutzt, oder der Server hat einen neueren ausgegeben. Wer den Server betreibt, bekommt einen weiteren mit dem Befehl „staff link“.',
  },
  link: {
    title: 'Wählen Sie Ihr Passwort',
    invited: (site) => `Sie gehören nun zu den Mitarbeitenden von ${site}, als {name}, {address}.`,
    reset: (site) => `Ein neues Passwort für {name}, {address}, bei ${site}. Andere Sitzungen enden.`,
    act: 'Speichern und anmelden',
    gone: 'Dieser Link gilt nicht mehr',
    goneWhy: 'Er gilt einmal und nur eine begrenzte Zeit.',
    askAgain: 'Bitten Sie die Person um einen neuen, von der dieser kam.',
  },

  composer,
  errors,
  attaching,
  inviting,
  account,
  passkeys,
  secondFactor,
}
