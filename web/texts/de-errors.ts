import type { Texts } from './en.ts'

/** What is said when something goes wrong, in German. */
export const errors: Texts['errors'] = {
  retry: 'Noch einmal versuchen',
  readAgain: 'Neu laden',
  pageFailed: 'Auf dieser Seite ist etwas schiefgegangen',
  requestId: (id) => `Mehr steht im Log des Servers unter ${id}.`,
  serverSays: 'Der Server sagt:',
  waitUntil: (when: string) => `Sie können es ${when} noch einmal versuchen.`,
  waitOver: 'Sie können es jetzt noch einmal versuchen.',
  notReached: {
    title: 'Der Server war nicht erreichbar',
    next: 'Das Netz oder der Server ist ausgefallen. Versuchen Sie es gleich noch einmal.',
  },
  ofPage: {
    title: 'Auf dieser Seite ist etwas schiefgegangen',
    next: 'Laden Sie sie neu und versuchen Sie es noch einmal. Bleibt es dabei, sagen Sie es denen, die den Server betreiben.',
  },
  byCode: {
    invalid: { title: 'Der Server hat das nicht angenommen', next: undefined },
    'not-signed-in': {
      title: 'Sie sind abgemeldet',
      next: 'Melden Sie sich wieder an, um weiterzumachen.',
    },
    'second-factor-needed': {
      title: 'Ein zweiter Faktor ist nötig',
      next: 'Melden Sie sich noch einmal an, dann auch mit ihm.',
    },
    'fresh-sign-in-needed': {
      title: 'Weisen Sie sich noch einmal aus',
      next: 'Das geht nur kurz nach einer Anmeldung. Versuchen Sie es noch einmal, dann mit Passwort oder Passkey.',
    },
    forbidden: {
      title: 'Das dürfen Sie nicht',
      next: 'Wer diesen Helpdesk betreibt, weiß, wer es darf. Fragen Sie dort nach.',
    },
    'not-found': {
      title: 'Hier ist nichts',
      next: 'Es wurde entfernt, oder die Adresse dieser Seite stimmt nicht.',
    },
    conflict: { title: 'Etwas ist im Weg', next: undefined },
    'changed-meanwhile': {
      title: 'Jemand war schneller',
      next: 'Das wurde geändert, seit Sie es gelesen haben. Laden Sie es neu und entscheiden Sie noch einmal.',
    },
    'too-many-attempts': {
      title: 'Zu viele Versuche',
      next: 'Jemand hat es zu oft versucht. Warten Sie ein wenig und versuchen Sie es dann noch einmal.',
    },
    'too-much': {
      title: 'Das war mehr, als eine Person in einer Stunde tut',
      next: 'Was Sie geschrieben haben, bleibt: Machen Sie später weiter.',
    },
    'too-large': { title: 'Das ist zu groß', next: undefined },
    'no-room': {
      title: 'Der Server hat dafür keinen Platz',
      next: 'Sein Speicher ist fast voll. Sagen Sie es denen, die ihn betreiben.',
    },
    unavailable: {
      title: 'Der Server kann das gerade nicht',
      next: 'Er ist ausgelastet, oder seine Datenbank antwortet nicht. Versuchen Sie es gleich noch einmal.',
    },
    'outcome-unknown': {
      title: 'Niemand weiß, ob es geschehen ist',
      next: 'Die Datenbank fiel mittendrin aus. Laden Sie die Seite neu und sehen Sie nach, bevor Sie es wiederholen.',
    },
    unexpected: {
      title: 'Auf dem Server ist etwas schiefgegangen',
      next: 'Es liegt nicht an Ihnen. Versuchen Sie es noch einmal; bleibt es dabei, sagen Sie es denen, die den Server betreiben.',
    },
  },
  byField: {
    'password.invalid':
      'Das lässt sich leicht erraten oder ist zu kurz. Nehmen Sie mindestens 12 Zeichen: Gut sind einige Wörter ohne Zusammenhang.',
    'password.wrong': 'Das ist nicht Ihr Passwort.',
    'password.needed': 'Ihr Passwort ist nötig.',
    'code.needed': 'Ein Code ist ebenfalls nötig.',
    'scope.too-small': 'Wählen Sie mindestens eines.',
    'scope.empty': 'Wählen Sie mindestens eines.',
    'code.invalid': 'Dieser Code stimmt nicht oder wurde schon benutzt. Nehmen Sie den nächsten.',
    'address.invalid': 'Das ist keine E-Mail-Adresse. Ein Beispiel: ann@globex.com.',
    'address.conflict': 'Diese Adresse hat schon jemand.',
    'accent.format': 'Das ist keine Farbe. Ein Beispiel: #3158b8.',
    'image.invalid':
      'Das ist kein vollständiges PNG, JPEG oder WebP von höchstens 512 KiB und 4096 Pixeln je Seite.',
    'image.too-big': 'Das Bild ist zu groß: höchstens 512 KiB.',
    'key.format': 'Buchstaben, Ziffern und _, mit einem Buchstaben am Anfang.',
    'key.conflict': 'Ein Feld dieses Namens gibt es schon.',
    'to.conflict':
      'Das geht nicht: Es ist dieselbe Domain, oder ein Verzeichnis hat eine der beiden nachgewiesen und spricht nicht für die andere. Sichern Sie die andere zuerst für dieses Verzeichnis zu.',
    'from.conflict': 'Dort würde niemand mehr umziehen. Sehen Sie noch einmal nach.',
    'name.conflict': 'Diesen Namen gibt es schon. Wählen Sie einen anderen.',
  },
  byRule: {
    'tries-left': (n: number) =>
      n === 0
        ? 'Auch das war nicht der Code. Senden Sie noch eine E-Mail.'
        : `Das ist nicht der Code aus der E-Mail. Versuche übrig: ${n}.`,
    characters: () =>
      'Hier steht ein unsichtbares Zeichen, das sich nicht speichern lässt. Bitte neu eintippen.',
    choice: () => 'Bitte etwas wählen, das zur Wahl steht.',
    repeated: () => 'Das steht schon da.',
    empty: () => 'Bitte ausfüllen.',
    missing: () => 'Bitte ausfüllen.',
    'too-big': (limit) => `Das ist zu viel: höchstens ${limit}.`,
    'too-small': (limit) => `Das ist zu wenig: mindestens ${limit}.`,
  },
}
