import type { Texts } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')

/** What runs in the background, in German. */
export const work: Texts['work'] = {
  title: 'Hintergrundarbeit',
  sub: 'Was Doorward für diese Site von selbst tut und wie es ausging.',
  underWay: 'Im Gange',
  replay: (directory) => `Gewähren, was in ${directory} gewartet hat`,
  purge: (directory) => `Mitglieder einer gelöschten Gruppe von ${directory} entfernen`,
  progress: (done, total) => `${done} von ${total}`,
  stalled: 'Es wartet darauf, dass der Server weitermacht. Das geschieht von selbst binnen einer Minute.',
  began: 'Begonnen {when}',
  tasks: 'Geplante Aufgaben',
  task: 'Aufgabe',
  lastRun: 'Zuletzt gelaufen',
  took: (seconds) => `dauerte ${seconds} s`,
  next: 'Läuft wieder',
  state: 'Ergebnis',
  act: 'Handeln',
  never: 'Noch nicht',
  results: { running: 'Läuft', done: 'Erledigt', failed: 'Fehlgeschlagen' },
  times: (n) => plural(n, { one: 'einmal', other: '{n}-mal hintereinander' }),
  lastDone: 'Zuletzt erledigt {when}',
  neverDone: 'Sie wurde noch nie erledigt.',
  retry: 'Noch einmal',
  run: 'Jetzt',
  runTask: (task) => `Jetzt laufen lassen: ${task}`,
  retryTask: (task) => `Noch einmal versuchen: ${task}`,
  asked: 'Sie läuft binnen Sekunden.',
  names: {
    'nightly-backup': 'Sicherung von allem',
    'forget-old-records': 'Aufrufe vergessen, die älter sind, als die Site sie aufbewahrt',
    'forget-mails': 'Mails vergessen, die älter sind, als die Site sie aufbewahrt',
    'check-expiries': 'Nach Token sehen, die bald enden',
    'write-usage': 'Nutzung des vergangenen Tages festhalten',
    'forget-sign-ins': 'Vergangene Sitzungen und Links vergessen',
    'forget-repeatable-calls': 'Antworten für wiederholte Aufrufe vergessen',
    'finish-replays': 'Zu Ende gewähren, was gewartet hat',
    'purge-deleted-groups': 'Mitglieder gelöschter Gruppen entfernen',
    'fold-totals': 'Zähler zusammenfassen',
    'count-customers': 'Kunden zählen',
    'remove-due-sites': 'Sites entfernen, deren Woche um ist',
    'forget-exports': 'Exporte der Site vergessen',
  },
  failures: {
    lost: 'Der Server wurde mittendrin beendet. Sie läuft zu ihrer nächsten Zeit von selbst wieder.',
    unexpected:
      'Etwas, das niemand vorhersah. Wer den Server betreibt, findet den Grund in dessen Protokoll. Nichts ist verloren: Es noch einmal zu versuchen schadet nicht.',
    unavailable: undefined,
  },
  server: 'Der Server',
  serverWhy: 'Sie sehen das, weil Ihre Site die einzige dieses Servers ist.',
  backup: 'Nächtliche Sicherung',
  noBackup: 'Noch keine Sicherung geschrieben',
  noBackupWhy: 'Der Server schreibt die erste in der Nacht um 03:00 UTC oder jetzt.',
  noBackups: 'Der Server macht keine Sicherungen',
  noBackupsWhy:
    'Er wurde mit {variable} gleich 0 gestartet. Ohne Kopie der Datenbank nimmt eine kaputte Platte alles mit.',
  written: 'Geschrieben',
  size: 'Größe',
  where: 'Wo',
  kept: 'Aufbewahrt',
  keptBackups: (n) => plural(n, { one: 'Nur diese', other: 'Die neuesten {n}' }),
  copyElsewhere:
    'Sie liegt auf der Maschine des Servers. Kopieren Sie sie woandershin: Eine Platte, die ausfällt, nimmt beides mit.',
  backUpNow: 'Jetzt sichern',
  failed: (n) =>
    plural(n, {
      one: '1 Aufgabe im Hintergrund ist fehlgeschlagen.',
      other: '{n} Aufgaben im Hintergrund sind fehlgeschlagen.',
    }),
  backupFailed: 'Die letzte Sicherung ist fehlgeschlagen.',
  seeWork: 'Hintergrundarbeit ansehen',
  isUnderWay: (n) =>
    plural(n, { one: 'Etwas Langes ist im Gange.', other: '{n} lange Arbeiten sind im Gange.' }),
}
