import type { heldPeople as english } from './en-held.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Whom a directory sends and who waits for a decision, in German. */
export const heldPeople: typeof english = {
  title: 'Warten auf eine Entscheidung',
  lead: 'Der Identitätsanbieter schickt sie, und sie sind keine Kunden, bis jemand entscheidet.',
  person: 'Person',
  why: 'Warum',
  since: 'Geschickt seit',
  decide: 'Entscheidung',
  reasons: {
    'staff-address': 'Die Adresse gehört zu Ihren Mitarbeitenden',
    quota: 'Das Verzeichnis hat so viele Personen, wie es haben darf',
    'access-policy': 'Die Zugangsregel lässt diese Adresse nicht herein',
    erased: 'Jemand wie diese Person wurde gelöscht',
    'no-address': 'Der Identitätsanbieter gibt keine Adresse',
    'staff-known':
      'Jemand von Ihren Mitarbeitenden hat die Adresse schon, oder das Verzeichnis ist für ihre Domain nicht zuständig',
    'domain-of-another': 'Ein anderes Verzeichnis hat die Domain nachgewiesen',
    'last-owner': 'Niemand sonst kann sich als Inhaber anmelden',
  },
  decided: { 'let-in': 'Kommt gleich herein', 'kept-out': 'Draußen gehalten' },
  decisions: { 'let-in': 'Hereinlassen', 'keep-out': 'Draußen halten', 'ask-again': 'Wieder fragen' },
  decideWhat: (what, name) => `${what}: ${name}`,
  toCase: 'Zum Fall',
  toCaseOf: (name) => `Zum Fall: ${name}`,
  raise: 'Die Zahl erhöhen',
  raiseWhat: 'Darf dieses Verzeichnis mehr Personen haben?',
  raised: (n) => plural(n, { one: '1 Person hereinlassen', other: '{n} Personen hereinlassen' }),
}
