import type { ownWays as english } from './en-own-ways.ts'

/** What the help centre says of the ways in that customers have besides the code by mail, in German. */
export const ownWays: typeof english = {
  toPassword: 'Mit einem Passwort anmelden',
  passwordTitle: 'Mit Ihrem Passwort anmelden',
  passwordLead:
    'Für alle, die hier eines gewählt haben. Vergessen? Lassen Sie sich eine Mail senden und wählen Sie in Ihrem Konto ein neues.',
  act: 'Anmelden',
  byMail: 'Stattdessen eine Mail',
  wrong: 'Diese Adresse und dieses Passwort melden Sie nicht an',
  wrongNext:
    'Vielleicht haben Sie hier keines oder eine andere Tür: die Ihrer Firma. Lassen Sie sich eine Mail senden: Darin steht ein Code oder welche Tür Ihre ist.',

  title: 'Andere Wege zur Anmeldung',
  lead: 'Ein Code aus Ihrer Mail meldet Sie immer an. Was Sie hier hinzufügen, steht daneben.',
  leadClosed:
    'Zurzeit melden sie Sie nicht an: Das macht Ihre Firma, oder dieses Hilfe-Center nimmt sie nicht mehr an.',
  passkeysAbout:
    'Fingerabdruck, Gesicht oder PIN auf einem Ihrer Geräte, oder ein Sicherheitsschlüssel. Einer meldet Sie ohne Code und ohne Passwort an.',
  passkeyRefused:
    'Vielleicht wurde er entfernt, oder Ihre Tür ist inzwischen eine andere: die Ihrer Firma. Geben Sie Ihre Adresse ein: In der Mail steht ein Code oder welche Tür Ihre ist.',
  removePasskey: 'Passkey entfernen',
  signedOut: 'Überall außer hier werden Sie abgemeldet.',
  password: 'Passwort',
  none: 'Sie haben keines.',
  chosen: 'Gewählt',
  set: 'Passwort wählen',
  change: 'Ändern',
  remove: 'Entfernen',
  setTitle: 'Passwort wählen',
  setEffect: 'Überall außer hier werden Sie abgemeldet, und eine Mail sagt es Ihnen.',
  newPassword: 'Neues Passwort',
  save: 'Dieses Passwort benutzen',
  removeTitle: 'Passwort entfernen',
  removeEffect:
    'Es meldet niemanden mehr an: Sie kommen mit einem Code aus Ihrer Mail herein. Überall außer hier werden Sie abgemeldet.',

  proveTitle: 'Sind Sie es noch?',
  proveWhy:
    'Das geht nur innerhalb von zehn Minuten nach einer eigenen Anmeldung. Was Sie eingegeben haben, bleibt.',
  proveByMail: 'Code an meine Mail senden',
  proveNoMail: 'Es gibt hier kein nachgewiesenes Postfach von Ihnen, an das ein Code gehen könnte.',
  proveMailed: 'Wir haben geschrieben an',
  proveAct: 'Weiter',
}
