import type { AssuranceLevel } from '../../model/desk/assurance.ts'
import type { MailValues } from '../../model/mail.ts'
import type { Block, MailDocument } from '../document.ts'
import { doubtsOf } from './en-evidence.ts'
import type { TextContext } from './texts.ts'

const levels: { readonly [Level in AssuranceLevel]: string } = {
  sso: 'signed in through their company',
  proven: 'signed in, with a proven mailbox',
  known: 'a known address; nothing proves who wrote',
  unknown: 'nobody knows this address',
  suspect: 'looks like somebody else',
}

const said = (text: string | null): Block[] =>
  (text ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ kind: 'paragraph', text: line }))

export function requestNews(
  { what, face, person }: MailValues['request-news'],
  { site, request, pageUrl }: TextContext,
): MailDocument {
  const { key, summary, text, author, isInternal, from, path, canAnswer } = request
  const isAgent = face === 'console'
  // Who has no account opens no page.
  const isSender = person === 'sender'
  const first = {
    opened: isAgent
      ? 'A new request came in.'
      : 'Your request has come to us. We write here when there is news.',
    assigned: 'This request is yours now.',
    resolved: isSender
      ? 'This request is resolved. Is it not? Then answer this mail.'
      : 'This request is resolved. Is it not? Then open it again at the page, where you can also say how content you are.',
    commented: isInternal ? `${author ?? site} left a note:` : `${author ?? site} wrote:`,
  }[what]
  return {
    subject: `[${key}] ${summary} (${site})`,
    blocks: [
      { kind: 'paragraph', text: first },
      ...said(text),
      ...(from
        ? [
            {
              kind: 'facts' as const,
              facts: [
                ['From', from.name],
                ['Address', from.emailAddress === '' ? 'none is known' : from.emailAddress],
                ...(from.level === null ? [] : [['How sure', levels[from.level]] as const]),
                ...doubtsOf(from.reasons).map((reason) => ['Because', reason] as const),
              ] as const,
            },
          ]
        : []),
      isSender
        ? { kind: 'paragraph', text: 'You answer by answering this mail.' }
        : { kind: 'button', label: isAgent ? 'Open the request' : 'Read and answer', url: pageUrl(path) },
      ...(canAnswer && !isSender
        ? [
            {
              kind: 'paragraph' as const,
              text: isAgent
                ? 'An answer to this mail becomes a note for agents only.'
                : 'You can also answer this mail; leave the address as it is.',
            },
          ]
        : []),
    ],
    footer: isAgent
      ? `You get this because you answer requests at ${site}. Under your account you choose of which you hear.`
      : isSender
        ? `You get this because a mail from this address asked something at ${site}.`
        : `You get this because you take part in this request at ${site}.`,
  }
}
