import type { SignInChange } from '../../model/mail.ts'
import { addressChanged } from './en-address.ts'
import { authorityChanged, brakeOn, proofMissed } from './en-authority.ts'
import { certificateExpires, connectionChanged } from './en-connection.ts'
import { customerInvitation } from './en-invitation.ts'
import { proveIt } from './en-prove.ts'
import { mailRefused } from './en-refused.ts'
import { requestNews } from './en-request.ts'
import { setupLink, setupProposed } from './en-setup.ts'
import { signInCode } from './en-sign-in.ts'
import type { MailTexts } from './texts.ts'

const changes: { readonly [Change in SignInChange]: string } = {
  'password-set': 'A password was set, with which you can sign in.',
  'password-chosen': 'Your password was changed.',
  'password-removed': 'Your password was removed: it signs nobody in any more.',
  'code-generator-set-up': 'A code generator was set up as your second factor.',
  'second-factor-removed': 'Your second factor was removed: the password alone lets you in now.',
  'recovery-codes-made': 'New recovery codes were made; the earlier ones work no more.',
  'passkey-added': 'A passkey was added, with which you can sign in.',
  'passkey-removed': 'A passkey was removed.',
  'api-key-made':
    'An API key was made, with which a program asks for help as you do and reads what you may read.',
}

export const en: MailTexts = {
  locale: 'en-GB',
  greeting: (name) => `Hello ${name},`,
  demonstration: 'This is a demonstration: everybody in it is invented.',
  footer: (site) => `You get this because you have an account at ${site}.`,
  buttonHint: 'If the button does not work, open this address:',
  kinds: {
    test: ({ by }, { site }) => ({
      subject: `Test mail from ${site}`,
      blocks: [
        {
          kind: 'paragraph',
          text: `This mail was sent by ${by} to see whether ${site} can send mails. It can.`,
        },
      ],
    }),
    'staff-link': ({ by }, { site, link }) =>
      link.kind === 'invite'
        ? {
            subject: `Your account at ${site}`,
            blocks: [
              { kind: 'paragraph', text: `${by ?? 'An administrator'} made an account for you at ${site}.` },
              { kind: 'paragraph', text: 'Choose a password, and you are in.' },
              { kind: 'button', label: 'Choose a password', url: link.url },
              {
                kind: 'note',
                text: `The link works once, until ${link.until}. You did not expect this? Then do nothing.`,
              },
            ],
          }
        : {
            subject: `A new password for ${site}`,
            blocks: [
              {
                kind: 'paragraph',
                text: `${by ?? 'An administrator'} asks you to choose a new password for ${site}.`,
              },
              { kind: 'button', label: 'Choose a new password', url: link.url },
              {
                kind: 'note',
                text: `The link works once, until ${link.until}. Until you use it, your present password works.`,
              },
            ],
          },
    'sign-in-changed': ({ change, byAdministrator, isCustomer }, { site, at, pageUrl }) => ({
      subject: `The way you sign in to ${site} was changed`,
      blocks: [
        { kind: 'paragraph', text: changes[change] },
        {
          kind: 'facts',
          facts: [
            ['When', at],
            ['By', byAdministrator ? 'an administrator' : 'you'],
          ],
        },
        {
          kind: 'paragraph',
          text: byAdministrator
            ? 'If you do not know why, ask an administrator.'
            : isCustomer
              ? 'Was it not you? Then ask at the sign-in page for a code by mail, sign out everywhere, look at the ways in that your account has, and write to the help desk.'
              : 'Was it not you? Then sign out everywhere, choose a new password, and tell an administrator.',
        },
        { kind: 'button', label: 'Look at your account', url: pageUrl(isCustomer ? '/' : '/admin/account') },
      ],
    }),
    'token-expires': ({ directory, label, path }, { at, pageUrl, inDays, isPast }) => ({
      subject: isPast ? `A token of ${directory} has expired` : `A token of ${directory} expires ${inDays}`,
      blocks: [
        {
          kind: 'paragraph',
          text: isPast
            ? `The identity provider of ${directory} can make no changes with this token any more: without another, who joins is not let in, and who leaves is not locked out.`
            : `The identity provider of ${directory} can make no changes any more when its token expires: who joins is not let in, and who leaves is not locked out.`,
        },
        {
          kind: 'facts',
          facts: [
            ['Directory', directory],
            ['Token', label],
            [isPast ? 'Expired' : 'Expires', at],
          ],
        },
        {
          kind: 'paragraph',
          text: isPast
            ? 'Make a new token and put it in at the identity provider.'
            : 'Make a new token, put it in at the identity provider, then revoke this one.',
        },
        { kind: 'button', label: 'Make a new token', url: pageUrl(path) },
      ],
    }),
    'address-changed': addressChanged,
    'mail-refused': mailRefused,
    'request-news': requestNews,
    'sign-in-code': signInCode,
    'set-up-link': setupLink,
    'setup-proposed': setupProposed,
    'customer-invitation': customerInvitation,
    'prove-it': proveIt,
    'authority-changed': authorityChanged,
    'connection-changed': connectionChanged,
    'certificate-expires': certificateExpires,
    'brake-on': brakeOn,
    'proof-missed': proofMissed,
  },
}
