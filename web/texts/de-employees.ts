import type { employees as english } from './en-employees.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** What pages say of directories of staff, in German. */
export const employees: typeof english = {
  audience: 'Mitarbeitende',
  noneYet: (name) => `${name} hat noch niemanden gebracht`,
  noneYetWhy:
    'Weisen Sie der Anwendung bei Ihrem Identitätsanbieter Personen zu: Diese gehören dann als Mitglieder zu den Mitarbeitenden.',
  noneWhileNotLive: 'Niemand kommt zu den Mitarbeitenden hinzu, bis das Verzeichnis live geht.',
  noGroupWhy:
    'Gruppen erscheinen hier binnen einer Sekunde, nachdem der Identitätsanbieter sie gesendet hat. Durch eine Regel kann eine Gruppe eine Rolle geben.',
  roleByRule: (role) => `Durch eine Regel: ${role}`,
  rules: {
    title: 'Rollen durch Gruppen',
    lead: 'Wer durch das Verzeichnis kommt, ist Mitglied, fragt also nur und kostet nichts. Eine Gruppe kann über ihre Kennung mehr geben; von mehreren zählt die höchste Rolle. Wer die Gruppe verlässt, verliert die Rolle sofort. Inhaber wird dadurch niemand.',
    none: 'Keine Gruppe gibt eine Rolle: Alle sind Mitglieder.',
    group: 'Kennung der Gruppe',
    groupHint:
      'Wie der Identitätsanbieter sie nennt (Entra: Objekt-ID), oder die Kennung hier. Ein Name ist keine Kennung.',
    role: 'Rolle',
    adminHint: 'Nur ein Inhaber darf eine Gruppe zu Verwaltern machen.',
    name: 'Gruppe',
    notSent: 'Noch nicht gesendet',
    noRole: 'Keine',
    act: 'Aktion',
    add: 'Diese Regel hinzufügen',
    remove: 'Entfernen',
    removeWhat: (group) => `Regel von ${group} entfernen`,
    what: 'Ändern, wer welche Rolle hat?',
    save: 'Regeln ändern',
    nobody: 'Niemand bekommt dadurch eine andere Rolle.',
    people: (n) =>
      plural(n, {
        one: '1 Person bekommt eine andere Rolle',
        other: '{n} Personen bekommen eine andere Rolle',
      }),
    more: 'Und weitere.',
    person: 'Person',
    before: 'Rolle jetzt',
    after: 'Rolle dann',
    notYet: 'Noch nicht dabei',
    seats: 'Ein Platz muss frei sein; wer keinen findet, bleibt Mitglied.',
  },
  seats: {
    label: 'Plätze höchstens',
    asLikes: 'So viele, wie vergeben werden',
    hint: 'Bis zu dieser Zahl vergeben Verzeichnisse der Mitarbeitenden Plätze. Leer: so viele, wie sie wollen. Von Hand können Sie immer einen vergeben.',
    change: 'Zahl der Plätze ändern',
  },
  preview: {
    noneWhy:
      'Sehen Sie, wer zu den Mitarbeitenden kommt, wer schon bekannt ist, wer eine Rolle bekommt und was auf eine Entscheidung wartet, bevor etwas gewährt wird. Zählen ändert nichts.',
    classes: {
      new: { label: 'neu', why: 'kommen zu den Mitarbeitenden', title: 'Kommen zu den Mitarbeitenden' },
      linked: {
        label: 'verknüpft',
        why: 'schon dabei, ab dann verwaltet',
        title: 'Schon bei den Mitarbeitenden',
      },
      left: {
        label: 'gegangen',
        why: 'Mitarbeitende, die dort nicht mehr aktiv sind',
        title: 'Sind gegangen',
      },
      joined: {
        label: 'mit Rolle',
        why: 'bekommen eine Rolle durch eine Gruppe',
        title: 'Bekommen eine Rolle',
      },
    },
    becomes: (n) =>
      plural(n, {
        one: '1 Person kommt zu den Mitarbeitenden. Sie bekommt keine E-Mail.',
        other: '{n} Personen kommen zu den Mitarbeitenden. Niemand davon bekommt eine E-Mail.',
        none: 'Niemand Neues kommt zu den Mitarbeitenden.',
      }),
    links: (n) =>
      plural(n, {
        one: '1 Person von den Mitarbeitenden wird ab dann von diesem Verzeichnis verwaltet.',
        other: '{n} Personen von den Mitarbeitenden werden ab dann von diesem Verzeichnis verwaltet.',
      }),
    joins: (n) =>
      plural(n, { one: '1 Person bekommt eine Rolle.', other: '{n} Personen bekommen eine Rolle.' }),
    noUndo: 'Anhalten geht jederzeit. Wer bis dahin dazugekommen ist, bleibt.',
  },
}
