import type { DemoTexts } from './en-demo.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Was das Schaltpult der Vorführung sagt, auf Deutsch. */
export const demo: DemoTexts = {
  title: 'Lassen Sie etwas geschehen',
  lead: 'Wählen Sie eine Firma und drücken Sie einen Knopf. Deren Identitätsanbieter oder Mailserver sendet dann echte Nachrichten an die öffentlichen Adressen dieses Servers, und sonst geschieht nichts. Danach lesen Sie, was gesendet wurde, was zurückkam und was sich geändert hat.',
  places: 'Gehe zu',
  helpCentre: 'Hilfe-Center',
  console: 'Konsole',
  administration: 'Verwaltung',
  companies: 'Firmen',

  people: 'Personen',
  peopleOf: (company) => `Personen von ${company}`,
  find: 'Jemanden suchen',
  nobody: (text) => `Niemand heißt „${text}“`,
  nobodyWhy: 'Gesucht wird in Namen, Adressen und Abteilungen.',
  chosen: (name) => `Gewählt: ${name}.`,
  noneChosen: 'Niemand ist gewählt: Es trifft die Person, die als Nächste an der Reihe ist.',
  letGo: 'Niemanden wählen',
  left: 'Ausgeschieden',
  formerly: 'Früher',
  signInAs: 'Anmelden',
  signInAsWho: (name) => `Anmelden als ${name}`,
  signInHint: '„Anmelden“ öffnet einen neuen Tab, in dem Sie diese Person sind.',
  signInStaffHint:
    '„Anmelden“ öffnet einen neuen Tab und tritt in diesem Browser an die Stelle Ihrer eigenen Sitzung: Nehmen Sie ein privates Fenster.',
  noProvider:
    'Kein Identitätsanbieter: Diese Personen kamen mit einer Datei und melden sich mit einem Code an.',
  facts: (preset, protocol) => `${preset} schreibt, ${protocol} meldet an`,
  presets: { entra: 'Microsoft Entra ID', okta: 'Okta' },
  protocols: { saml: 'SAML', oidc: 'OpenID Connect' },
  directory: 'Verzeichnis der Firma',
  group: 'Gruppe',
  whichever: 'Die nächste an der Reihe',
  members: (name, n) =>
    plural(n, { one: `${name}, 1 Mitglied`, other: `${name}, {n} Mitglieder`, none: `${name}, niemand` }),

  ofPeople: 'Eine Person',
  ofGroups: 'Eine Gruppe, oder sehr viele',
  ofMails: 'Eine E-Mail an den Helpdesk',
  ofDesk: 'Der Helpdesk selbst',
  events: {
    hire: 'Einstellen',
    marry: 'Heiraten',
    'move-team': 'Team wechseln',
    dismiss: 'Entlassen',
    restore: 'Zurückholen',
    'rename-group': 'Umbenennen',
    'empty-group': 'Leeren',
    'delete-many': '40 % löschen',
    'rotate-certificate': 'Schlüssel wechseln',
    'mail-own': 'Selbst schreiben',
    'mail-look-alike': 'Als Doppelgänger schreiben',
    'mail-former': 'Von früherer Adresse schreiben',
    'mail-forged': 'Gefälschte E-Mail schreiben',
    lapse: 'Abonnement ablaufen lassen',
    renew: 'Abonnement erneuern',
  },
  hints: {
    hire: 'Der Anbieter sucht die Person und legt sie in einem Team an.',
    marry: 'Neuer Name und neue Adresse beim Anbieter; zuerst eine Anmeldung, danach der Abgleich.',
    'move-team': 'Aus einer Gruppe heraus, in die nächste hinein.',
    dismiss: 'Deaktiviert, in den Worten dieses Anbieters. Jede Sitzung endet.',
    restore: 'Wer gegangen ist, kommt wieder und ist dieselbe Person.',
    'rename-group': 'Die Organisation heißt dann ebenso.',
    'empty-group': 'Alle Mitglieder auf einmal: Die Bremse bewahrt, was nicht zurückzunehmen wäre.',
    'delete-many': 'Wie wenn jemand beim Anbieter den falschen Ordner löscht.',
    'rotate-certificate': 'Dann meldet sich jemand mit dem neuen an.',
    'mail-own': 'Von der eigenen Domain signiert.',
    'mail-look-alike': 'Der richtige Name, aber von einer Domain, die der echten ähnlich sieht.',
    'mail-former': 'Das Postfach, das die Person vor der Heirat hatte.',
    'mail-forged': 'Genau die richtige Adresse, aber nichts, was sie nachweist.',
    lapse: 'Niemand Neues kommt herein; wer geht, ist weiterhin sofort draußen.',
    renew: 'Was inzwischen wartete, zählt jetzt.',
  },
  hindrances: {
    left: (who) => `${who} ist ausgeschieden.`,
    present: (who) => `${who} ist nicht ausgeschieden.`,
    notMarried: (who) => `${who} hat keine frühere Adresse: Zuerst muss geheiratet werden.`,
    nobodyLeft: 'Niemand ist ausgeschieden.',
    nobodyThere: 'Niemand ist mehr da.',
    nobodyMarried: 'Niemand hat eine frühere Adresse: Zuerst muss jemand heiraten.',
    emptyGroup: 'Niemand ist in dieser Gruppe.',
    emptyGroups: 'Niemand ist mehr in einer Gruppe.',
    oneTeam: 'Es gibt nur ein Team.',
  },
  stories: {
    hire: (who) =>
      `${who} ist neu in der Firma. Das hat deren Identitätsanbieter mitgeteilt, und hier hat niemand etwas eingetippt.`,
    marry: (who) =>
      `${who} hat einen neuen Namen und eine neue Adresse. Die Anmeldung kam, bevor dieser Server davon erfuhr; der Identitätsanbieter teilte es danach mit. Es ist dieselbe Person, mit denselben Anfragen.`,
    'move-team': (who) => `${who} ist jetzt in einem anderen Team und sieht, was dort geteilt wird.`,
    dismiss: (who) => `${who} hat die Firma verlassen und ist hier sofort überall draußen.`,
    restore: (who) => `${who} ist wieder in der Firma. Es ist dieselbe Person, mit denselben Anfragen.`,
    'rename-group': (who) =>
      `Das Team heißt jetzt ${who}. Seine Organisation ist dieselbe, mit denselben Personen und Anfragen.`,
    'empty-group': (who) =>
      `Der Identitätsanbieter hat gesagt, dass ${who} keine Mitglieder mehr hat. Wo das sehr vielen etwas nimmt, entscheidet ein Mensch.`,
    'delete-many': (who) =>
      `${who} hat beim eigenen Identitätsanbieter sehr viele Personen gelöscht. Keine davon kommt noch herein. Was nicht zurückzugeben wäre, wartet auf einen Menschen.`,
    'rotate-certificate': (who) =>
      `Der Identitätsanbieter von ${who} signiert mit einem neuen Schlüssel, und damit hat sich jemand angemeldet. Bei OpenID Connect liest der Server den Schlüssel selbst. Ein Zertifikat von SAML fügt ein Mensch hinzu, damit es niemand unterschieben kann.`,
    'mail-own': (who) =>
      `${who} hat an den Helpdesk geschrieben, und die E-Mail weist nach, von wem sie ist.`,
    'mail-look-alike': (who) =>
      `Jemand hat im Namen von ${who} geschrieben, von einer Domain, die der echten ähnlich sieht.`,
    'mail-former': (who) => `Jemand hat von einer Adresse geschrieben, die früher ${who} gehörte.`,
    'mail-forged': (who) => `Jemand hat von anderswo als ${who} geschrieben und nichts nachgewiesen.`,
    lapse: () =>
      'Der Helpdesk zahlt nicht mehr. Wer eine Firma verlässt, ist weiterhin sofort draußen; niemand Neues kommt herein.',
    renew: () =>
      'Der Helpdesk zahlt wieder. Was wartete, zählt jetzt; wen der Server abgelehnt hat, bringt ein Identitätsanbieter beim nächsten Versuch.',
  },
  refused:
    'Der Server hat das abgelehnt, und hier ist nichts daraus geworden. Seine Antwort unten sagt, warum.',
  addressWaits: 'Der Helpdesk führt diese Adresse noch nicht.',
  waits:
    'Noch zählt nicht alles davon: Was jemandem etwas Neues gibt, wartet auf das Abonnement oder auf die Entscheidung eines Menschen.',
  sureTitle: (company) => `40 % von ${company} löschen?`,
  sure: (n, company) =>
    plural(n, {
      one: `Eine Person von ${company} verliert sofort jeden Zugang. „Zurückholen“ bringt jeweils eine zurück.`,
      other: `{n} Personen von ${company} verlieren sofort jeden Zugang. „Zurückholen“ bringt jeweils eine zurück.`,
    }),
  sureAct: (n) => plural(n, { one: '1 Person löschen', other: '{n} Personen löschen' }),
  isLapsed: 'Das Abonnement ist abgelaufen',
  isLapsedWhy:
    'Wen ein Anbieter jetzt einstellt, wird abgelehnt; was er ändert, wartet, bis Sie erneuern; wen er entlässt, ist sofort draußen.',

  happened: 'Was geschehen ist',
  nothingYet: 'Noch ist nichts geschehen',
  nothingYetWhy:
    'Drücken Sie einen Knopf: Was gesendet wurde, was zurückkam und was sich geändert hat, steht dann hier.',
  happens: 'Es geschieht …',
  sent: (n) =>
    plural(n, {
      one: 'Eine Nachricht wurde gesendet',
      other: '{n} Nachrichten wurden gesendet',
      none: 'Nichts wurde gesendet',
    }),
  more: (n) => plural(n, { one: 'Eine weitere zeigen', other: '{n} weitere zeigen' }),
  request: 'Gesendet',
  answer: 'Kam zurück',
  inLog: 'Bei den Aufrufen des Verzeichnisses',
  changed: 'Geändert',
  nothingChanged: 'Nichts als die Aufzeichnungen davon.',
  person: 'Person',
  employee: 'Mitarbeitende',
  subscription: 'Abonnement',
  plans: { lapse: 'Abgelaufen', renew: 'Aktiv' },
  case: 'Fall',
  askedNow: 'Anfrage',
  mail: 'E-Mail',
  signIn: 'Anmeldung',
  signedIn: 'Hereingelassen',
  levels: {
    sso: 'angemeldet',
    proven: 'nachgewiesen',
    known: 'bekannt',
    unknown: 'unbekannt',
    suspect: 'verdächtig',
  },

  reset: 'Zurücksetzen',
  resetHint: 'Alles ist dann wie am Anfang.',
  resetTitle: 'Die Vorführung zurücksetzen?',
  resetWhy:
    'Alles, was in ihr getan wurde, geht verloren, und die Firmen sind wieder wie am Anfang. Es dauert etwa eine halbe Minute; Ihre Sitzung endet, und ein Link lässt Sie wieder herein.',
  resetAct: 'Zurücksetzen',
  making: 'Die Vorführung wird zurückgesetzt',
  makingWhy: 'Diese Seite macht von selbst weiter.',
  made: 'Sie ist zurückgesetzt',
  madeNext: 'Passwort wählen und weitermachen',
  failed: 'Sie konnte nicht zurückgesetzt werden',
  failedWhy: 'Das Terminal, in dem sie gestartet wurde, sagt, warum. Starten Sie sie noch einmal.',
}
