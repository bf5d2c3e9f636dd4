import type { FirstTexts } from './en-first.ts'

/** What the document itself says before any script has come, in German. */
export const first: FirstTexts = {
  loading: 'Wird geladen …',
  noScript:
    'Diese Seite braucht JavaScript. Erlauben Sie es für diese Website in den Einstellungen Ihres Browsers und laden Sie die Seite neu.',
  slow: 'Das dauert länger als sonst. Vielleicht ist die Verbindung langsam.',
  failed:
    'Die Seite konnte nicht geladen werden. Die Verbindung ist abgebrochen, oder der Server wurde gerade aktualisiert.',
  again: 'Neu laden',
}
