import type { composer as english } from './en-composer.ts'

/** What stands around a text that somebody writes, in German. */
export const composer: typeof english = {
  write: 'Schreiben',
  preview: 'Vorschau',
  ways: 'Schreiben oder Vorschau',
  nothing: 'Noch nichts zu zeigen.',
  hint: '**fett**, *kursiv*, `Code`, > Zitat, - Liste. Strg+Enter sendet.',
  tooLong: (n) => `${n} Zeichen zu viel.`,
}
