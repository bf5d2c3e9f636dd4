import type { SetUpTexts } from './en-set-up.ts'

/** What is said of the tokens of a directory, in German. */
export const tokens: SetUpTexts['tokens'] = {
  title: 'Token',
  another: 'Ein weiteres Token',
  label: 'Bezeichnung',
  labelHint: 'Etwa: Entra, ab Mai',
  make: 'Token erstellen',
  once: 'Nur dieses eine Mal zu sehen. Fügen Sie es jetzt ein.',
  none: 'Kein Token',
  noneWhy: 'Ohne eines kann der Identitätsanbieter nicht aufrufen.',
  state: 'Zustand',
  states: { live: 'Gilt', expired: 'Abgelaufen', revoked: 'Beendet' },
  made: 'Erstellt',
  used: 'Zuletzt benutzt',
  expires: 'Läuft ab',
  never: 'Nie',
  act: 'Aktionen',
  end: 'Beenden',
  endWhat: (label) => `Token „${label}“ beenden`,
  endEffect:
    'Der Identitätsanbieter wird mit diesem Token binnen einer halben Sekunde abgewiesen. Das lässt sich nicht zurücknehmen: Er braucht dann ein anderes.',
}
