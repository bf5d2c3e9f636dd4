import type { fewerMails as english } from './en-fewer-mails.ts'

/** The same in German. */
export const fewerMails: typeof english = {
  title: 'E-Mails zu einer Anfrage',
  ask: (key) => `Keine E-Mails mehr zu ${key}?`,
  lead: 'Die Anfrage läuft weiter; Sie hören nur nicht mehr per E-Mail davon.',
  act: 'Keine E-Mails mehr dazu',
  doneTitle: (key) => `Sie bekommen keine E-Mails mehr zu ${key}`,
  doneLead: 'Wer ein Konto hat, kann sie bei der Anfrage wieder einschalten.',
  toRequest: 'Zur Anfrage',
  goneTitle: 'Dieser Link führt nirgendwohin',
  goneLead: 'Vielleicht fehlt ein Stück davon. In der neuesten E-Mail zur Anfrage steht ein ganzer.',
  home: 'Zum Hilfe-Center',
}
