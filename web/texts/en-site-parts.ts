import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** The fields for what a site wants to know of its customers, in English. */
export const detailFields = {
  title: 'Customer detail fields',
  lead: 'What you want to know of customers beyond name and address, such as a contract number. Directories fill them.',
  none: 'No field yet. Add one, and map it at your identity provider.',
  label: 'Label',
  key: 'Attribute',
  keySample: 'contractNumber',
  type: 'Type',
  types: { text: 'Text', number: 'Number', boolean: 'Yes or no', date: 'Date' },
  description: 'What it is for',
  add: 'Add a field',
  acts: 'Acts',
  rename: {
    button: 'Rename',
    of: (label: string) => `Rename “${label}”`,
    act: 'Rename',
    effect: 'Identity providers go on writing to the same attribute.',
  },
  remove: {
    button: 'Remove',
    of: (label: string) => `Remove “${label}”`,
    act: 'Remove the field',
    effect: (people: number) =>
      plural(people, {
        none: 'Nobody has a value in it.',
        one: 'The value of 1 person is shown no more.',
        other: 'The values of {n} people are shown no more.',
      }),
    effectOfNewest: (people: number) =>
      plural(people, {
        none: 'Among the 50,000 newest people nobody has a value in it. The others were not looked at.',
        one: 'The value of at least 1 person is shown no more, counted among the 50,000 newest.',
        other: 'The values of at least {n} people are shown no more, counted among the 50,000 newest.',
      }),
    back: (key: string) =>
      `Add ${key} again, and each value is back when its directory writes the person next.`,
  },
}

/** Everything of the site as a file, in English. */
export const siteExport = {
  title: 'Export',
  lead: 'Everything of the site as one file: lines of JSON, without passwords and tokens. It is made in the background and kept for a day.',
  act: 'Make an export',
  waiting: 'It begins in a moment.',
  running: (percent: string, rows: string) => `Being made: ${percent}, ${rows} rows so far.`,
  failed: 'It failed. Make another one.',
  download: (megabytes: string) => `Download (${megabytes} MB)`,
  until: 'Gone',
}

export interface SettingsTexts {
  readonly detailFields: typeof detailFields
  readonly siteExport: typeof siteExport
}
