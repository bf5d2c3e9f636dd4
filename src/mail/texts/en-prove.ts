import type { MailValues } from '../../model/mail.ts'
import type { MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

/** It quotes nothing: what was written may be somebody else's, who wants it read. */
export function proveIt({ by }: MailValues['prove-it'], { site, link, at }: TextContext): MailDocument {
  return {
    subject: `Did you write to ${site}?`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Somebody wrote to the help desk of ${site}, and ${by} wants to be sure whether it was you.`,
      },
      { kind: 'facts', facts: [['Written', at]] },
      {
        kind: 'paragraph',
        text: 'Sign in by the link, see what it is about, and say yes or no. If it was not you, saying so protects you.',
      },
      { kind: 'button', label: 'Say whether it was you', url: link.url },
      {
        kind: 'note',
        text: `The link works once, until ${link.until}, and for you alone: do not pass it on. It asks for no password but the one with which you sign in anyway.`,
      },
    ],
  }
}
