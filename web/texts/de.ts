import { access } from './de-access.ts'
import { apiKeys, deskNotices, proof } from './de-account.ts'
import { addresses } from './de-addresses.ts'
import { atOnce } from './de-at-once.ts'
import { audit } from './de-audit.ts'
import { brake } from './de-brake.ts'
import { byHand } from './de-by-hand.ts'
import { cases } from './de-cases.ts'
import { dialect } from './de-dialect.ts'
import { employees } from './de-employees.ts'
import { exchanges } from './de-exchanges.ts'
import { groups } from './de-groups.ts'
import { heldPeople } from './de-held.ts'
import { known } from './de-known.ts'
import { mail } from './de-mail.ts'
import { mapping } from './de-mapping.ts'
import { overview } from './de-overview.ts'
import { parting } from './de-parting.ts'
import { preview } from './de-preview.ts'
import { sessions } from './de-sessions.ts'
import { shared } from './de-shared.ts'
import { deletion, meanwhile, settings } from './de-site.ts'
import { staff } from './de-staff.ts'
import { unmanaged } from './de-unmanaged.ts'
import { subscription, usage } from './de-usage.ts'
import { work } from './de-work.ts'
import type { Texts } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

export const de: Texts = {
  ...shared,
  next: 'Weiter',
  back: 'Zurück',
  yes: 'Ja',
  no: 'Nein',
  none: 'keine',

  shell: {
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
    portals: 'Portale',
    access: 'Zugang',
    staff: 'Mitarbeitende',
    apiKeys: 'API-Schlüssel',
    mail: 'E-Mails',
    audit: 'Protokoll',
    work: 'Hintergrundarbeit',
    subscription: 'Abonnement',
    settings: 'Einstellungen',
    account: 'Ihr Konto',
    console: 'Agentenkonsole',
    importing: 'Importieren',
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

  overview,
  cases,
  directories: {
    sub: 'Jedes verbindet einen Identitätsanbieter einer Kundenfirma.',
    all: 'Alle Verzeichnisse',
    connect: 'Identitätsanbieter verbinden',
    none: 'Noch ist kein Identitätsanbieter verbunden',
    noneWhy:
      'Verbinden Sie den Identitätsanbieter einer Kundenfirma: Deren Personen und Gruppen erscheinen hier als Kunden und Organisationen und gehen, wenn sie dort gehen.',
    seeItWork: 'Ansehen, wie es geht',
    demonstration:
      'Ein Helpdesk mit drei Kundenfirmen, deren Identitätsanbieter und Mailserver auf Ihrem Rechner nachgestellt werden: Globex schreibt wie Microsoft Entra ID und meldet über SAML an, Initech wie Okta und über OpenID Connect, Hooli hat eine Datei und keinen Anbieter. Auf Knopfdruck wird jemand eingestellt, heiratet, wird entlassen oder schreibt im Namen eines anderen, und Sie lesen, was gesendet wurde, was zurückkam und was sich geändert hat.',
    demonstrationCommand: 'Im Ordner von Doorward, in einem zweiten Terminal',
    demonstrationPort: 'Solange dieser Server läuft, mit einem anderen Port: PORT=3100 davor.',
    demonstrationApart:
      'Sie hat ein eigenes Datenverzeichnis, ./data-demo, berührt nichts auf dieser Site und antwortet nur auf dem eigenen Rechner.',
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
  subscription,
  usage,
  directory: {
    setupSentAlready:
      'Diese Adresse hat die Einrichtungsseite schon. Ziehen Sie jenen Link zurück, um einen neuen zu senden.',
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
  people: {
    sub: 'Kunden: Personen mit einem Konto nur für das Portal, das nie etwas kostet.',
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
    noMemberWhy: 'Wer in ihren Quellen genannt ist, erscheint hier sofort.',
    because: 'Wegen',
    memberSince: 'Seit',
  },
  unmanaged,
  atOnce,
  byHand,
  heldPeople,
  employees,
  known,
  dialect,
  mapping,
  brake,
  parting,
  addresses,
  sessions,
  preview,
  access,
  directorySettings: {
    title: 'Was dieser Identitätsanbieter bekommt',
    lead: 'Identitätsanbieter legen den Standard verschieden aus. Die Vorgabe passt zum Anbieter; ändern Sie Einzelnes nur, wenn dessen IT darum bittet.',
    preset: 'Vorgabe',
    presetHint: 'Welcher Anbieter aufruft.',
    codeDoor: 'Codes per E-Mail für seine Personen',
    codeDoorHint:
      'Neben der Anmeldung ihrer eigenen Firma oder solange es keine gibt. Nie, wo diese vorgeschrieben ist.',
    codeDoorNo: 'Nein: Die eigene Firma meldet sie an',
    codeDoorYes: 'Ja: Ein Code per E-Mail lässt sie auch herein',
    auto: 'Gewählt, sobald der Anbieter erkannt ist',
    generic: 'Ein beliebiger Identitätsanbieter',
    saved: 'Gespeichert. Aufrufe folgen binnen einer halben Sekunde.',
  },
  staff,
  audit,
  mail,
  work,
  meanwhile,
  settings,
  deletion,
  proof,
  apiKeys,
  deskNotices,
}
