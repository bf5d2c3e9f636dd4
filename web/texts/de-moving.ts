import type { moving as english } from './en-moving.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** One domain becoming another for those whom no directory manages, in German. */
export const moving: typeof english = {
  title: 'Eine Firma wechselt ihre Domain',
  why: 'Alle ohne Verzeichnis, die eine Adresse in der alten Domain haben, erhalten dieselbe in der neuen. Anfragen, Verlauf und Organisationen bleiben, und die alte Adresse bleibt auffindbar.',
  open: 'Domain umziehen',
  from: 'Alte Domain',
  to: 'Neue Domain',
  hint: 'Genau, etwa globex.com',
  look: 'Zeigen, wer umzieht',
  moves: (people, held, hasMore) =>
    (hasMore ? 'Mindestens: ' : '') +
    plural(people, {
      none: 'Niemand zieht um.',
      one: '1 Adresse zieht um.',
      other: '{n} Adressen ziehen um.',
    }) +
    (people > 0 ? ` Davon gehalten: ${held}.` : ''),
  managed: (n) =>
    plural(n, {
      one: '1 Person dort wird von einem Verzeichnis verwaltet: Nur dessen Wort ändert sie.',
      other: '{n} Personen dort werden von einem Verzeichnis verwaltet: Nur dessen Wort ändert sie.',
    }),
  organizations: (names) => `Die neue Domain speist auch ${names}; wer umzieht, gehört wie bisher dazu.`,
  joiners: (n) =>
    plural(n, {
      one: '1 Person, die schon in der neuen Domain ist, kommt hinzu.',
      other: '{n} Personen, die schon in der neuen Domain sind, kommen hinzu.',
    }),
  readable: (n) =>
    plural(n, {
      none: 'Anfragen von früher sehen diese Personen nicht.',
      one: 'Diese Personen könnten 1 Anfrage von früher lesen.',
      other: 'Diese Personen könnten {n} Anfragen von früher lesen.',
    }),
  person: 'Person',
  what: 'Was geschieht',
  as: {
    moves: 'Zieht um',
    'too-long': 'Bleibt: Die neue Adresse wäre zu lang',
    'of-staff': 'Bleibt: Die neue Adresse gehört zu Ihren Mitarbeitenden',
    'access-policy': 'Bleibt: Die Zugangsregel lässt die neue Adresse nicht zu',
    'has-it': 'Bleibt: hat die neue Adresse außerdem',
    erased: 'Bleibt: Jemand, der gelöscht wurde, hatte die neue Adresse',
    held: 'Bleibt: Jemand anderes hält die neue Adresse',
    left: 'Bleibt: Jemand, der ein Verzeichnis verlassen hat, hielt die neue Adresse',
    claimed: 'Bleibt: Jemand anderes hat die neue Adresse, nicht nachgewiesen',
    shared: 'Bleibt: Jemand anderes hat die alte Adresse auch',
  },
  refused: (what, n) => `${what}: ${n}`,
  vouch:
    'Sie bürgen dafür, dass die Postfächer in der neuen Domain denselben Personen gehören. Das Protokoll sagt, wer das getan hat.',
  act: (n) => plural(n, { one: '1 Adresse umziehen', other: '{n} Adressen umziehen' }),
  last: 'Früher umgezogen',
  moved: (from, to, n) =>
    plural(n, { one: `${from} → ${to}: 1 Adresse`, other: `${from} → ${to}: {n} Adressen` }),
  underWay: 'Die anderen folgen im Hintergrund.',
  undo: 'Zurücknehmen',
  undoWhat: (from, to) => `Zurücknehmen: ${from} → ${to}`,
  undoUntil: 'Es lässt sich zurücknehmen bis',
  undone: (back, stayed) =>
    plural(back, { one: '1 Adresse wurde zurückgenommen.', other: '{n} Adressen wurden zurückgenommen.' }) +
    (stayed > 0 ? ` ${stayed} blieben: inzwischen geändert oder von jemand anderem übernommen.` : ''),
}
