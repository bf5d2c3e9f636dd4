import type { brake as english } from './en-brake.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** Die Bremse eines Verzeichnisses. */
export const brake: typeof english = {
  on: 'Die Bremse ist gezogen',
  lost: (lost, before, organization) =>
    organization === undefined
      ? `${lost} von ${before} Personen haben binnen einer Stunde etwas verloren.`
      : `${lost} von ${before} Mitgliedern von ${organization} haben binnen einer Stunde etwas verloren.`,
  waiting:
    'Wer deaktiviert wurde, ist abgemeldet. Mitgliedschaften bleiben, und neue Adressen warten, bis jemand entscheidet.',
  decide: 'Ansehen und entscheiden',
  who: 'Wer etwas verloren hat',
  whoWhy: 'Die ersten 50, ohne die Mitglieder von Gruppen, die als Ganzes gingen.',
  nobody: 'Niemand mit Namen: Ganze Gruppen gingen.',
  inactive: 'Abgemeldet',
  membership: 'Aus einer Gruppe',
  addressLost: 'Andere Adresse',
  lostWhat: 'Verloren',
  exchanges: 'Was der Identitätsanbieter gesendet hat',
  kept: (members, groups) =>
    [
      plural(members, {
        none: '',
        one: '1 entferntes Mitglied wird behalten',
        other: '{n} entfernte Mitglieder werden behalten',
      }),
      plural(groups, {
        none: '',
        one: '1 Gruppe, die nirgendwohin führt, wird behalten',
        other: '{n} Gruppen, die nirgendwohin führen, werden behalten',
      }),
    ]
      .filter((part) => part !== '')
      .join(', '),
  keptWhy:
    'Das hat jemand entschieden, als die Bremse gezogen war. Der Identitätsanbieter sagt etwas anderes.',
  letGo: 'Loslassen',
  letGoWhat: 'Was behalten wird, loslassen?',
  letGoWhy:
    'Diese Personen sind dann keine Mitglieder mehr, wie es der Identitätsanbieter sagt. Das lässt sich nicht zurücknehmen.',
}
