/** Two customers who are one person, in English. */
export const merging = {
  act: 'Merge with…',
  title: (name: string) => `Who is ${name} as well?`,
  why: 'Choose the customer who becomes part of this one. What moves, and who gains sight of what, is shown before.',
  choose: 'Choose',
  chooseThem: (name: string) => `Choose ${name}`,
  confirm: (merged: string, name: string) => `Merge ${merged} into ${name}?`,
  merge: 'Merge',
  undoHint: 'It can be undone for seven days.',
  list: 'Merged into this customer',
  until: 'Can be undone until',
  undone: 'Undone',
  over: 'Since',
  undo: 'Undo',
  undoThem: (merged: string) => `Undo the merge of ${merged}`,
  undoTitle: (merged: string) => `Make ${merged} a customer of their own again?`,
}
