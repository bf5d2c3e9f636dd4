import type { MailValues } from '../../model/mail.ts'
import type { MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

export function setupLink(
  { directory, by }: MailValues['set-up-link'],
  { site, link }: TextContext,
): MailDocument {
  return {
    subject: `${directory} mit ${site} verbinden`,
    blocks: [
      {
        kind: 'paragraph',
        text: `${by ?? `Jemand aus der Administration von ${site}`} bittet Sie, den Identitätsanbieter von ${directory} mit ${site} zu verbinden.`,
      },
      {
        kind: 'paragraph',
        text: 'Eine eigene Seite führt Sie hindurch: Bereitstellung, Anmeldung, Domains. Sie brauchen kein Konto und können jederzeit wiederkommen.',
      },
      { kind: 'button', label: 'Einrichtungsseite öffnen', url: link.url },
      {
        kind: 'note',
        text: `Der Link öffnet die Seite einmal, bis ${link.until}. Danach fragt derselbe Link nach einem Code, der an diese Adresse geht. Die Mail weiterzugeben nützt also niemandem. Haben Sie das nicht erwartet? Dann tun Sie nichts.`,
      },
    ],
    footer: `Sie erhalten dies, weil jemand bei ${site} Sie als zuständig für ${directory} genannt hat.`,
  }
}
