import type { dialect as english } from './en-dialect.ts'

/** Settings of a directory by their name in the API, and what each value means, in German. */
export const dialect: typeof english = {
  settings: {
    patchAnswer: {
      label: 'Antwort auf ein PATCH',
      values: {
        'users-200-groups-204': '200 mit dem Benutzer; 204 bei Gruppen',
        'always-200': '200 mit dem, was geändert wurde',
        'always-204': '204 ohne Inhalt',
      },
    },
    missingElement: {
      label: 'Änderung eines Elements, das es nicht gibt',
      hint: 'Ein PATCH, das hinzufügt oder ersetzt, mit einem Filter im Pfad, auf den nichts passt.',
      values: { create: 'Anlegen', 'no-target': 'Abweisen (noTarget)' },
    },
    emptyRemoval: {
      label: 'Entfernen eines Elements, das es nicht gibt',
      values: { success: 'Als erledigt werten', 'no-target': 'Abweisen (noTarget)' },
    },
    unknownMembers: {
      label: 'Neue Mitglieder, die nicht im Verzeichnis sind',
      hint: 'Werden alle Mitglieder ersetzt, wird das auf jeden Fall abgewiesen.',
      values: { refuse: 'Den Aufruf abweisen', skip: 'Auslassen' },
    },
    unknownPaths: {
      label: 'PATCH eines Attributs, das niemand kennt',
      values: { refuse: 'Den Aufruf abweisen', skip: 'Auslassen' },
    },
    putWithoutMembers: {
      label: 'PUT einer Gruppe, das keine Mitglieder nennt',
      hint: 'Eine leere Liste entfernt sie auf jeden Fall.',
      values: { keep: 'Die Mitglieder behalten', clear: 'Die Mitglieder entfernen' },
    },
    groupNames: {
      label: 'Zwei Gruppen desselben Namens',
      values: { repeatable: 'Erlauben', unique: 'Die zweite abweisen (409)' },
    },
    externalIds: {
      label: 'Eine externalId',
      hint: 'Gehört sie für immer einer Person, gilt als diese Person, wer mit ihr zurückkommt.',
      values: { reusable: 'Kann an andere vergeben werden', immutable: 'Gehört für immer einer Person' },
    },
    addressFrom: {
      label: 'Adresse der Personen',
      hint: 'Nur diese eine Adresse einer Person zählt und beweist etwas. Ändern Sie sie, folgen die Adressen der Personen.',
      values: {
        emails: 'Die primäre E-Mail, sonst die vom Typ „work“, sonst die erste, sonst der userName',
        'work-email': 'Nur die E-Mail vom Typ „work“',
        'user-name': 'Nur der userName',
      },
    },
  },
}
