import type { MailValues } from '../../model/mail.ts'
import type { MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

/** It quotes nothing: what was written may be somebody else's, who wants it read. */
export function proveIt({ by }: MailValues['prove-it'], { site, link, at }: TextContext): MailDocument {
  return {
    subject: `Haben Sie an ${site} geschrieben?`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Jemand hat an den Support von ${site} geschrieben, und ${by} möchte sicher sein, ob Sie das waren.`,
      },
      { kind: 'facts', facts: [['Geschrieben', at]] },
      {
        kind: 'paragraph',
        text: 'Melden Sie sich über den Link an, sehen Sie, worum es geht, und sagen Sie ja oder nein. Waren Sie es nicht, dann schützt es Sie, das zu sagen.',
      },
      { kind: 'button', label: 'Sagen, ob ich es war', url: link.url },
      {
        kind: 'note',
        text: `Der Link gilt einmal, bis ${link.until}, und nur für Sie: Geben Sie ihn nicht weiter. Er fragt nach keinem Passwort außer dem, mit dem Sie sich ohnehin anmelden.`,
      },
    ],
  }
}
