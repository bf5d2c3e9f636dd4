import type { MailValues } from '../../model/mail.ts'
import type { Block, MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

export function customerInvitation(
  { by, organization, words }: MailValues['customer-invitation'],
  { site, link }: TextContext,
): MailDocument {
  const who = by ?? `Somebody of ${site}`
  const said: Block[] = (words ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((text) => ({ kind: 'paragraph', text }))
  return {
    subject: `${who} invites you to ${site}`,
    blocks: [
      {
        kind: 'paragraph',
        text: organization
          ? `${who} invites you to the help centre of ${site}, as one of ${organization}.`
          : `${who} invites you to the help centre of ${site}.`,
      },
      ...said,
      {
        kind: 'paragraph',
        text: 'There you ask for help and see what became of it. You need no password: the link lets you in, and later a code by mail.',
      },
      { kind: 'button', label: 'Accept the invitation', url: link.url },
      {
        kind: 'note',
        text: `The link works once, until ${link.until}. It is yours alone: do not pass it on. You did not expect this? Then do nothing, and nothing happens.`,
      },
    ],
    footer: `You get this because somebody of ${site} gave this address.`,
  }
}
