import type {
  deletion as englishDeletion,
  meanwhile as englishMeanwhile,
  settings as englishSettings,
} from './en-site.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Zwei an einer Sache. */
export const meanwhile: typeof englishMeanwhile = {
  title: (who) => `Während Sie schrieben, geändert: ${who}`,
  when: 'Das war {when}. Was Sie geschrieben haben, steht noch hier; gespeichert ist davon noch nichts.',
  theirs: (value) => `jetzt „${value}“`,
  both: (theirs, mine) => `jetzt „${theirs}“, Ihres „${mine}“`,
  showTheirs: 'Die andere Fassung zeigen',
  keepMine: 'Meine Fassung behalten',
}

/** Die Einstellungen der Site. */
export const settings: typeof englishSettings = {
  sub: 'Was für die ganze Site gilt.',
  title: 'Site',
  name: 'Name der Site',
  nameHint: 'Er steht auf der Anmeldeseite, in jedem Titel und in E-Mails.',
  languages: 'Angebotene Sprachen',
  languagesHint: 'Unter diesen wählt jede und jeder selbst.',
  language: 'Sprache der Site',
  languageHint: 'Für E-Mails und für alle, die keine gewählt haben und deren Browser keine davon spricht.',
  timeZone: 'Zeitzone',
  timeZoneHint: 'Genaue Zeiten werden in ihr gezeigt, auf den Seiten und in E-Mails.',
  staffDomains: 'Domains der Mitarbeitenden',
  staffDomainsHint:
    'Etwa acme.com, durch Kommas getrennt. Kein Kunde hat dort eine Adresse: Wen ein Verzeichnis mit einer solchen schickt, der wartet auf Ihre Entscheidung.',
  addressNotices: 'Benachrichtigung bei Adressänderung',
  addressNoticesHint:
    'Wird die Adresse eines Kunden geändert, geht eine E-Mail an die alte und an die neue. Eine behauptete Adresse bekommt keine.',
  look: 'Aussehen',
  logo: 'Logo',
  logoHint:
    'PNG, JPEG oder WebP, höchstens 512 KiB. Es erscheint 22 Pixel hoch; ein durchsichtiger Hintergrund passt zu Hell und Dunkel.',
  logoAlt: 'Das jetzige Logo',
  noLogo: 'Noch kein Logo.',
  chooseLogo: 'Bild wählen',
  otherLogo: 'Anderes Bild',
  removeLogo: 'Logo entfernen',
  accent: 'Akzentfarbe',
  accentHint: 'Als #rrggbb, für Knöpfe, Links und Ausgewähltes. Leer: das Blau von Doorward.',
  pickAccent: 'Akzentfarbe aussuchen',
  accentMoved: (wanted, shown) =>
    `Auf ${wanted} wäre weiße Schrift nicht lesbar: Knöpfe nehmen ${shown}, Links den nächsten lesbaren Ton.`,
  schemes: { light: 'Hell', dark: 'Dunkel' },
  sampleButton: 'Speichern',
  sampleLink: 'Ein Link',
  sampleSelected: 'Ausgewählt',
  files: 'Dateien in Anfragen',
  attachmentMbMax: 'Größte Datei, in MB',
  attachmentMbMaxHint: (max: number) =>
    `Dieser Server nimmt höchstens Dateien von ${max} MB an, was auch immer hier steht.`,
  attachmentGbMax: 'Alle Dateien zusammen, in GiB',
  attachmentGbMaxHint:
    'Darüber hinaus wird keine Datei mehr angenommen. 0: so viel, wie die Platte fasst. Ein GiB sind 1,07 GB.',
  filesUsed: (used: string) => `Jetzt sind es ${used}.`,
  filesUsedOf: (used: string, max: string) => `Jetzt sind es ${used} von ${max}.`,
  filesOfDay: (max: string) => `Ein Kunde darf innerhalb von 24 Stunden höchstens ${max} hochladen.`,
  blockedByDefault: 'Ablehnen, was beim Öffnen ausgeführt wird',
  blockedByDefaultHint: 'Doorwards eigene Liste von Programmen und Skripten, wie sie jede Version hat.',
  blockedEndings: 'Abgelehnte Endungen',
  blockedEndingsHint:
    'Zum Beispiel exe, docm, durch Kommas getrennt. Ein Programm wird auch an seinen Bytes erkannt, wie immer es heißt.',
  retention: 'Aufbewahrung',
  exchangeDays: 'Tage, die Aufrufe aufbewahrt werden',
  portal: 'Wie Kunden sich anmelden',
  companyChooser: 'Kunden dürfen ihre Firma wählen',
  companyChooserHint:
    'Wer die Anmeldeseite öffnet, sieht die Namen der Firmen, die hier anmelden. Für Personen ohne eigenes Postfach.',
  defaultDirectory: 'Erste Tür der Anmeldeseite',
  defaultDirectoryHint:
    'Wenn die meisten aus einer Firma kommen. Die Tür erscheint, sobald dieses Verzeichnis anmeldet.',
  noDirectory: 'Keine',
  customerPasskeys: 'Kunden dürfen Passkeys hinzufügen',
  customerPasskeysHint:
    'Fingerabdruck, Gesicht oder PIN eines eigenen Geräts statt des Codes, für alle, die ein Code hereinließe. Niemand kann einen erraten oder abfangen. Schalten Sie das aus, enden Sitzungen, die ein Passkey geöffnet hat.',
  customerPasswords: 'Kunden dürfen ein Passwort wählen',
  customerPasswordsHint:
    'Es steht neben dem Code per E-Mail, für alle, die ein Code hereinließe. Ist das aus, melden gewählte Passwörter niemanden an, und Sitzungen, die sie geöffnet haben, sind beendet.',
  customerApiKeys: 'Kunden dürfen API-Schlüssel haben',
  customerApiKeysHint:
    'Ein Programm von ihnen fragt und liest im Hilfe-Center wie sie selbst und kann sonst nichts. Schalten Sie das aus, enden alle Schlüssel von Kunden.',
  customerIdleHours: 'Stunden, bis eine ungenutzte Sitzung endet',
  customerIdleHoursHint: 'Der Kunden. Von 1 bis 720.',
  customerSessionDays: 'Tage, bis jede Sitzung endet',
  customerSessionDaysHint:
    'Dann melden Kunden sich neu an, auch wenn sie gerade arbeiten. Von 1 bis 90; es gilt für Sitzungen, die ab jetzt beginnen.',
  exchangeDaysHint: 'Aufrufe enthalten Namen und Adressen. Ältere werden nachts gelöscht. Von 1 bis 3650.',
  signInMonths: 'Monate, die Anmeldungen aufbewahrt werden',
  signInMonthsHint:
    'Von welcher Adresse und mit welchem Browser sich jemand anmeldete oder es versuchte. Danach bleibt nur das Ereignis. Bis 120; 0 behält es für immer.',
  leaverMonths: 'Monate, die Ausgeschiedene aufbewahrt werden',
  leaverMonthsHint:
    'Wer vor längerer Zeit ausschied, wird nachts gelöscht, wie auf der Seite der Person; ebenso Absender, von denen so lange nichts kam. Bis 120; 0 behält alle.',
  leavers: (people, inDirectory, senders) =>
    `${plural(people, {
      none: 'In der nächsten Nacht wird deswegen niemand gelöscht.',
      one: 'In der nächsten Nacht wird deswegen 1 Person gelöscht.',
      other: 'In der nächsten Nacht werden deswegen {n} Personen gelöscht.',
    })} ${plural(inDirectory, {
      none: '',
      one: '1 weitere, die ein Verzeichnis noch hat, bleibt, bis es sie löscht.',
      other: '{n} weitere, die ein Verzeichnis noch hat, bleiben, bis es sie löscht.',
    })} ${plural(senders, {
      none: '',
      one: '1 Absender, von dem so lange nichts kam, wird auch gelöscht.',
      other: '{n} Absender, von denen so lange nichts kam, werden auch gelöscht.',
    })}`.trim(),
  leaversNever: 'Niemand wird gelöscht, weil er ausgeschieden ist.',
  publicUrl: 'Öffentliche Adresse',
  address: 'Adresse',
  encrypted: 'Verschlüsselung',
  https: 'Ja, über https',
  http: 'Keine: http',
  reached: 'Reichweite',
  calls: 'Aufrufe bei Anbietern',
  callsPublic: 'Nur per HTTPS ins öffentliche Internet (OUTBOUND_ALLOW erlaubt mehr)',
  callsAlso: 'Per HTTPS ins öffentliche Internet, und durch OUTBOUND_ALLOW zu',
  reaches: {
    'this-machine': 'Nur von diesem Rechner aus',
    private: 'Nur in einem privaten Netz',
    'unknown-name': 'Kein Rechner dieses Namens ist bekannt',
    'no-answer': 'Dort antwortet Doorward nicht',
    answers: 'Sie antwortet, vom Server selbst aus gesehen',
  },
  notReachable: (url) => `Ihr Identitätsanbieter kann ${url} nicht erreichen: Setzen Sie PUBLIC_URL`,
  setPublicUrl: 'Setzen Sie beim Start des Servers {variable} auf die Adresse, die das Internet kennt.',
  doubtful: 'Identitätsanbieter erreichen das vielleicht nicht',
  doubtfulWhy:
    'Prüfen Sie den Namen, den Proxy vor dem Server und dessen Firewall. Sehen Sie dann noch einmal nach.',
  httpWhy: 'Identitätsanbieter verlangen https und senden sonst weder Personen noch Token.',
  tellProviders:
    'Diese Identitätsanbieter rufen je eine eigene Adresse auf. Ändert sich die öffentliche Adresse, tragen Sie dort die neue ein:',
  saved: 'Gespeichert.',
  saveWhat: (what) => `Speichern: ${what}`,
}

/** Die Site löschen. */
export const deletion: typeof englishDeletion = {
  title: 'Site löschen',
  lead: 'Alles wird gelöscht: Personen, Anfragen, Verzeichnisse, Einstellungen, Protokoll. Eine Woche lang können Sie es zurücknehmen.',
  button: 'Site löschen',
  ask: 'Die Site löschen?',
  act: 'Site löschen',
  effect: (days) =>
    `Von jetzt an antwortet sie nicht mehr: Mitarbeitende können nicht arbeiten, Identitätsanbieter werden abgewiesen. Nach ${days} Tagen wird sie endgültig entfernt; bis dahin kann ein Inhaber sie hier wiederherstellen.`,
  counted: {
    customers: 'Kunden',
    requests: 'Anfragen',
    organizations: 'Organisationen',
    directories: 'Verzeichnisse',
    staff: 'Mitarbeitende',
  },
  orMore: (count) => `${count} oder mehr`,
  confirm: (slug) => `Zur Bestätigung ${slug} eingeben`,
  wrong: (slug) => `Das ist nicht ${slug}.`,
  leaving: (name) => `${name} wird gelöscht`,
  goesAt: (when) => `Endgültig entfernt wird sie am ${when}`,
  untilThen: 'Bis dahin können Sie sie mit allem, was sie hatte, wiederherstellen.',
  askOwner: 'Bis dahin kann ein Inhaber sie wiederherstellen. Fragen Sie dort nach.',
  restore: 'Site wiederherstellen',
}
