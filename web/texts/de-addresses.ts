import type { addresses as english } from './en-addresses.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Which attribute is the address of a directory's people, in German. */
export const addresses: typeof english = {
  changed: (n, claimed) =>
    plural(n, {
      none: 'Niemand bekommt eine andere Adresse.',
      one: '1 Person bekommt eine andere Adresse',
      other: '{n} Personen bekommen eine andere Adresse',
    }) +
    (n === 0
      ? ''
      : plural(claimed, { none: '.', one: ', 1 davon nur behauptet.', other: ', {n} davon nur behauptet.' })),
  refused: (n) =>
    plural(n, {
      none: '',
      one: '1 bleibt ohne Adresse: Ein Fall fragt nach.',
      other: '{n} bleiben ohne Adresse: Fälle fragen nach.',
    }),
  lost: (n) =>
    plural(n, {
      none: '',
      one: '1 behält eine Adresse, die niemand mehr bestätigt.',
      other: '{n} behalten eine Adresse, die niemand mehr bestätigt.',
    }),
  waits: (n) =>
    plural(n, {
      none: '',
      one: '1 wartet, bis jemand entscheidet.',
      other: '{n} warten, bis jemand entscheidet.',
    }),
  mails:
    'Wessen gehaltene Adresse sich ändert, der bekommt eine E-Mail an die alte und an die neue, es sei denn, Ihre Site verschickt keine (Einstellungen).',
  more: 'Nur die ersten 10.000 Personen wurden angesehen.',
  rehearsal: 'In der Probe hat noch niemand eine Adresse: Es ändert sich nur die Einstellung.',
  people: 'Personen, deren Adresse sich ändert',
  person: 'Person',
  before: 'Adresse jetzt',
  after: 'Danach',
  none: 'keine',
  what: 'Was geschieht',
  as: {
    held: 'Wird gehalten',
    claimed: 'Ist nur behauptet',
    refused: 'Bleibt ohne: Ein Fall fragt nach',
    lost: 'Bestätigt niemand mehr',
    waits: 'Wartet, bis jemand entscheidet',
  },
  others: 'Weitere Adressen dort',
}
