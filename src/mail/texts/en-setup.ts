import type { MailValues } from '../../model/mail.ts'
import type { MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

export function setupLink(
  { directory, by }: MailValues['set-up-link'],
  { site, link }: TextContext,
): MailDocument {
  return {
    subject: `Connect ${directory} to ${site}`,
    blocks: [
      {
        kind: 'paragraph',
        text: `${by ?? `An administrator of ${site}`} asks you to connect the identity provider of ${directory} to ${site}.`,
      },
      {
        kind: 'paragraph',
        text: 'A page of your own leads through it: provisioning, sign-in, domains. You need no account, and can come back at any time.',
      },
      { kind: 'button', label: 'Open the set-up page', url: link.url },
      {
        kind: 'note',
        text: `The link opens the page once, until ${link.until}. Later the same link asks for a code, which is sent to this address. So passing the mail on helps nobody. You did not expect this? Then do nothing.`,
      },
    ],
    footer: `You get this because somebody at ${site} named you as the one who looks after ${directory}.`,
  }
}

const proposals: { readonly [Kind in MailValues['setup-proposed']['what']]: string } = {
  certificate: 'another certificate of their identity provider',
  issuer: 'another identity provider, or another address of it',
  token: 'another token for provisioning',
  mode: 'that people sign in through their identity provider',
}

export function setupProposed(
  { what, shown, directory, by, path }: MailValues['setup-proposed'],
  { at, pageUrl }: TextContext,
): MailDocument {
  return {
    subject: `The IT of ${directory} waits for you`,
    blocks: [
      {
        kind: 'paragraph',
        text: `At the set-up page ${by} proposes ${proposals[what]}. The directory is live, so nothing changes until one of you releases it.`,
      },
      {
        kind: 'facts',
        facts: [
          ['Directory', directory],
          ['What', shown],
          ['When', at],
          ['By', by],
        ],
      },
      { kind: 'paragraph', text: 'Do you not expect it? Then ask them in another way before you decide.' },
      { kind: 'button', label: 'Look at the proposal', url: pageUrl(path) },
    ],
  }
}
