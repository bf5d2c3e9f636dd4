import { pluralIn } from './plural.ts'

const plural = pluralIn('en')
type Said = { readonly [code: string]: (values: Readonly<Record<string, string | number>>) => string }

/** Erasing a person, in English. */
export const erasing = {
  act: 'Erase',
  title: (name: string) => `Erase ${name}?`,
  requestTexts: 'What their requests are about goes too',
  typeName: (name: string) => `Type ${name} to erase`,
  effects: {
    'directory-has-person': ({ name, directory }) =>
      `${directory} still has ${name}. Have the person deleted there first: its next write would bring the values back.`,
    'erases-person': ({ name }) =>
      `${name} is erased here: name, addresses, details, history, and what directories said of them. There is no undo.`,
    'erases-mails': ({ count }) =>
      plural(Number(count), { one: '1 mail to them goes.', other: '{n} mails to them go.' }),
    'erases-exports': ({ count }) =>
      plural(Number(count), {
        one: '1 export of the site goes, and has to be made anew.',
        other: '{n} exports of the site go, and have to be made anew.',
      }),
    'requests-of-erased': ({ count }) =>
      plural(Number(count), {
        one: '1 request stays, as that of an erased person.',
        other: '{n} requests stay, as those of an erased person.',
      }),
  } as Said,
}
