import type { Texts } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

export const staff: Texts['staff'] = {
  sub: 'Personen mit einem internen Konto. Alle außer Mitgliedern werden berechnet.',
  add: 'Person hinzufügen',
  addAct: 'Hinzufügen',
  name: 'Name',
  person: 'Person',
  role: 'Rolle',
  state: 'Zustand',
  states: { invited: 'Eingeladen', active: 'Aktiv', disabled: 'Gesperrt' },
  lastSignIn: 'Letzte Anmeldung',
  never: 'Nie',
  act: 'Aktionen',
  link: 'Link, um ein Passwort zu wählen',
  linkOnce: (name) => `Nur dieses eine Mal zu sehen. Geben Sie ihn ${name}; er gilt einmal.`,
  mailLanguage: 'Sprache der E-Mails',
  byMail: 'Den Link per E-Mail senden',
  byMailHint: 'Dann sieht ihn sonst niemand.',
  noMail: 'Kein Mailserver ist eingestellt, daher bleiben E-Mails hier.',
  noMailNext: 'So stellen Sie einen ein',
  mailed: (address) => `Der Link ist unterwegs an ${address}`,
  mailedHint: 'Er gilt einmal.',
  mailedNext: 'Die E-Mail ansehen',
  acts: {
    disable: {
      button: 'Sperren',
      title: (name) => `${name} sperren`,
      effect:
        'Sitzungen, API-Schlüssel und Links dieser Person enden sofort. Sie können die Sperre aufheben.',
    },
    enable: {
      button: 'Entsperren',
      title: (name) => `${name} entsperren`,
      effect: 'Diese Person kann sich wieder anmelden.',
    },
    reset: {
      button: 'Neues Passwort',
      title: (name) => `Neues Passwort für ${name}`,
      effect:
        'Erstellt einen Link, mit dem diese Person ein neues Passwort wählt. Frühere Links enden damit. Codegenerator und Wiederherstellungscodes bleiben.',
    },
    second: {
      button: 'Zweiter Faktor',
      title: (name) => `Den zweiten Faktor von ${name} entfernen`,
      effect:
        'Für jemanden, der Geräte und Wiederherstellungscodes verloren hat. Dann meldet das Passwort allein diese Person an. Vergewissern Sie sich, dass sie selbst darum bittet.',
    },
  },
  hasSecond: 'Mit zweitem Faktor',
  roleAct: 'Rolle',
  roleOf: (name) => `Rolle von ${name}`,
  changeRole: 'Rolle ändern',
  roleEffect: 'Sitzungen dieser Person enden. Nach der nächsten Anmeldung gilt die neue Rolle.',
  ownRoleEffect: 'Das sind Sie: Ihre Sitzung endet, und Sie melden sich mit der neuen Rolle wieder an.',
  gains: 'Darf von da an',
  losesRights: 'Darf nicht mehr',
  becomesBillable: 'Dafür wird ein Platz berechnet.',
  becomesFree: 'Damit wird ein berechneter Platz frei.',
  roleMeans: {
    owner: 'Alles, auch das Abonnement und andere Inhaber.',
    admin:
      'Betreibt die Site: Verzeichnisse, Einstellungen, Mitarbeitende. Nicht das Abonnement, nicht die Inhaber.',
    agent: 'Beantwortet Anfragen und sieht Kunden, Organisationen und Verzeichnisse.',
    auditor: 'Sieht alles, auch das Protokoll, und ändert nichts.',
    member: 'Jemand aus dem Haus, der nur um Hilfe bittet. Wird nicht berechnet.',
  },
  losses: {
    title: {
      disable: 'Was sofort endet',
      reset: 'Was endet, sobald das neue Passwort gewählt ist',
      second: 'Was sofort endet',
    },
    sessions: (n) =>
      plural(n, { none: 'Keine offene Sitzung', one: '1 offene Sitzung', other: '{n} offene Sitzungen' }),
    apiKeys: (n) =>
      plural(n, {
        none: 'Kein API-Schlüssel',
        one: '1 API-Schlüssel, bis die Person wieder entsperrt wird',
        other: '{n} API-Schlüssel, bis die Person wieder entsperrt wird',
      }),
    passkeys: (n) => plural(n, { none: 'Kein Passkey', one: '1 Passkey', other: '{n} Passkeys' }),
    totp: 'Der Codegenerator',
    recoveryCodes: (n) =>
      plural(n, {
        none: 'Kein Wiederherstellungscode',
        one: '1 Wiederherstellungscode',
        other: '{n} Wiederherstellungscodes',
      }),
  },
  permissions: {
    'site.read': 'Die Site und ihre Einstellungen sehen',
    'site.change': 'Die Site und ihre Einstellungen ändern',
    'site.export': 'Alles von der Site mitnehmen',
    'site.delete': 'Die Site löschen und wiederherstellen',
    'subscription.read': 'Das Abonnement sehen, und wer berechnet wird',
    'subscription.change': 'Das Abonnement ändern',
    'work.read': 'Sehen, was im Hintergrund läuft',
    'work.change': 'Aufgaben erneut ausführen',
    'server.read': 'Sehen, was der Server im Ganzen tut, etwa seine Sicherungen',
    'server.change': 'Eine Sicherung des Servers auslösen',
    'directories.read': 'Verzeichnisse sehen',
    'directories.change': 'Verzeichnisse anlegen und steuern, mit ihren Tokens',
    'exchanges.read': 'Sehen, was Identitätsanbieter gesandt haben',
    'customers.read': 'Kunden sehen',
    'customers.change': 'Kunden hinzufügen und ändern',
    'organizations.read': 'Organisationen sehen',
    'organizations.change': 'Organisationen von Hand anlegen und ändern',
    'requests.read': 'Anfragen sehen',
    'requests.ask': 'Im Hilfe-Center um Hilfe bitten',
    'requests.change': 'Anfragen beantworten und im Namen von Kunden stellen',
    'access.read': 'Sehen, wer hereinkommt, und warum jemand nicht',
    'access.change': 'Entscheiden, wer hereinkommt',
    'cases.read': 'Sehen, was zu entscheiden ist',
    'cases.decide': 'Es entscheiden',
    'audit.read': 'Das Protokoll lesen',
    'mail.read': 'Gesendete E-Mails lesen',
    'mail.change': 'Test-E-Mails senden und E-Mails erneut versuchen',
    'staff.read': 'Mitarbeitende sehen',
    'staff.change': 'Mitarbeitende hinzufügen und ändern',
    'owners.change': 'Inhaber ernennen und ändern',
    'api-keys.use': 'API-Schlüssel haben',
    'api-keys.change': 'API-Schlüssel anderer sehen und widerrufen',
  },
}
