import type { MailValues } from '../../model/mail.ts'
import type { MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

export function mailRefused(
  { mailbox }: MailValues['mail-refused'],
  { site, at }: TextContext,
): MailDocument {
  return {
    subject: `Your mail to ${site} was not taken`,
    blocks: [
      {
        kind: 'paragraph',
        text: `${site} takes mails only from people whom it knows by their address, and does not know you by this one. Nobody has read what you wrote.`,
      },
      {
        kind: 'facts',
        facts: [
          ['Mailbox', mailbox],
          ['When', at],
        ],
      },
      {
        kind: 'paragraph',
        text: `Do you have an account at ${site}? Then write from the address of that account. Otherwise ask the people whom you know there.`,
      },
    ],
    footer: `This is said once a day at most. You get it because a mail came to ${site} that was proven to be from this address.`,
  }
}
