import type { MailValues } from '../../model/mail.ts'
import type { MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

export function mailRefused(
  { mailbox }: MailValues['mail-refused'],
  { site, at }: TextContext,
): MailDocument {
  return {
    subject: `Ihre E-Mail an ${site} wurde nicht angenommen`,
    blocks: [
      {
        kind: 'paragraph',
        text: `${site} nimmt E-Mails nur von Personen an, die dort mit ihrer Adresse bekannt sind, und kennt Sie unter dieser Adresse nicht. Niemand hat gelesen, was Sie geschrieben haben.`,
      },
      {
        kind: 'facts',
        facts: [
          ['Postfach', mailbox],
          ['Wann', at],
        ],
      },
      {
        kind: 'paragraph',
        text: `Haben Sie ein Konto bei ${site}? Dann schreiben Sie von der Adresse dieses Kontos. Sonst fragen Sie die Personen, die Sie dort kennen.`,
      },
    ],
    footer: `Diese Nachricht kommt höchstens einmal am Tag. Sie erhalten sie, weil bei ${site} eine E-Mail ankam, die nachweislich von dieser Adresse kommt.`,
  }
}
