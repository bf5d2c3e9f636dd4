import type { AssuranceLevel } from '../../model/desk/assurance.ts'
import type { MailValues } from '../../model/mail.ts'
import type { Block, MailDocument } from '../document.ts'
import { doubtsOf } from './de-evidence.ts'
import type { TextContext } from './texts.ts'

const levels: { readonly [Level in AssuranceLevel]: string } = {
  sso: 'über die eigene Firma angemeldet',
  proven: 'angemeldet, mit nachgewiesenem Postfach',
  known: 'die Adresse ist bekannt; nichts beweist, wer geschrieben hat',
  unknown: 'diese Adresse kennt niemand',
  suspect: 'sieht jemand anderem ähnlich',
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
      ? 'Eine neue Anfrage ist da.'
      : 'Ihre Anfrage ist angekommen. Wir schreiben hier, sobald es etwas Neues gibt.',
    assigned: 'Diese Anfrage ist jetzt Ihnen zugewiesen.',
    resolved: isSender
      ? 'Diese Anfrage ist gelöst. Doch nicht? Dann antworten Sie auf diese E-Mail.'
      : 'Diese Anfrage ist gelöst. Doch nicht? Dann öffnen Sie sie auf der Seite wieder; dort können Sie auch sagen, wie zufrieden Sie sind.',
    commented: isInternal ? `Eine Notiz von ${author ?? site}:` : `${author ?? site} schreibt:`,
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
                ['Von', from.name],
                ['Adresse', from.emailAddress === '' ? 'keine bekannt' : from.emailAddress],
                ...(from.level === null ? [] : [['Wie sicher', levels[from.level]] as const]),
                ...doubtsOf(from.reasons).map((reason) => ['Weil', reason] as const),
              ] as const,
            },
          ]
        : []),
      isSender
        ? { kind: 'paragraph', text: 'Antworten Sie einfach auf diese E-Mail.' }
        : { kind: 'button', label: isAgent ? 'Anfrage öffnen' : 'Lesen und antworten', url: pageUrl(path) },
      ...(canAnswer && !isSender
        ? [
            {
              kind: 'paragraph' as const,
              text: isAgent
                ? 'Eine Antwort auf diese E-Mail wird zu einer Notiz nur für Agenten.'
                : 'Sie können auch auf diese E-Mail antworten; lassen Sie die Adresse, wie sie ist.',
            },
          ]
        : []),
    ],
    footer: isAgent
      ? `Sie erhalten dies, weil Sie bei ${site} Anfragen beantworten. In Ihrem Konto wählen Sie, wovon Sie hören.`
      : isSender
        ? `Sie erhalten dies, weil von dieser Adresse aus bei ${site} per E-Mail etwas gefragt wurde.`
        : `Sie erhalten dies, weil Sie an dieser Anfrage bei ${site} beteiligt sind.`,
  }
}
