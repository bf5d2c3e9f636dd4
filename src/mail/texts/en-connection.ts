import type { ConnectionNotice, MailValues } from '../../model/mail.ts'
import type { MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

const modes: { readonly [mode: string]: string } = {
  off: 'Nobody signs in through this provider any more.',
  test: 'It can be tried out; nobody signs in through it.',
  optional: 'Its people may sign in through this provider; other doors that were opened for them stay open.',
  required: 'Its people sign in through this provider alone.',
}

const changes: {
  readonly [Change in ConnectionNotice]: (directory: string, detail: string) => readonly [string, string]
} = {
  connected: (directory, protocol) => [
    `${directory} has a sign-in connection`,
    `The directory ${directory} was connected by ${protocol}. Nobody signs in by it until it is switched on.`,
  ],
  'issuer-changed': (directory, issuer) => [
    `${directory} signs in through another provider`,
    `The people of ${directory} sign in through ${issuer} from now on. Whoever was signed in begins anew.`,
  ],
  'certificate-added': (directory, fingerprint) => [
    `A certificate was added for the sign-in of ${directory}`,
    `What is signed by its key counts from now on. Its SHA-256 fingerprint: ${fingerprint}`,
  ],
  'certificate-removed': (directory, fingerprint) => [
    `A certificate was removed from the sign-in of ${directory}`,
    `What is signed by its key counts no more, and whoever was signed in begins anew. Its SHA-256 fingerprint: ${fingerprint}`,
  ],
  'key-made': (directory, fingerprint) => [
    `A new key of our own for the sign-in of ${directory}`,
    `The provider needs the new certificate; the key of before is used no more. Its SHA-256 fingerprint: ${fingerprint}`,
  ],
  'mode-changed': (directory, mode) => [`The sign-in of ${directory} was switched`, modes[mode] ?? mode],
  removed: (directory, issuer) => [
    `The sign-in connection of ${directory} was removed`,
    `Nobody signs in through ${issuer} any more, and whoever was signed in by it is signed out.`,
  ],
}

export function connectionChanged(
  { change, directory, detail, by, path }: MailValues['connection-changed'],
  { at, pageUrl }: TextContext,
): MailDocument {
  const [subject, text] = changes[change](directory, detail)
  return {
    subject,
    blocks: [
      { kind: 'paragraph', text },
      {
        kind: 'facts',
        facts: [
          ['Directory', directory],
          ['When', at],
          ['By', by],
        ],
      },
      { kind: 'paragraph', text: 'Was it none of you? Then look at it at once.' },
      { kind: 'button', label: 'Look at the sign-in', url: pageUrl(path) },
    ],
  }
}

export function certificateExpires(
  { directory, fingerprint, ours, path }: MailValues['certificate-expires'],
  { at, pageUrl, inDays, isPast }: TextContext,
): MailDocument {
  const whose = ours ? 'our own certificate' : "the provider's certificate"
  return {
    subject: isPast
      ? `A certificate for the sign-in of ${directory} has expired`
      : `A certificate for the sign-in of ${directory} expires ${inDays}`,
    blocks: [
      {
        kind: 'paragraph',
        text: isPast
          ? `For the sign-in of ${directory} ${whose} has expired. If nothing is done, its people may not be able to sign in.`
          : `For the sign-in of ${directory} ${whose} expires soon. Do it in time, and nobody notices.`,
      },
      {
        kind: 'facts',
        facts: [
          ['Directory', directory],
          ['SHA-256', fingerprint],
          [isPast ? 'Expired' : 'Expires', at],
        ],
      },
      {
        kind: 'paragraph',
        text: ours
          ? 'Make a new key and give its certificate to the provider.'
          : 'Ask for the next certificate and add it here before the provider changes over; remove this one afterwards.',
      },
      { kind: 'button', label: 'Look at the certificates', url: pageUrl(path) },
    ],
  }
}
