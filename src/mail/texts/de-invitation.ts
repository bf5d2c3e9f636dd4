import type { MailValues } from '../../model/mail.ts'
import type { Block, MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

export function customerInvitation(
  { by, organization, words }: MailValues['customer-invitation'],
  { site, link }: TextContext,
): MailDocument {
  const who = by ?? `Jemand von ${site}`
  const said: Block[] = (words ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((text) => ({ kind: 'paragraph', text }))
  return {
    subject: `${who} lädt Sie zu ${site} ein`,
    blocks: [
      {
        kind: 'paragraph',
        text: organization
          ? `${who} lädt Sie in das Hilfe-Center von ${site} ein, für ${organization}.`
          : `${who} lädt Sie in das Hilfe-Center von ${site} ein.`,
      },
      ...said,
      {
        kind: 'paragraph',
        text: 'Dort bitten Sie um Hilfe und sehen, was daraus geworden ist. Ein Passwort brauchen Sie nicht: Der Link lässt Sie herein, später ein Code per E-Mail.',
      },
      { kind: 'button', label: 'Einladung annehmen', url: link.url },
      {
        kind: 'note',
        text: `Der Link gilt einmal, bis ${link.until}. Er ist nur für Sie: Geben Sie ihn nicht weiter. Haben Sie das nicht erwartet? Dann tun Sie nichts, und es geschieht nichts.`,
      },
    ],
    footer: `Sie erhalten dies, weil jemand von ${site} diese Adresse angegeben hat.`,
  }
}
