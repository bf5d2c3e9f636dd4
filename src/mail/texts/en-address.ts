import type { MailValues } from '../../model/mail.ts'
import type { MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

export function addressChanged(
  { which, by }: MailValues['address-changed'],
  { site, at }: TextContext,
): MailDocument {
  const isOld = which === 'old'
  return {
    subject: isOld ? `Your address at ${site} was changed` : `${site} knows you by this address now`,
    blocks: [
      {
        kind: 'paragraph',
        text: isOld
          ? `${site} no longer knows you by this address: another one is in its place.`
          : `${site} writes to you at this address from now on. What you have asked there stays yours.`,
      },
      {
        kind: 'facts',
        facts: [
          ['When', at],
          ['By', by ?? `the people of ${site}`],
        ],
      },
      {
        kind: 'note',
        text: isOld
          ? `You did not expect this? Then tell the people of ${site}, or your own IT.`
          : 'This is not yours? Then tell us: somebody may have given it by mistake.',
      },
    ],
  }
}
