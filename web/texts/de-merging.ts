import type { merging as english } from './en-merging.ts'

/** Two customers who are one person, in German. */
export const merging: typeof english = {
  act: 'Zusammenführen mit …',
  title: (name) => `Wer ist ${name} noch?`,
  why: 'Wählen Sie den Kunden, der ein Teil von diesem wird. Was übergeht und wer dadurch was zu sehen bekommt, sehen Sie vorher.',
  choose: 'Wählen',
  chooseThem: (name) => `${name} wählen`,
  confirm: (merged, name) => `${merged} mit ${name} zusammenführen?`,
  merge: 'Zusammenführen',
  undoHint: 'Das lässt sich sieben Tage lang zurücknehmen.',
  list: 'Mit diesem Kunden zusammengeführt',
  until: 'Lässt sich zurücknehmen bis',
  undone: 'Zurückgenommen',
  over: 'Seit',
  undo: 'Zurücknehmen',
  undoThem: (merged) => `Zurücknehmen: ${merged}`,
  undoTitle: (merged) => `${merged} wieder zu einem eigenen Kunden machen?`,
}
