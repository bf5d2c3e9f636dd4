import type { parting as english } from './en-parting.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Succession and the end of a directory, in German. */
export const parting: typeof english = {
  succession: 'Ein anderes Verzeichnis übernimmt',
  successionWhy:
    'Für eine Firma, die zu einem anderen Identitätsanbieter wechselt. Wen der neue mit derselben Adresse schickt, der bleibt dieselbe Person, mit Anfragen und Verlauf. Dieses Verzeichnis ist dann angehalten.',
  successor: 'Welches übernimmt',
  choose: 'Ein Verzeichnis wählen',
  goesLiveFirst: 'Es ist in der Probe: Erst geht es live, dann ziehen die Personen sofort um.',
  byName: 'Der Name genügt',
  byNameHint: 'Wo ihn auf beiden Seiten nur eine Person hat. Die Adresse genügt auf jeden Fall.',
  look: 'Zeigen, wer wechselt',
  moves: (byAddress, byName) =>
    plural(byAddress + byName, {
      none: 'Niemand wechselt.',
      one: '1 Person wechselt.',
      other: '{n} Personen wechseln.',
    }) + (byName > 0 ? ` Davon ${byName} wegen des Namens.` : ''),
  stay: (n) =>
    plural(n, { none: 'Niemand bleibt.', one: '1 Person bleibt hier.', other: '{n} Personen bleiben hier.' }),
  more: 'Es gibt mehr Personen, als gezählt wurden.',
  person: 'Person',
  noAddress: 'keine Adresse',
  what: 'Was geschieht',
  as: {
    address: 'Wechselt, wegen der Adresse',
    name: 'Wechselt, wegen des Namens',
    'only-name': 'Bleibt: Nur der Name ist gleich',
    several: 'Bleibt: Mehrere geben die Adresse an',
    shared: 'Bleibt: Ein anderes Verzeichnis hat die Person auch',
    nobody: 'Bleibt: Dort ist niemand wie diese Person',
  },
  move: (n) => plural(n, { one: '1 Person wechseln lassen', other: '{n} Personen wechseln lassen' }),
  moved: (n, successor) =>
    plural(n, {
      none: `Niemand ist zu ${successor} gewechselt.`,
      one: `1 Person ist zu ${successor} gewechselt.`,
      other: `{n} Personen sind zu ${successor} gewechselt.`,
    }),
  underWay: 'Die anderen folgen im Hintergrund.',
  undone: 'Es wurde zurückgenommen. Dieses Verzeichnis ist noch angehalten: Setzen Sie es fort.',
  undo: 'Zurücknehmen',
  undoWhat: 'Die Personen diesem Verzeichnis zurückgeben?',
  undoWhy: 'Alle sind wieder, wer sie vorher waren. Was seither ankam, bleibt bei der Person von vorher.',
  undoUntil: 'Es lässt sich zurücknehmen bis',
  end: 'Trennen',
  endWhy: 'Ab sofort öffnet kein Token dieses Verzeichnis mehr, und es ist angehalten.',
  people: 'Was aus seinen Personen wird',
  ways: {
    deactivate: {
      label: 'Deaktivieren',
      hint: 'Als wären alle gegangen. Wieder verbunden, bringt das Verzeichnis sie zurück.',
    },
    release: {
      label: 'Freigeben',
      hint: 'Von nun an von niemandem verwaltet, mit der Adresse, die sie halten; eine behauptete entfällt. Das lässt sich nicht zurücknehmen.',
    },
  },
  keepOrganizations: 'Die Personen bleiben in ihren Organisationen, von Hand',
  concerns: (active, hasMore) =>
    hasMore
      ? `Mehr als ${active} Personen sind betroffen.`
      : plural(active, {
          none: 'Niemand ist betroffen.',
          one: '1 Person ist betroffen.',
          other: '{n} Personen sind betroffen.',
        }),
  held: (n) => plural(n, { one: '1 davon hält die Adresse.', other: '{n} davon halten ihre Adresse.' }),
  tokens: (n) =>
    plural(n, { none: 'Kein Token ist übrig.', one: '1 Token endet.', other: '{n} Token enden.' }),
  namedBy: (portals) => `Diese Portale sehen seine Personen seinetwegen und dann nicht mehr: ${portals}.`,
  namedToo: (portals) => `In diesen Portalen ist dann auch der Nachfolger genannt: ${portals}.`,
  feeds: (organizations) => `Es speist ${organizations}.`,
  endWhat: (name) => `${name} trennen?`,
  typeName: (name) => `Geben Sie ${name} ein, um es zu trennen`,
  ended: 'Getrennt',
  endedWhy: (done) =>
    plural(done, {
      none: 'Es hatte keine aktiven Personen.',
      one: '1 Person wurde bearbeitet.',
      other: '{n} Personen wurden bearbeitet.',
    }),
  again:
    'Um es wieder zu verbinden, erstellen Sie ein Token, geben es dem Identitätsanbieter und setzen das Verzeichnis fort.',
}
