import type { MailValues } from '../../model/mail.ts'
import type { Block, MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

const reasons: { readonly [Reason in NonNullable<TextContext['way']['reason']>]: (site: string) => string } =
  {
    staff: (site) => `You work at ${site}: staff sign in at a page of their own.`,
    inactive: (site) =>
      `Your account at ${site} is not active, so there is no code. Ask your own IT, or the people of ${site}.`,
    'by-directory': (site) => `Your company manages your account at ${site}, and signs you in.`,
    'not-open': (site) =>
      `There is no account at ${site} with this address, and none can be made here. Ask the people of ${site} for an invitation.`,
  }

export function signInCode({ page }: MailValues['sign-in-code'], { site, way }: TextContext): MailDocument {
  const { digits, reason, doors } = way
  const blocks: Block[] = []
  if (digits !== null) {
    blocks.push(
      {
        kind: 'paragraph',
        text: `This is your code for ${page ? `the set-up page of ${site}` : site}. Type it, or paste it, where you asked for it:`,
      },
      { kind: 'facts', facts: [['Code', digits]] },
    )
  }
  if (reason !== null) blocks.push({ kind: 'paragraph', text: reasons[reason](site) })
  if (digits !== null && doors.length > 0) {
    blocks.push({ kind: 'paragraph', text: 'Does your company sign you in? Then take its door:' })
  }
  for (const { name, url } of doors) {
    blocks.push({
      kind: 'button',
      label: reason === 'staff' ? 'Staff sign-in' : `Sign in through ${name}`,
      url,
    })
  }
  blocks.push({
    kind: 'note',
    text:
      digits === null
        ? 'Somebody asked for a sign-in with this address. Was it not you? Then do nothing.'
        : 'The code works for ten minutes, in the browser that asked for it. Nobody of us ever asks you for it. Was it not you? Then do nothing.',
  })
  return {
    subject: digits === null ? `Signing in to ${site}` : `${digits} is your code for ${site}`,
    blocks,
    footer: page
      ? `You get this because somebody opened your set-up page at ${site}.`
      : `You get this because somebody gave this address at the sign-in page of ${site}.`,
  }
}
