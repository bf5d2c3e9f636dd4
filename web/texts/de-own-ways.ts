import type { ownWays as english } from './en-own-ways.ts'

/** What the help centre says of the ways in that customers have besides the code by mail, in German. */
export const ownWays: typeof english = {
  toPassword: 'Mit einem Passwort anmelden',
  passwordTitle: 'Mit Ihrem Passwort anmelden',
  passwordLead:
    'Für alle, die hier eines gewählt haben. Vergessen? Lassen Sie sich eine E-Mail senden und wählen Sie in Ihrem Konto ein neues.',
  act: 'Anmelden',
  byMail: 'Stattdessen eine E-Mail',
  wrong: 'Mit dieser Adresse und diesem Passwort geht es nicht',
  wrongNext:
    'Vielleicht haben Sie hier kein Passwort, oder Ihre Tür ist eine andere: die Ihrer Firma. Lassen Sie sich eine E-Mail senden: Darin steht ein Code, oder welche Tür die richtige ist.',

  title: 'Andere Wege zur Anmeldung',
  lead: 'Mit einem Code per E-Mail können Sie sich immer anmelden. Was Sie hier hinzufügen, kommt dazu.',
  leadClosed:
    'Zurzeit gelten sie nicht: Ihre Firma meldet Sie an, oder dieses Hilfe-Center nimmt sie nicht mehr an.',
  passkeysAbout:
    'Fingerabdruck, Gesicht oder PIN auf einem Ihrer Geräte, oder ein Sicherheitsschlüssel. Ein Passkey meldet Sie ohne Code und ohne Passwort an.',
  passkeyRefused:
    'Vielleicht wurde er entfernt, oder Ihre Tür ist inzwischen eine andere: die Ihrer Firma. Geben Sie Ihre Adresse ein: In der E-Mail steht ein Code, oder welche Tür die richtige ist.',
  removePasskey: 'Passkey entfernen',
  signedOut: 'Überall außer hier werden Sie abgemeldet.',
  password: 'Passwort',
  none: 'Sie haben keines.',
  chosen: 'Gewählt',
  set: 'Passwort wählen',
  change: 'Ändern',
  remove: 'Entfernen',
  setTitle: 'Passwort wählen',
  setEffect: 'Überall außer hier werden Sie abgemeldet, und Sie erfahren es per E-Mail.',
  newPassword: 'Neues Passwort',
  save: 'Dieses Passwort benutzen',
  removeTitle: 'Passwort entfernen',
  removeEffect:
    'Es meldet niemanden mehr an: Sie kommen mit einem Code per E-Mail herein. Überall außer hier werden Sie abgemeldet.',

  proveTitle: 'Sind Sie es noch?',
  proveWhy:
    'Das geht nur innerhalb von zehn Minuten nach einer eigenen Anmeldung. Was Sie eingegeben haben, bleibt.',
  proveByMail: 'Code per E-Mail senden',
  proveNoMail:
    'Kein Postfach von Ihnen ist hier nachgewiesen, also kann kein Code dorthin gehen. Melden Sie sich stattdessen ab und wieder an.',
  proveMailed: 'Wir haben geschrieben an',
  proveAct: 'Weiter',
}
