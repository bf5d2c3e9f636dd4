import type { settingUp as english } from './en-setup.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Was die Einrichtungsseite für die IT eines Kunden sagt, und die Verwaltung über sie. */
export const settingUp: typeof english = {
  title: (directory, site) => `${directory} mit ${site} verbinden`,
  hello: (person) => `Für ${person}`,
  untilWhen: 'Dieser Besuch endet',
  leave: 'Verlassen',
  loadingTitle: 'Einrichtungsseite',

  gone: 'Dieser Link öffnet nichts',
  goneWhy: 'Er wurde zurückgezogen, ist abgelaufen, oder am Ende fehlt ein Zeichen.',
  goneNext: 'Bitten Sie die Person, die ihn geschickt hat, um einen neuen.',

  openLead: (directory, site) =>
    `Hier verbinden Sie den Identitätsanbieter von ${directory} Schritt für Schritt mit ${site}. Sie brauchen kein Konto.`,
  openOnce: 'Der Link öffnet die Seite einmal. Danach fragt er nach einem Code, der an diese Adresse geht:',
  open: 'Seite öffnen',
  codeLead: 'Diese Seite wurde schon geöffnet. Ein Code an dasselbe Postfach öffnet sie wieder:',
  sendCode: 'Code senden',
  codeSent: 'Eine E-Mail mit sechs Ziffern ist unterwegs an',
  code: 'Code',
  codeHint: 'Sechs Ziffern. Sie können sie einfügen.',
  byCode: 'Weiter',
  again: 'Noch eine E-Mail senden',
  over: 'Dieser Code gilt nicht mehr',
  overNext:
    'Er ist älter als zehn Minuten, wurde in einem anderen Browser angefordert oder zu oft versucht. Lassen Sie sich noch eine E-Mail senden.',

  steps: 'Schritte',
  stepNames: {
    provisioning: 'Bereitstellung',
    'sign-in': 'Anmeldung',
    domains: 'Domains',
    people: 'Personen und Gruppen',
    health: 'Zustand',
  },
  states: {
    rehearsal:
      'Probe: Alles kommt an, und noch gilt nichts davon. Die Site sieht es sich an und schaltet es live.',
    live: 'Live: Was Ihr Identitätsanbieter sagt, gilt sofort.',
    paused: 'Von der Site angehalten: Alles kommt an. Wer ausscheidet, verliert den Zugang trotzdem sofort.',
  },

  paste: (provider) => `Fügen Sie diese beiden Werte in ${provider} ein`,
  makeToken: 'Token erstellen',
  tokenLabel: 'Bereitstellung',
  tokenWhy: 'Damit weist sich Ihr Identitätsanbieter aus. Es wird einmal gezeigt.',
  tokenOnce: 'Wird nur dieses Mal gezeigt. Fügen Sie es jetzt ein.',
  tokenByThem:
    'Das Verzeichnis ist live: Bitten Sie um ein Token, und erstellen Sie es hier, sobald die Site es freigegeben hat.',
  askToken: 'Um ein Token bitten',
  makeReleased: 'Freigegebenes Token erstellen',
  tokens: 'Token',
  arrived: 'Was angekommen ist',

  waits: 'Es wartet auf die Site',
  waitsWhy:
    'Das Verzeichnis ist live. Jemand aus der Verwaltung der Site sieht es sich zuerst an; was daraus wird, sehen Sie hier.',
  proposals: 'Was Sie vorgeschlagen haben',
  proposed: 'Was',
  proposedAt: 'Wann',
  proposalKinds: { certificate: 'Zertifikat', issuer: 'Anmeldung', token: 'Token', mode: 'Modus' },
  proposalState: 'Zustand',
  proposalStates: {
    open: 'Wartet auf die Site',
    released: 'Freigegeben',
    refused: 'Abgelehnt',
    used: 'Freigegeben und erstellt',
  },
  protocol: 'Wie Ihr Anbieter spricht',
  connectBy: (protocol) => `Über ${protocol} verbinden`,
  requiredByThem: 'Die Site schreibt diese Anmeldung vor: Über den Modus bestimmt sie.',
  otherIssuer: 'Anderer Aussteller oder andere Anmeldeadresse',
  otherIssuerWhy: 'Wer über die Verbindung hereinkam, meldet sich neu an.',
  newSecret: 'Neues Client-Geheimnis',
  changed: 'Gespeichert',

  tryOut: 'Ausprobieren',
  tryOutWhy:
    'Öffnet Ihren Anbieter in einem neuen Tab und zeigt jede Prüfung und was Ihr Anbieter geschickt hat. Es wird niemand angemeldet.',
  tryOutNotYet:
    'Stellen Sie unten zuerst auf Test: Dann können Sie es ausprobieren, und niemand kommt darüber herein.',
  outcomes: {
    ready: 'Bereit: Diese Person kommt herein',
    waiting: 'Die Antwort stimmt; diese Person wartet auf die Site',
  },
  waitingNext:
    'Entweder hat Ihr Identitätsanbieter diese Person noch nicht geschickt, oder die Site entscheidet über sie. Die Anmeldung selbst ist in Ordnung.',
  testKept: 'Nur diese Einrichtungsseite und die Verwaltung der Site können das lesen, bis',
  testGone: 'Dieser Versuch ist hier nicht zu lesen',
  testGoneWhy: 'Er ist älter als eine Stunde oder wurde auf einer anderen Einrichtungsseite gemacht.',
  testClosed: 'Ihr Besuch auf der Einrichtungsseite ist vorbei oder läuft in einem anderen Browser.',
  testGoneNext:
    'Öffnen Sie die Einrichtungsseite über ihren Link und probieren Sie die Anmeldung noch einmal aus.',
  signInOutcomes: {
    in: 'Hereingekommen',
    ready: 'Käme herein',
    refused: 'Eine Prüfung ist fehlgeschlagen',
    waiting: 'Wartet auf die Site',
  },

  proveTitle: 'Domain nachweisen',
  proveWhy:
    'Über Adressen in einer nachgewiesenen Domain bestimmen Sie: Niemand sonst auf dieser Site kann das. Sie brauchen jemanden, der das DNS ändern kann.',
  begin: 'Eintrag anzeigen',
  lookFor: (domain) => `Eintrag von ${domain} prüfen`,
  domainsNone: 'Noch keine Domain',
  domainsNoneWhy: 'Bis eine Domain nachgewiesen ist, sind die Adressen, die Sie schicken, nur behauptet.',

  ready: 'Bereit',
  readyPeople: (n) => plural(n, { none: 'Noch niemand', one: '1 Person', other: '{n} Personen' }),
  waiting: 'Warten auf die Site',
  waitingWhy: 'Die Site entscheidet über sie. Sie müssen nichts tun.',
  counted: 'Gezählt',
  notCounted: 'Noch wurde nicht gezählt, wer bereit ist.',
  count: 'Jetzt zählen',
  groups: 'Gruppen',
  group: 'Gruppe',
  members: 'Mitglieder',
  groupsNone: 'Noch keine Gruppe angekommen',
  groupsNoneWhy:
    'Gruppen erscheinen hier binnen einer Sekunde, nachdem Ihr Identitätsanbieter sie geschickt hat.',

  health: 'Wie es läuft',
  lastCall: 'Letzter Aufruf',
  noCall: 'Noch keiner',
  callsToday: 'Aufrufe in 24 Stunden',
  calls: (n, refused) =>
    `${plural(n, { none: 'Keiner', one: '1 Aufruf', other: '{n} Aufrufe' })}, ${refused} nicht ausgeführt`,
  failing: 'Mindestens die Hälfte der letzten Aufrufe wurde nicht ausgeführt',
  failingWhy: 'Ihr Identitätsanbieter kommt nicht voran. Was ihm geantwortet wurde, steht unten.',
  errors: 'Nicht ausgeführte Aufrufe',
  errorsNone: 'Kein Aufruf ist fehlgeschlagen',
  errorsNoneWhy: 'Was Ihrem Identitätsanbieter verweigert wird, und warum, stünde hier.',
  at: 'Wann',
  call: 'Aufruf',
  answer: 'Antwort',
  noWords: 'Ohne Text',

  sendTitle: 'Einrichtungsseite an die IT des Kunden senden',
  sendWhy:
    'Jemand aus der IT des Kunden verbindet den Identitätsanbieter allein: Token, Domains, Gruppen, Zustand. Live schalten oder über andere Organisationen und Personen entscheiden kann niemand dort.',
  name: 'Name',
  send: 'Senden',
  sentTo: (address) => `Eine E-Mail an ${address} ist unterwegs.`,
  noMail: 'Dieser Server verschickt keine E-Mails: Link und Codes würden niemanden erreichen.',
  links: 'Wer sie hat',
  linksNone: 'Niemand hat sie',
  linksNoneWhy: 'Schicken Sie sie der Person, die sich dort um den Identitätsanbieter kümmert.',
  person: 'Person',
  state: 'Zustand',
  linkStates: {
    sent: 'Geschickt, noch nicht geöffnet',
    open: 'Offen',
    expired: 'Abgelaufen, nicht geöffnet',
    withdrawn: 'Zurückgezogen',
  },
  lastSeen: 'Zuletzt da',
  act: 'Aktionen',
  withdraw: 'Zurückziehen',
  withdrawWhat: (name) => `Einrichtungsseite von ${name} zurückziehen`,
  withdrawEffect:
    'Der Link öffnet nichts mehr, und wer gerade auf der Seite ist, ist sofort draußen. Was eingerichtet wurde, bleibt.',
}
