import type { portal as english } from './en-portal.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** What the help centre says to customers, in German. */
export const portal: typeof english = {
  signIn: 'Anmelden',
  signInLead: 'Ihre Adresse führt zur richtigen Tür: zur Anmeldung Ihrer Firma oder zu einer E-Mail von uns.',
  addressHint: 'sie@firma.de',
  next: 'Weiter',
  company: 'Kein eigenes Postfach?',
  companyLink: 'Firma wählen',
  companyTitle: 'Firma wählen',
  companyLead: 'Ihre Firma meldet Sie auf ihrer eigenen Seite an.',
  companySearch: 'Suchen',
  noCompany: 'Keine Firma dieses Namens meldet hier an.',
  toAddress: 'Mit E-Mail-Adresse anmelden',

  staff: 'Sie arbeiten hier?',
  staffLink: 'Mitarbeitende melden sich dort an',

  directoryTitle: (name) => `${name} meldet Sie an`,
  directoryLead: 'Es geht auf der Seite Ihrer Firma weiter, und dann hierher zurück.',
  toDirectory: (name) => `Weiter zu ${name}`,
  byMail: 'Stattdessen eine E-Mail',

  mailTitle: 'Sehen Sie in Ihr Postfach',
  mailLead: 'Wir haben geschrieben an',
  mailWhat: 'In der E-Mail steht ein Code für diese Seite, oder welche Tür die richtige ist.',
  code: 'Code',
  codeHint: 'Sechs Ziffern, zehn Minuten gültig. Sie können sie einfügen.',
  byCode: 'Anmelden',
  again: 'Noch eine E-Mail senden',
  other: 'Andere Adresse',
  over: 'Dieser Code gilt nicht mehr',
  overNext:
    'Er ist älter als zehn Minuten, wurde in einem anderen Browser angefordert oder zu oft versucht. Senden Sie noch eine E-Mail.',
  sentAgain: 'Eine weitere E-Mail ist unterwegs. Nur ihr Code gilt jetzt.',

  nameTitle: 'Wie heißen Sie?',
  nameLead: 'Der Name steht neben Ihren Fragen, für alle, die antworten.',
  name: 'Ihr Name',
  nameAct: 'Das bin ich',

  waitsTitle: 'Zuerst sieht es sich jemand an',
  waitsLead:
    'Ihr Postfach ist nachgewiesen. Jemand von uns entscheidet, ob Sie hereinkommen; kommen Sie später wieder und fordern Sie erneut einen Code an.',
  toSignIn: 'Zurück zur Anmeldung',

  account: 'Ihr Konto',
  nameOf: 'Name',
  address: 'E-Mail-Adresse',
  noAddress: 'keine: Es erreicht Sie keine E-Mail',
  door: 'Angemeldet',
  by: {
    saml: (directory) => `über ${directory}`,
    oidc: (directory) => `über ${directory}`,
    code: () => 'mit einem Code per E-Mail',
    password: () => 'mit Ihrem Passwort',
    passkey: () => 'mit einem Passkey',
    invitation: () => 'mit einer Einladung',
  },
  changeAddress: 'Adresse ändern',
  changeTitle: 'E-Mail-Adresse ändern',
  newAddress: 'Neue E-Mail-Adresse',
  changeLead:
    'Wir senden einen Code dorthin. Sobald Sie ihn eingeben, gehört die Adresse Ihnen, und Ihre anderen Sitzungen enden.',
  sendCode: 'Code senden',
  prove: 'Das ist meine Adresse',
  managed: (name) => `${name} verwaltet Ihr Konto: Deren IT ändert, was hier steht.`,

  before: 'Ihr Konto von früher',
  beforeWhat: 'Jemand hatte hier ein Konto mit der Adresse, die Ihre Firma Ihnen gibt:',
  beforeEffect: (company) =>
    `Ist es Ihres? Weisen Sie das Postfach nach, dann gehört hier zu Ihnen, was Sie dort gefragt und getan haben. Von da an verwaltet es ${company} und beendet es, wenn Sie gehen.`,
  beforeProve: 'Code dorthin senden',

  sessions: 'Wo Sie angemeldet sind',
  everywhere: 'Überall abmelden',
  everywhereEffect: (n) =>
    plural(n, {
      none: 'Sie müssen sich neu anmelden, auch hier.',
      one: 'Sie sind nur hier angemeldet und müssen sich neu anmelden.',
      other: '{n} Sitzungen enden sofort, auch diese. Sie müssen sich neu anmelden.',
    }),

  failed: 'Sie sind nicht angemeldet',
  failedWhy: {
    check:
      'Die Anmeldung Ihrer Firma und unsere waren sich nicht einig. Versuchen Sie es noch einmal. Bleibt es dabei, sagen Sie es Ihrer eigenen IT: Wir haben für sie aufgeschrieben, was nicht stimmte.',
    'not-yet':
      'Ihre Firma hat Sie angemeldet, uns aber noch nichts von Ihnen gesagt. Das dauert meist weniger als eine Stunde. Versuchen Sie es dann wieder, oder fragen Sie Ihre eigene IT.',
    held: 'Ihr Konto wartet auf eine Entscheidung des Supports. Kommen Sie später wieder, oder fragen Sie dort nach.',
    inactive: 'Ihre Firma hat Ihr Konto hier beendet. Ist das ein Irrtum, fragen Sie Ihre eigene IT.',
    deactivated:
      'Ihr Konto wurde hier deaktiviert, und Ihre Firma kann das nicht ändern. Wenden Sie sich an den Support.',
    'other-subject':
      'Ihre Firma meldet unter Ihrem Namen jemand anderen an als bisher. Der Support weiß davon und entscheidet. Fragen Sie dort nach, wenn es lange dauert.',
    closed: 'Diese Anmeldung ist im Moment nicht offen. Fragen Sie Ihre eigene IT oder den Support.',
  },
  tryAgain: 'Noch einmal versuchen',
}
