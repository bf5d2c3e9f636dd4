import type { preview as english } from './en-preview.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

export const preview: typeof english = {
  label: 'Was geschehen würde',
  live: 'Dieses Verzeichnis ist live',
  liveWhy: 'Was sein Identitätsanbieter sendet, gilt sofort. Eine Vorschau gibt es daher nicht.',
  none: 'Noch nicht gezählt',
  noneWhy:
    'Sehen Sie, wer Kunde wird, wer schon bekannt ist und was auf eine Entscheidung wartet, bevor etwas gewährt wird. Zählen ändert nichts.',
  count: 'Jetzt zählen',
  again: 'Neu zählen',
  counting: 'Es wird gezählt',
  countingWhy: 'Es geht weiter, auch wenn Sie diese Seite verlassen.',
  progress: (done, total) => `${done} von ${total} Personen`,
  counted: (people) =>
    plural(people, {
      one: '1 Person gelesen, gezählt {when}',
      other: '{n} Personen gelesen, gezählt {when}',
    }),
  classes: {
    new: { label: 'neu', why: 'Kunden, die dieser Site unbekannt sind', title: 'Werden Kunden' },
    linked: { label: 'verknüpft', why: 'schon bekannt, der Verlauf bleibt', title: 'Schon bekannt' },
    held: {
      label: 'zurückgehalten',
      why: 'jemand entscheidet über sie oder ihre Adresse',
      title: 'Warten auf eine Entscheidung',
    },
    joined: {
      label: 'beigetreten',
      why: 'bekommen eine Mitgliedschaft',
      title: 'Bekommen eine Mitgliedschaft',
    },
    left: { label: 'gegangen', why: 'hier, aber dort nicht mehr aktiv', title: 'Sind gegangen' },
    renamed: {
      label: 'umbenannt',
      why: 'anderer Name oder andere Adresse',
      title: 'Anderer Name oder andere Adresse',
    },
    lost: { label: 'verloren', why: 'verlieren ihre Adresse', title: 'Verlieren ihre Adresse' },
  },
  nobody: 'Niemand',
  nobodyWhy: 'Nach der letzten Zählung ist hier niemand.',
  person: 'Person',
  effect: 'Was dann dasteht',
  goLive: {
    rehearsal: {
      title: 'Live gehen',
      button: (n) => plural(n, { one: 'Mit 1 Person live gehen', other: 'Mit {n} Personen live gehen' }),
    },
    paused: {
      title: 'Fortsetzen',
      button: (n) => plural(n, { one: 'Mit 1 Person fortsetzen', other: 'Mit {n} Personen fortsetzen' }),
    },
  },
  becomes: (n) =>
    plural(n, {
      one: '1 Person wird Kunde. Sie bekommt keine E-Mail.',
      other: '{n} Personen werden Kunden. Niemand davon bekommt eine E-Mail.',
      none: 'Niemand Neues wird Kunde.',
    }),
  links: (n) =>
    plural(n, {
      one: '1 Kunde wird von da an durch dieses Verzeichnis verwaltet.',
      other: '{n} Kunden werden von da an durch dieses Verzeichnis verwaltet.',
    }),
  holds: (n) =>
    plural(n, {
      one: '1 Person wartet auf eine Entscheidung.',
      other: '{n} Personen warten auf eine Entscheidung.',
    }),
  joins: (n) =>
    plural(n, {
      one: '1 Person bekommt eine Mitgliedschaft.',
      other: '{n} Personen bekommen eine Mitgliedschaft.',
    }),
  renames: (n) =>
    plural(n, {
      one: '1 Person bekommt einen anderen Namen oder eine andere Adresse.',
      other: '{n} Personen bekommen einen anderen Namen oder eine andere Adresse.',
    }),
  leaves: (n) =>
    plural(n, {
      one: '1 Person ist dort nicht mehr aktiv und hat schon keinen Zugang mehr.',
      other: '{n} Personen sind dort nicht mehr aktiv und haben schon keinen Zugang mehr.',
    }),
  loses: (n) =>
    plural(n, { one: '1 Person verliert die Adresse.', other: '{n} Personen verlieren ihre Adresse.' }),
  typeName: (name) => `Geben Sie ${name} ein, damit es live geht`,
  seen: 'Ich habe gesehen, wer zurückgehalten wird und wer eine Adresse verliert',
  noUndo: 'Anhalten geht jederzeit. Wer bis dahin Kunde geworden ist, bleibt es.',
  done: 'Das Verzeichnis ist live',
  doneWhat: (users, groups) =>
    `${plural(users, { one: '1 Person', other: '{n} Personen' })} und ${plural(groups, { one: '1 Gruppe', other: '{n} Gruppen' })} sind auf dem neuesten Stand.`,
  goesOn: 'Der Rest geht im Hintergrund weiter, auch wenn Sie diese Seite verlassen.',
  work: 'Den Fortschritt ansehen',
}
