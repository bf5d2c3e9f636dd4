import type { Texts } from './en.ts'

/** Pages about mails, in German. */
export const mail: Texts['mail'] = {
  sub: 'Welche E-Mails dieser Server geschrieben hat und was aus ihnen wurde.',
  capturedTitle: 'Kein Mailserver ist eingestellt: E-Mails bleiben hier und werden nicht gesendet',
  captured:
    'Setzen Sie SMTP_HOST und MAIL_FROM dort, wo der Server gestartet wird, und starten Sie ihn neu. Bis dahin werden Links von Hand übergeben.',
  sentThrough: (server, from) => `E-Mails gehen über ${server} hinaus, von ${from}.`,
  unsigned:
    'Sie sind nicht signiert (DKIM): Viele Server halten solche E-Mails für Spam, außer Ihr Mailserver signiert sie.',
  signed: (domain) => `Sie sind für ${domain} signiert (DKIM).`,
  unencrypted: 'Der Weg zum Mailserver ist nicht verschlüsselt.',
  test: 'Test-E-Mail senden',
  testTo: 'An',
  testAct: 'Senden',
  state: 'Zustand',
  anyState: 'Jeder Zustand',
  to: 'An',
  toHint: 'Eine Adresse oder ihr Anfang',
  none: 'Noch wurde keine E-Mail geschrieben',
  noneWhy:
    'Einladungen, Hinweise zu Anmeldungen und Warnungen erscheinen hier. Senden Sie eine Test-E-Mail, um eine zu sehen.',
  noneFound: 'Keine solche E-Mail',
  noneFoundWhy:
    'E-Mails werden so lange aufbewahrt wie Aufrufe. Suchen Sie nach einer anderen Adresse oder einem anderen Zustand.',
  unwritten: 'Wird geschrieben',
  states: { queued: 'Unterwegs', sent: 'Gesendet', failed: 'Nicht gesendet', captured: 'Hier behalten' },
  waits: 'Wird später erneut versucht',
  what: {
    queued: 'Sie wird gesendet. Was daraus wird, erscheint hier.',
    sent: 'Der Mailserver hat sie angenommen. Ob sie angekommen ist, weiß man dort.',
    failed:
      'Sie wird nicht von selbst erneut versucht. Beheben Sie, was hier steht, und versuchen Sie es dann erneut.',
    captured: 'Sie wurde nicht gesendet, weil kein Mailserver eingestellt war, als sie geschrieben wurde.',
  },
  next: 'Nächster Versuch',
  answer: 'Antwort des Mailservers',
  from: 'Von',
  attempts: 'Versuche',
  messageId: 'Message-ID',
  language: 'Sprache',
  languages: { en: 'Englisch', de: 'Deutsch' },
  retry: 'Erneut versuchen',
  opened: 'Die E-Mail',
  all: 'Alle E-Mails',
  text: 'Text',
  html: 'Wie sie aussieht',
  showHtml: 'Zeigen, wie sie aussieht',
  gap: 'Ein Link, den nur sehen darf, wer die E-Mail bekommt, hat hier eine Lücke (…): Er entsteht beim Senden.',
}
