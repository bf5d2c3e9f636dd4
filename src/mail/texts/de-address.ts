import type { MailValues } from '../../model/mail.ts'
import type { MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

export function addressChanged(
  { which, by }: MailValues['address-changed'],
  { site, at }: TextContext,
): MailDocument {
  const isOld = which === 'old'
  return {
    subject: isOld ? `Ihre Adresse bei ${site} wurde geändert` : `${site} kennt Sie nun unter dieser Adresse`,
    blocks: [
      {
        kind: 'paragraph',
        text: isOld
          ? `${site} kennt Sie nicht mehr unter dieser Adresse: An ihrer Stelle steht eine andere.`
          : `${site} schreibt Ihnen künftig an diese Adresse. Was Sie dort gefragt haben, bleibt Ihres.`,
      },
      {
        kind: 'facts',
        facts: [
          ['Wann', at],
          ['Durch', by ?? `das Team von ${site}`],
        ],
      },
      {
        kind: 'note',
        text: isOld
          ? `Das haben Sie nicht erwartet? Dann sagen Sie es dem Team von ${site} oder Ihrer eigenen IT.`
          : 'Das ist nicht Ihre Adresse? Dann sagen Sie es uns: Jemand hat sie vielleicht versehentlich angegeben.',
      },
    ],
  }
}
