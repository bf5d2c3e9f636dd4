import type { atOnce as english } from './en-at-once.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Many cases decided in one act, in German. */
export const atOnce: typeof english = {
  title: 'Alle auf einmal entscheiden',
  decision: 'Entscheidung für alle',
  choose: 'Eine wählen, um zu sehen, was sie bewirkt',
  none: 'Kein solcher Fall ist offen.',
  first: (shown, all) => (shown < all ? `Was es bei den ersten ${shown} bewirkt:` : 'Was es bewirkt:'),
  refused: 'Dieser lässt sich jetzt nicht so entscheiden und bleibt offen.',
  act: (n, hasMore) =>
    hasMore ? 'Alle entscheiden' : plural(n, { one: '1 Fall entscheiden', other: '{n} Fälle entscheiden' }),
  soFar: (n) => plural(n, { none: 'Es beginnt …', one: '1 bisher', other: '{n} bisher' }),
  decided: (n) =>
    plural(n, {
      none: 'Kein Fall wurde entschieden.',
      one: '1 Fall ist entschieden.',
      other: '{n} Fälle sind entschieden.',
    }),
  skipped: (n) =>
    plural(n, {
      one: '1 blieb offen: Er hat sich inzwischen geändert, oder jemand anderes hat ihn entschieden.',
      other:
        '{n} blieben offen: Etwas hat sich inzwischen geändert, oder jemand anderes hat sie entschieden.',
    }),
  undo: 'Alles zurücknehmen',
  undone: (n) =>
    plural(n, {
      none: 'Nichts wurde zurückgenommen.',
      one: '1 Entscheidung ist zurückgenommen.',
      other: '{n} Entscheidungen sind zurückgenommen.',
    }),
}
