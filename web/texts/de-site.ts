import type { meanwhile as englishMeanwhile, settings as englishSettings } from './en-site.ts'

/** Zwei an einer Sache. */
export const meanwhile: typeof englishMeanwhile = {
  title: (who) => `Während Sie schrieben, geändert: ${who}`,
  when: 'Das war {when}. Was Sie geschrieben haben, steht noch hier; nichts davon ist schon gespeichert.',
  theirs: (value) => `jetzt „${value}“`,
  both: (theirs, mine) => `jetzt „${theirs}“, Ihres „${mine}“`,
  showTheirs: 'Das andere zeigen',
  keepMine: 'Meines behalten',
}

/** Die Einstellungen der Site. */
export const settings: typeof englishSettings = {
  sub: 'Was für die ganze Site gilt.',
  title: 'Site',
  name: 'Name der Site',
  exchangeDays: 'Tage, die Aufrufe aufbewahrt werden',
  exchangeDaysHint: 'Ältere werden nachts vergessen. Von 1 bis 3650.',
  publicUrl: 'Öffentliche Adresse',
  notReachable: (url) => `Ihr Identitätsanbieter kann ${url} nicht erreichen: Setzen Sie PUBLIC_URL`,
  setPublicUrl: 'Setzen Sie beim Start des Servers {variable} auf die Adresse, die das Internet kennt.',
  saved: 'Gespeichert.',
}
