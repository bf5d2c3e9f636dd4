import type { attaching as english } from './en-attaching.ts'

/** Dateien, die mit einer Nachricht gehen. */
export const attaching: typeof english = {
  files: 'Dateien',
  add: 'Datei hinzufügen',
  ways: 'Oder Dateien hierher ziehen oder ein Bild einfügen.',
  dropNow: 'Loslassen, um die Dateien hinzuzufügen.',
  there: (name: string) => `${name} ist da.`,
  removed: (name: string) => `${name} wurde entfernt.`,
  remove: (name: string) => `${name} entfernen`,
  cancel: (name: string) => `${name} nicht weiter senden`,
  retry: (name: string) => `${name} weiter senden`,
  goOn: 'Weiter',
  sent: (sent: string, all: string) => `${sent} von ${all}`,
  picture: (name: string) => `Das Bild ${name}`,
  tooMany: (max: number, over: number) =>
    `Zu einer Nachricht gehören höchstens ${max} Dateien; ausgelassen wurden ${over}.`,
  tooLarge: (name: string) => `${name} ist für diese Site zu groß.`,
  tooLargeFor: (name: string, max: string) =>
    `${name} ist zu groß: Eine Datei darf höchstens ${max} groß sein.`,
  tooMuch: (name: string) =>
    `${name} hat keinen Platz neben den Dateien, die Sie hinzugefügt und nicht gesendet haben. Senden oder entfernen Sie zuerst einige.`,
  tooMuchToday: (name: string) =>
    `${name} ist mehr, als Sie innerhalb von 24 Stunden hochladen dürfen. Machen Sie morgen weiter, oder entfernen Sie, was Sie nicht brauchen.`,
  siteFull: (name: string) =>
    `${name} hat keinen Platz: Die Dateien dieses Helpdesks belegen schon allen Platz, den sie belegen dürfen. Erwähnen Sie das in Ihrer Nachricht.`,
  blocked: (name: string) =>
    `${name} kann nicht hinzugefügt werden: Diese Site nimmt Dateien dieser Art nicht an.`,
  empty: (name: string) => `${name} ist leer.`,
  notReached: (name: string) =>
    `${name} ist stehen geblieben: Der Server ist nicht erreichbar. Verloren ist nichts davon.`,
  kinds: {
    picture: 'Bild',
    pdf: 'PDF',
    text: 'Text',
    archive: 'Archiv',
    video: 'Video',
    sound: 'Ton',
    file: 'Datei',
  },
}
