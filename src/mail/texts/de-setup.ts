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
        text: `${by ?? `Jemand aus der Verwaltung von ${site}`} bittet Sie, den Identitätsanbieter von ${directory} mit ${site} zu verbinden.`,
      },
      {
        kind: 'paragraph',
        text: 'Eine eigene Seite führt Sie hindurch: Bereitstellung, Anmeldung, Domains. Sie brauchen kein Konto und können jederzeit wiederkommen.',
      },
      { kind: 'button', label: 'Einrichtungsseite öffnen', url: link.url },
      {
        kind: 'note',
        text: `Der Link öffnet die Seite einmal, bis ${link.until}. Danach fragt derselbe Link nach einem Code, der an diese Adresse geht. Die E-Mail weiterzugeben nützt also niemandem. Haben Sie das nicht erwartet? Dann tun Sie nichts.`,
      },
    ],
    footer: `Sie erhalten dies, weil jemand bei ${site} Sie als zuständig für ${directory} genannt hat.`,
  }
}

const proposals: { readonly [Kind in MailValues['setup-proposed']['what']]: string } = {
  certificate: 'ein weiteres Zertifikat des Identitätsanbieters',
  issuer: 'einen anderen Identitätsanbieter oder eine andere Adresse von ihm',
  token: 'ein weiteres Token für die Bereitstellung',
  mode: 'dass sich Personen über den Identitätsanbieter anmelden',
}

export function setupProposed(
  { what, shown, directory, by, path }: MailValues['setup-proposed'],
  { at, pageUrl }: TextContext,
): MailDocument {
  return {
    subject: `Die IT von ${directory} wartet auf Sie`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Auf der Einrichtungsseite schlägt ${by} vor: ${proposals[what]}. Das Verzeichnis ist live; deshalb ändert sich nichts, bis jemand von Ihnen es freigibt.`,
      },
      {
        kind: 'facts',
        facts: [
          ['Verzeichnis', directory],
          ['Was', shown],
          ['Wann', at],
          ['Von', by],
        ],
      },
      {
        kind: 'paragraph',
        text: 'Haben Sie das nicht erwartet? Dann fragen Sie auf anderem Weg nach, bevor Sie entscheiden.',
      },
      { kind: 'button', label: 'Vorschlag ansehen', url: pageUrl(path) },
    ],
  }
}
