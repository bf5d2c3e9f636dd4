import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

export const importing = {
  title: 'Import',
  act: 'Import',
  sub: 'Customers and organizations from a file. Every row is checked first; nothing changes before you apply it.',
  kind: 'What is in the file',
  kinds: { customers: 'Customers', organizations: 'Organizations' },
  choose: 'Choose a file',
  drop: 'Drop a CSV file here',
  dropWhy: 'Or choose one. At most 100,000 rows and 24 MiB.',
  chosen: (name: string, size: string) => `${name}, ${size}`,
  remove: 'Choose another one',
  paste: 'Paste a table instead',
  pasteLabel: 'Rows with their headings, as copied from a spreadsheet',
  pasted: 'Pasted table',
  taken: {
    customers:
      'An export of ours, the user file of Zendesk and the customer file of Jira Service Management are taken as they are. Needed is a column with the e-mail address: address, email or Email.',
    organizations:
      'An export of ours, and the organization files of Zendesk and Jira Service Management, are taken as they are. Needed is a column with the name: name or Organization Name.',
  },
  proven: 'I have checked that these mailboxes are these people’s',
  provenWhy:
    'Their addresses are held then: they get mail, and a directory that speaks for the domain links them. Without that word the addresses are only claimed.',
  check: 'Check the file',
  cannot: 'This cannot be checked yet',
  problems: {
    none: 'Choose a file, or paste a table.',
    'too-large': 'The file is larger than 24 MiB. Split it, and import one part after the other.',
    'not-utf-8': 'The file is in another encoding. Save it anew as “CSV UTF-8”, and choose it again.',
    'not-readable': 'The browser cannot read this file. Look whether it is still there, and choose it again.',
  },
  earlier: 'Imports of the last seven days',
  noneYet: 'Nothing was imported in the last seven days',
  noneYetWhy:
    'Bring your customers from another help desk in one file. You see what each row would do before it does.',
  file: 'File',
  state: 'State',
  states: {
    checking: 'Being checked',
    checked: 'Checked, not applied',
    applying: 'Being applied',
    applied: 'Applied',
    cancelled: 'Cancelled',
  },
  rows: 'Rows',
  when: 'Brought',
  formats: {
    doorward: 'an export of ours',
    zendesk: 'Zendesk',
    jira: 'Jira Service Management',
    plain: 'name and address',
  },
  isProven: 'mailboxes checked',
  rowsOf: (n: string) => `${n} rows`,
  checkingTitle: 'Checking each row',
  applyingTitle: 'Applying row by row',
  progress: (done: string, total: string) => `${done} of ${total} rows`,
  goesOn: 'You can leave this page: it goes on by itself.',
  stalled: 'It waits for the server to go on with it. That happens by itself.',
  result: 'What the file does',
  did: 'What the file did',
  counts: {
    create: 'New',
    change: 'Changed',
    same: 'Already so',
    refused: 'Refused',
    skipped: 'Skipped',
  },
  columns: 'Columns',
  columnsTaken: 'Taken',
  columnsLeft: 'Left out',
  allTaken: 'none',
  apply: 'Apply',
  applyTitle: 'Apply this import',
  effect: {
    customers: (create: number, change: number) =>
      `${plural(create, { one: '1 customer is added', other: '{n} customers are added' })}, ${plural(change, { one: '1 is changed', other: '{n} are changed' })}.`,
    organizations: (create: number) =>
      `${plural(create, { one: '1 organization is made', other: '{n} organizations are made' })}.`,
  },
  effectProven: 'Their addresses are held by your word.',
  effectClaimed: 'New addresses are only claimed.',
  effectAgain: 'Each row is judged once more when its turn comes. There is no undo for the whole file.',
  nothingToDo: 'Nothing to apply',
  nothingToDoWhy: 'No row of this file would change anything.',
  waits: 'Nothing has changed yet',
  waitsWhy: 'Look at what is refused, then apply the rest. Or cancel, and bring a better file.',
  cancelImport: 'Cancel the import',
  cancelTitle: 'Cancel this import',
  cancelWhy: 'Its rows are forgotten. What was applied already stays.',
  keep: 'Back',
  applied: (n: number) => plural(n, { one: '1 row is applied', other: '{n} rows are applied' }),
  appliedWhy:
    'The history of each new person says that they were imported. The rows are kept for seven days.',
  cancelled: 'This import was cancelled',
  cancelledWhy: (n: number) =>
    plural(n, {
      none: 'Nothing of it was applied.',
      one: '1 row had been applied, and stays.',
      other: '{n} rows had been applied, and stay.',
    }),
  verdicts: 'Rows by what becomes of them',
  row: 'Row',
  who: 'Who',
  why: 'Why',
  noName: 'no name',
  noAddress: 'no address',
  download: 'rows of the import',
  noRow: 'No such row',
  noRowWhy: {
    create: 'No row of the file is about somebody new.',
    change: 'No row of the file changes anybody.',
    same: 'No row of the file is as it is here already.',
    refused: 'Every row of the file can be taken.',
    skipped: 'No row of the file is left out.',
  },
  done: 'applied',
  reasons: {
    'not-an-address': () => 'That is no e-mail address such as ann@globex.com.',
    'no-address': () => 'There is no e-mail address.',
    'no-name': () => 'There is no name.',
    'name-too-long': () => 'The name has more than 200 characters.',
    unreadable: (by: string) =>
      `${by} holds characters that nobody can read: the file was saved in another encoding, or is damaged.`,
    'too-many-cells': () =>
      'The row has more cells than there are headings: a text with a separator in it needs quotes.',
    twice: (by: string) => `Row ${by} has the same already.`,
    'detail-invalid': (by: string) => `The value does not fit the detail field ${by}.`,
    'staff-role': (by: string) => `The role is ${by}: only people who ask for help are imported.`,
    'inactive-there': (by: string) => `The file says that this person is not active there: ${by}.`,
    'claimed-by-several': () => 'Several customers claim this address, and nobody holds it.',
    'address-differs': (by: string) =>
      `The customer of this id has ${by === '' ? 'no address' : by} now. Change the address at the person.`,
  },
  notes: {
    'organization-unknown': (names: string) =>
      `Of ${names}, what this site does not have is left out: bring or make it first.`,
    'managed-name': () => 'A directory manages this person: the name stays.',
    'managed-details': () => 'A directory manages this person: the details stay.',
    erased: () => 'Somebody who was erased had this address: the person comes in when a case is decided.',
  },
}

export type ImportTexts = typeof importing
