import type { Texts } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

export const account: Texts['account'] = {
  sub: 'Wer Sie hier sind und wo Sie angemeldet sind.',
  address: 'E-Mail-Adresse',
  appearance: 'Darstellung in diesem Browser',
  language: 'Sprache',
  languages: { en: 'English', de: 'Deutsch' },
  scheme: 'Farben',
  schemes: { auto: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  changePassword: 'Passwort ändern',
  newPassword: 'Neues Passwort',
  passwordChanged: 'Geändert. Ihre anderen Sitzungen sind zu Ende.',
  sessions: 'Wo Sie angemeldet sind',
  signOutEverywhere: 'Überall abmelden',
  where: 'Wo',
  thisSession: 'Hier.',
  lastSeen: 'Zuletzt gesehen',
  opened: 'Angemeldet',
  act: 'Aktionen',
  endSession: 'Abmelden',
  signOutEffect: (n) =>
    plural(n, {
      none: 'Sie müssen sich neu anmelden, auch hier.',
      one: 'Sie sind nur hier angemeldet und müssen sich neu anmelden.',
      other: '{n} Sitzungen enden sofort, auch diese. Sie müssen sich neu anmelden.',
    }),
}

/** Of which requests an agent hears, in German. */
export const deskNotices: Texts['deskNotices'] = {
  title: 'E-Mails zu Anfragen',
  lead: 'Sie hören von dem, was andere tun, nie von dem, was Sie selbst getan haben.',
  newRequests: 'Neue Anfragen, und was in solchen geschrieben wird, die noch niemandem gehören',
  assignments: 'Anfragen, die Ihnen jemand zuweist',
  answers: 'Was andere in Ihren Anfragen schreiben',
}

export const proof: Texts['proof'] = {
  title: 'Sind Sie es noch?',
  why: 'Das geht nur innerhalb von zehn Minuten nach einer Anmeldung. Was Sie eingegeben haben, bleibt.',
  act: 'Weiter',
}

export const passkeys: Texts['passkeys'] = {
  title: 'Passkeys',
  about:
    'Fingerabdruck, Gesicht oder PIN auf einem Ihrer Geräte, oder ein Sicherheitsschlüssel. Ein Passkey meldet Sie ohne Passwort an. Das Passwort allein genügt dann nicht mehr.',
  add: 'Passkey hinzufügen',
  addHow: 'Ihr Browser fragt, auf welchem Gerät, und dort nach Fingerabdruck, Gesicht oder PIN.',
  name: 'Name',
  nameHint: 'Damit Sie später wissen, auf welchem Gerät er ist.',
  defaultName: (n) => `Passkey ${n}`,
  make: 'Weiter',
  made: 'Hinzugefügt',
  lastUsed: 'Zuletzt benutzt',
  never: 'Nie',
  rename: 'Umbenennen',
  renameWhat: (name) => `${name} umbenennen`,
  removeWhat: (name) => `Den Passkey ${name} entfernen`,
  removeEffect:
    'Er meldet Sie von jetzt an nicht mehr an. Das Gerät behält seinen Teil; löschen Sie ihn dort, damit er nicht mehr angeboten wird.',
  oldAddress:
    'Für eine frühere Adresse dieser Site erstellt. Er gilt nur dort: Entfernen Sie ihn und fügen Sie einen neuen hinzu.',
  use: 'Passkey benutzen',
  signIn: 'Mit einem Passkey anmelden',
  refused: 'Dieser Passkey meldet Sie hier nicht an',
  refusedNext:
    'Vielleicht wurde er entfernt, oder sein Gerät hat nicht nach Ihrer PIN gefragt. Melden Sie sich mit Ihrem Passwort an.',
  givenUp: 'Es wurde kein Passkey benutzt. Versuchen Sie es noch einmal oder nehmen Sie einen anderen Weg.',
  thereAlready: 'Dieses Gerät hat schon einen Passkey Ihres Kontos.',
  unknown: 'Dieser Browser kennt keine Passkeys. Nehmen Sie einen anderen Weg oder einen anderen Browser.',
  insecure: 'Browser nehmen Passkeys nur über https an, oder auf localhost',
  insecureNext:
    'Wer den Server betreibt, gibt ihm eine Adresse mit https und einem Namen statt Zahlen (PUBLIC_URL).',
  elsewhere: 'Passkeys dieser Site gelten an ihrer eigenen Adresse',
  elsewhereNext: 'Öffnen Sie Doorward dort, um einen zu benutzen oder hinzuzufügen.',
}

export const secondFactor: Texts['secondFactor'] = {
  title: 'Wege zur Anmeldung',
  totp: 'Codegenerator',
  totpOff:
    'Eine App auf Ihrem Telefon zeigt alle dreißig Sekunden einen neuen Code. Er wird nach dem Passwort verlangt.',
  totpOn: 'Nach dem Passwort wird ein Code Ihrer App verlangt.',
  totpSetUp: 'Einrichten',
  totpAnew: 'Neu einrichten',
  qrCode: 'QR-Code für Ihren Codegenerator',
  scan: 'Lesen Sie ihn mit Ihrer App ein. Wenn das nicht geht, tippen Sie das Geheimnis ab.',
  secret: 'Geheimnis',
  firstCode: 'Die sechs Ziffern, die Ihre App jetzt zeigt. Sie können sie einfügen.',
  confirm: 'Bestätigen',
  remove: 'Entfernen',
  removeTotp: 'Codegenerator entfernen',
  removeTotpEffect: 'Sein Code wird nicht mehr verlangt. Löschen Sie den Eintrag in Ihrer App.',
  removeLast: 'Dann meldet Sie das Passwort allein an, und Ihre Wiederherstellungscodes gelten nicht mehr.',
  codes: 'Wiederherstellungscodes',
  codesNone:
    'Sie bekommen zehn mit Ihrem ersten Passkey oder Codegenerator. Jeder meldet Sie einmal an, wenn Sie die anderen verloren haben.',
  codesLeft: (n) =>
    plural(n, {
      none: 'Keiner ist übrig. Erstellen Sie neue, damit Sie nicht ausgesperrt sind, wenn ein Gerät verloren geht.',
      one: '1 ist übrig. Jeder ersetzt einmal ein verlorenes Gerät.',
      other: '{n} sind übrig. Jeder ersetzt einmal ein verlorenes Gerät.',
    }),
  makeCodes: 'Neue Codes erstellen',
  makeCodesEffect:
    'Sie bekommen zehn neue Codes, die einmal gezeigt werden. Die bisherigen gelten dann nicht mehr.',
  codesTitle: 'Verwahren Sie diese Wiederherstellungscodes',
  codesWhy:
    'Sie werden nur dieses eine Mal gezeigt. Jeder meldet Sie einmal an, nach dem Passwort, wenn Passkey oder Codegenerator verloren sind. Drucken Sie sie aus oder legen Sie sie in einen Passwortmanager.',
  copyAll: 'Alle kopieren',
  download: 'Herunterladen',
  kept: 'Ich habe sie verwahrt',
  fileName: 'doorward-wiederherstellungscodes.txt',
  fileHead: (site, address) => `Wiederherstellungscodes von ${address} für ${site}. Jeder gilt einmal.`,
}

export const apiKeys: Texts['apiKeys'] = {
  sub: 'Mit einem Schlüssel handelt ein Programm für eine Person: Es darf, was der Schlüssel erlaubt, solange die Person es darf.',
  docs: 'Wie die API aufgerufen wird',
  none: 'Noch kein API-Schlüssel',
  noneWhy:
    'Ein Schlüssel lässt ein Programm tun, was Sie dürfen, oder weniger. Erstellen Sie oben einen; er wird einmal gezeigt.',
  add: 'API-Schlüssel erstellen',
  addAct: 'Schlüssel erstellen',
  label: 'Name',
  labelHint: 'Welches Programm ihn benutzt.',
  yours: 'Ihrer',
  scope: 'Er darf',
  scopeHint: 'Wählen Sie so wenig, wie das Programm braucht. Er darf nie mehr als Sie.',
  scopeCount: (n) => plural(n, { none: 'Nichts', one: '1 Recht', other: '{n} Rechte' }),
  made: 'Erstellt',
  lastUsed: 'Zuletzt benutzt',
  never: 'Nie',
  expires: 'Endet',
  expiresHint: 'Erstellen Sie vorher den nächsten.',
  noEnd: 'Nie',
  lives: { '30': 'Nach 30 Tagen', '90': 'Nach 90 Tagen', '365': 'Nach einem Jahr', never: 'Nie' },
  once: 'Nur dieses eine Mal zu sehen. Legen Sie ihn dorthin, wo das Programm seine Geheimnisse liest.',
  revoke: 'Widerrufen',
  revokeWhat: (label) => `Den API-Schlüssel ${label} widerrufen`,
  revokeEffect:
    'Das Programm, das ihn benutzt, wird sofort abgewiesen. Das lässt sich nicht rückgängig machen; ein neuer Schlüssel ist aber schnell erstellt.',
}
