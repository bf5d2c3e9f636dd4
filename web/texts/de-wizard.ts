import type { SetUpTexts } from './en-set-up.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** What the wizard that connects an identity provider says, in German. */
export const wizard: SetUpTexts['wizard'] = {
  title: 'Identitätsanbieter verbinden',
  connecting: (name) => `${name} verbinden`,
  crumb: 'Neu',
  steps: 'Schritte',
  done: 'Erledigt:',
  stepNames: ['Wessen Personen', 'Identitätsanbieter', 'Name', 'Bereitstellung', 'Anmeldung', 'Domains'],
  stepOf: (n, of) => ` · Schritt ${n} von ${of}`,
  cancel: 'Abbrechen',
  whose: 'Wen kennt er: Ihre Kunden oder Ihre eigenen Beschäftigten?',
  customers: 'Ihre Kunden',
  customersMean: 'Personen einer anderen Firma, die um Hilfe bitten, nichts kosten und keinen Platz belegen.',
  employees: 'Ihre eigenen Beschäftigten',
  employeesMean:
    'Personen Ihrer eigenen Firma: Mitglieder, die nur fragen und nichts kosten, und durch eine Gruppe Agenten und Verwalter.',
  which: 'Welchen Identitätsanbieter hat die Firma?',
  another: 'Ein anderer',
  providerHint:
    'Wenn Sie es nicht wissen, nehmen Sie „Ein anderer“: Doorward erkennt die meisten an ihren ersten Aufrufen.',
  nameTitle: 'Wie soll das Verzeichnis heißen?',
  name: 'Name des Verzeichnisses',
  nameHint: (provider) => `Meist der Name der Firma. Verbunden über ${provider}.`,
  home: 'Heimatorganisation (optional)',
  homeHint: 'Eine neue Organisation, zu der alle aus diesem Verzeichnis gehören, etwa die Firma selbst.',
  rehearse: 'Mit einer Probe beginnen',
  rehearseHint: 'Alles wird empfangen und nichts gewährt, bis Sie live gehen.',
  make: 'Verzeichnis anlegen',
  paste: (provider) => `Diese beiden Werte gehören in ${provider}`,
  notReachable: 'Diese Adresse erreicht nur dieser Rechner',
  setPublicUrl:
    'Ein Identitätsanbieter im Internet kann das nicht. Setzen Sie beim Start des Servers {variable} auf die Adresse, die das Internet kennt.',
  guide: 'Schritt für Schritt (auf Englisch)',
  guideForIt: 'Die Befehle darin sind für den Helpdesk, der Sie eingeladen hat, nicht für Sie.',
  tokenOnce:
    'Nur dieses eine Mal zu sehen. Verloren? Erstellen Sie später ein neues; das alte gilt, bis Sie es beenden.',
  tokenGone:
    'Das Token war einmal zu sehen, als es entstand. Ist es verloren, erstellen Sie ein neues; das alte gilt, bis Sie es beenden.',
  tokenLabel: 'Bereitstellung',
  anotherToken: 'Neues Token erstellen',
  thenTest: 'Wählen Sie dort dann {test}. Die Zeilen hierunter werden von selbst grün.',
  thenWait: 'Speichern Sie dort dann. Die Zeilen hierunter werden von selbst grün.',
  arrived: 'Was angekommen ist',
  firstCall: 'Erster Aufruf angekommen',
  lastCall: 'Der letzte kam',
  speaksLike: (client) => `Er spricht wie ${client}.`,
  seeCalls: 'Aufrufe ansehen',
  waitingForCall: 'Warten auf den ersten Aufruf …',
  waitingForCallNext:
    'Er erscheint hier binnen zwei Sekunden. Sie dürfen die Seite verlassen und wiederkommen.',
  people: (n) => plural(n, { one: 'Eine aktive Person angekommen', other: '{n} aktive Personen angekommen' }),
  seePeople: 'Personen ansehen',
  waitingForPerson: 'Warten auf die erste Person …',
  waitingForPersonNext: 'Weisen Sie beim Identitätsanbieter jemanden der Anwendung zu.',
  saved: 'Gespeichert. Sie können wiederkommen.',
  finish: 'Zum Verzeichnis',
  signIn: 'Weiter: wie sie sich anmelden',
  later: 'Später',
  signInLater:
    'Das kann warten, und solange ändert sich für niemanden etwas. Später finden Sie es auf der Seite {page} des Verzeichnisses, mit allen Einstellungen.',
  signInMore: 'Alle Einstellungen und jede Anmeldung stehen auf der Seite {page} des Verzeichnisses.',
  domainsWhy:
    'Wem eine Domain gehört, der bestimmt über ihre Adressen. Bis eine Domain nachgewiesen oder zugesichert ist, sind die Adressen, die dieses Verzeichnis schickt, nur behauptet: sichtbar, aber kein Nachweis.',
  domainsLater: 'Das kann warten. Später finden Sie es auf der Seite {page} des Verzeichnisses.',
  proofs: 'Wie weit die Domains sind',
  waitingForRecord: (domain) => `Warten auf den Eintrag von ${domain} …`,
  waitingForRecordNext:
    'Die Zeile wird von selbst grün, sobald der Eintrag gefunden wurde, hier oder auf der Einrichtungsseite der dortigen IT. Sie können die Seite verlassen und wiederkommen.',
  speaksFor: {
    proven: (domain) => `${domain} ist nachgewiesen`,
    declared: (domain) => `${domain} ist zugesichert`,
  },
}
