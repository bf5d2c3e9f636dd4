import type { erasing as english } from './en-erasing.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Erasing a person, in German. */
export const erasing: typeof english = {
  act: 'Löschen',
  title: (name) => `${name} endgültig löschen?`,
  requestTexts: 'Auch der Inhalt der Anfragen wird gelöscht',
  typeName: (name) => `Geben Sie ${name} ein, um zu löschen`,
  effects: {
    'directory-has-person': ({ name, directory }) =>
      `${directory} hat ${name} noch. Lassen Sie die Person erst dort löschen: Sonst brächte der nächste Aufruf die Angaben zurück.`,
    'erases-person': ({ name }) =>
      `${name} wird hier gelöscht: Name, Adressen, Angaben, Verlauf, und was Verzeichnisse darüber sagten. Das lässt sich nicht zurücknehmen.`,
    'erases-mails': ({ count }) =>
      plural(Number(count), {
        one: '1 E-Mail an die Person wird gelöscht.',
        other: '{n} E-Mails an die Person werden gelöscht.',
      }),
    'erases-exports': ({ count }) =>
      plural(Number(count), {
        one: '1 Export der Site wird gelöscht und muss neu erstellt werden.',
        other: '{n} Exporte der Site werden gelöscht und müssen neu erstellt werden.',
      }),
    'requests-of-erased': ({ count }) =>
      plural(Number(count), {
        one: '1 Anfrage bleibt, als die einer gelöschten Person.',
        other: '{n} Anfragen bleiben, als die einer gelöschten Person.',
      }),
  },
}
