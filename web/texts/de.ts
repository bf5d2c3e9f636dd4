import { access } from './de-access.ts'
import { account, apiKeys, passkeys, proof, secondFactor } from './de-account.ts'
import { addresses } from './de-addresses.ts'
import { atOnce } from './de-at-once.ts'
import { audit } from './de-audit.ts'
import { brake } from './de-brake.ts'
import { byHand } from './de-by-hand.ts'
import { cases } from './de-cases.ts'
import { connecting } from './de-connection.ts'
import { dialect } from './de-dialect.ts'
import { domains } from './de-domains.ts'
import { employees } from './de-employees.ts'
import { erasing } from './de-erasing.ts'
import { errors } from './de-errors.ts'
import { exchanges } from './de-exchanges.ts'
import { groups } from './de-groups.ts'
import { handing } from './de-handing.ts'
import { heldPeople } from './de-held.ts'
import { importing } from './de-import.ts'
import { inviting } from './de-inviting.ts'
import { known } from './de-known.ts'
import { mail } from './de-mail.ts'
import { mapping } from './de-mapping.ts'
import { merging } from './de-merging.ts'
import { moving } from './de-moving.ts'
import { overview } from './de-overview.ts'
import { ownWays } from './de-own-ways.ts'
import { parting } from './de-parting.ts'
import { portal } from './de-portal.ts'
import { preview } from './de-preview.ts'
import { sessions } from './de-sessions.ts'
import { settingUp } from './de-setup.ts'
import { signInTest } from './de-sign-in-test.ts'
import { deletion, detailFields, meanwhile, settings, siteExport } from './de-site.ts'
import { staff } from './de-staff.ts'
import { unmanaged } from './de-unmanaged.ts'
import { subscription, usage } from './de-usage.ts'
import { wizard } from './de-wizard.ts'
import { work } from './de-work.ts'
import type { Texts } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

export const de: Texts = {
  product: 'Doorward',
  otherLanguage: 'English',
  loading: 'Wird geladen',
  cancel: 'Abbrechen',
  close: 'Schließen',
  save: 'Speichern',
  next: 'Weiter',
  back: 'Zurück',
  yes: 'Ja',
  no: 'Nein',
  none: 'keine',

  shell: {
    skip: 'Zum Inhalt',
    administration: 'Verwaltung',
    places: 'Bereiche',
    openMenu: 'Menü öffnen',
    closeMenu: 'Menü schließen',
    signOut: 'Abmelden',
    overview: 'Übersicht',
    directories: 'Verzeichnisse',
    cases: 'Fälle',
    people: 'Personen',
    organizations: 'Organisationen',
    access: 'Zugang',
    staff: 'Mitarbeitende',
    apiKeys: 'API-Schlüssel',
    mail: 'E-Mails',
    audit: 'Protokoll',
    work: 'Hintergrundarbeit',
    subscription: 'Abonnement',
    settings: 'Einstellungen',
    account: 'Ihr Konto',
  },
  roles: {
    owner: 'Inhaber',
    admin: 'Verwalter',
    agent: 'Agent',
    auditor: 'Prüfer',
    member: 'Mitglied',
  },
  roleCounts: {
    owners: 'Inhaber',
    admins: 'Verwalter',
    agents: 'Agenten',
    auditors: 'Prüfer',
    members: 'Mitglieder',
    customers: 'Kunden',
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
  },
  stale: {
    title: 'Es gibt eine neue Version',
    why: 'Der Server wurde erneuert, während diese Seite offen war.',
    next: 'Laden Sie die Seite neu, um mit der neuen Version weiterzumachen.',
    reload: 'Neu laden',
  },
  notFound: {
    title: 'Diese Seite gibt es nicht',
    why: 'Die Adresse führt nirgendwohin. Vielleicht fehlt am Ende ein Buchstabe.',
    next: 'Zur ersten Seite',
  },
  errors,

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
    askAgain: 'Bitten Sie um einen neuen, wo dieser herkam.',
  },

  overview,
  cases,
  connecting,
  directories: {
    sub: 'Jedes verbindet einen Identitätsanbieter einer Kundenfirma.',
    all: 'Alle Verzeichnisse',
    connect: 'Identitätsanbieter verbinden',
    none: 'Noch ist kein Identitätsanbieter verbunden',
    noneWhy:
      'Verbinden Sie den Identitätsanbieter einer Kundenfirma: Ihre Personen und Gruppen erscheinen hier als Kunden und Organisationen und gehen, wenn sie dort gehen.',
    directory: 'Verzeichnis',
    state: 'Zustand',
    lastExchange: 'Letzter Aufruf',
    people: 'Aktive Personen',
    groups: 'Gruppen',
    tokens: 'Token',
    noToken: 'Keines',
    noCall: 'Noch kein Aufruf',
    notRecognised: 'noch nicht erkannt',
  },
  wizard,
  directory: {
    title: 'Verzeichnis',
    tabs: {
      directory: 'Aufrufe',
      directoryPeople: 'Personen',
      directoryGroups: 'Gruppen',
      mapping: 'Zuordnung',
      preview: 'Vorschau',
      domains: 'Domains',
      tokens: 'Token',
      directorySignIn: 'Anmeldung',
      directorySettings: 'Einstellungen',
      provisioning: 'Bereitstellung',
    },
    people: (n) => plural(n, { one: '1 aktive Person', other: '{n} aktive Personen' }),
    groups: (n) => plural(n, { one: '1 Gruppe', other: '{n} Gruppen' }),
    lastExchange: 'Letzter Aufruf',
    acts: {
      live: {
        button: 'Anhalten',
        title: (name) => `${name} anhalten?`,
        effect:
          'Niemand Neues kommt herein und niemand tritt einer Organisation bei, bis Sie fortsetzen. Sitzungen laufen weiter. Wer geht, verliert den Zugang weiterhin sofort.',
      },
      paused: {
        button: 'Fortsetzen',
        title: (name) => `${name} fortsetzen?`,
        effect: 'Was während der Pause ankam, wird jetzt gewährt.',
      },
      rehearsal: 'Live gehen',
    },
  },
  exchanges,
  groups,
  importing,
  people: {
    sub: 'Kunden: Personen mit einem Konto nur für das Portal. Sie kosten nie etwas.',
    search: 'Personen suchen',
    searchHint: 'Ein Name oder eine Adresse von heute oder früher',
    none: 'Noch keine Kunden',
    noneWhy: 'Kunden erscheinen, wenn der Identitätsanbieter eines Verzeichnisses seine Personen sendet.',
    nobodyFound: (text) => `Niemand passt zu „${text}“`,
    nobodyFoundWhy: 'Gesucht wird in Namen und am Anfang heutiger und früherer Adressen.',
    noneOf: (directory) => `Noch niemand aus ${directory}`,
    noneOfWhy:
      'Personen erscheinen hier binnen einer Sekunde, nachdem der Identitätsanbieter sie gesendet hat.',
    noneWhileNotLive:
      'Das Verzeichnis ist nicht live: Personen werden empfangen und erscheinen, wenn es live geht.',
    person: 'Person',
    managedBy: 'Verwaltet von',
    unmanaged: 'Keinem Verzeichnis',
    state: 'Zustand',
    active: 'Aktiv',
    inactive: 'Inaktiv',
    waits: 'Wartet auf eine Entscheidung',
    erased: 'Gelöscht: Was bleibt, ist eine Zeile für die Anfragen',
    inactiveWhy: 'Inaktiv: kann sich nicht anmelden',
    deactivatedHere: 'Hier deaktiviert: kann sich nicht anmelden, auch nicht über das Verzeichnis',
    merged: 'Mit einem anderen Kunden zusammengeführt',
    mergedWhy: 'Anfragen, Adressen und alles andere sind dort.',
    toSurvivor: 'Zu diesem Kunden',
    changed: 'Geändert',
    noAddress: 'Keine Adresse. Meldet sich per SSO an, bekommt keine E-Mail.',
    account: 'Konto',
    address: 'Adresse',
    userIn: (directory) => `Benutzer in ${directory}`,
    noUserName: 'ohne Benutzernamen',
    notSaid: 'Nicht angegeben',
    requests: 'Anfragen',
    requestCount: (n) => plural(n, { none: 'Noch keine', one: '1 Anfrage', other: '{n} Anfragen' }),
    since: 'Bekannt seit',
    formerAddresses: 'Frühere Adressen',
    noFormerAddress: 'Keine. Ändert sich die Adresse, bleibt die alte hier auffindbar.',
    until: 'Bis',
    noOrganization: 'Keine.',
    timeline: 'Was geschehen ist',
  },
  organizations: {
    sub: 'Firmen und Teams, deren Mitglieder Anfragen teilen können.',
    none: 'Noch keine Organisation',
    noneWhy:
      'Gruppen eines Verzeichnisses werden zu Organisationen, und ein Verzeichnis kann eine Heimatorganisation haben. Auch von Hand lässt sich eine anlegen.',
    organization: 'Organisation',
    sources: 'Gespeist aus',
    noSource: 'Nichts. Sie hat keine Mitglieder.',
    since: 'Entstanden',
    members: 'Mitglieder',
    noMember: 'Zurzeit gehört niemand dazu',
    noMemberWhy: 'Wen ihre Quellen nennen, erscheint hier sofort.',
    because: 'Wegen',
    memberSince: 'Seit',
  },
  unmanaged,
  atOnce,
  byHand,
  erasing,
  heldPeople,
  employees,
  handing,
  signInTest,
  inviting,
  known,
  merging,
  moving,
  dialect,
  domains,
  mapping,
  brake,
  parting,
  addresses,
  ownWays,
  portal,
  sessions,
  settingUp,
  preview,
  access,
  tokens: {
    title: 'Token',
    another: 'Ein weiteres Token',
    label: 'Bezeichnung',
    labelHint: 'Etwa: Entra, ab Mai',
    make: 'Token erstellen',
    once: 'Nur dieses eine Mal zu sehen. Fügen Sie es jetzt ein.',
    none: 'Kein Token',
    noneWhy: 'Ohne eines kann der Identitätsanbieter nicht aufrufen.',
    state: 'Zustand',
    states: { live: 'Gilt', expired: 'Abgelaufen', revoked: 'Beendet' },
    made: 'Entstanden',
    used: 'Zuletzt benutzt',
    expires: 'Läuft ab',
    never: 'Nie',
    act: 'Aktionen',
    end: 'Beenden',
    endWhat: (label) => `Token „${label}“ beenden`,
    endEffect:
      'Der Identitätsanbieter wird mit diesem Token binnen einer halben Sekunde abgewiesen. Das lässt sich nicht zurücknehmen: Er braucht dann ein anderes.',
  },
  directorySettings: {
    title: 'Was dieser Identitätsanbieter bekommt',
    lead: 'Identitätsanbieter lesen den Standard verschieden. Die Vorgabe passt zum Anbieter; ändern Sie Einzelnes nur, wenn dessen IT darum bittet.',
    preset: 'Vorgabe',
    presetHint: 'Welcher Anbieter aufruft.',
    codeDoor: 'Codes per Mail für seine Personen',
    codeDoorHint:
      'Neben der Anmeldung ihrer eigenen Firma oder solange es keine gibt. Nie, wo diese verlangt wird.',
    codeDoorNo: 'Nein: Ihre Firma meldet sie an',
    codeDoorYes: 'Ja: Ein Code per Mail lässt sie auch herein',
    auto: 'Gewählt, sobald der Anbieter erkannt ist',
    generic: 'Ein beliebiger Identitätsanbieter',
    saved: 'Gespeichert. Aufrufe folgen binnen einer halben Sekunde.',
  },
  staff,
  audit,
  mail,
  subscription,
  usage,
  work,
  meanwhile,
  settings,
  detailFields,
  deletion,
  siteExport,
  account,
  proof,
  passkeys,
  secondFactor,
  apiKeys,
}
