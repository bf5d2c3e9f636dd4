import type { AuthorityChange, MailValues } from '../../model/mail.ts'
import type { MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

const changes: {
  readonly [Change in AuthorityChange]: (directory: string, domain: string) => readonly [string, string]
} = {
  declared: (directory, domain) => [
    `${directory} spricht für ${domain}`,
    `Die Verwaltung hat zugesichert, dass ${domain} zu ${directory} gehört: Was der Identitätsanbieter über Adressen dort sagt, gilt.`,
  ],
  proven: (directory, domain) => [
    `${directory} hat ${domain} nachgewiesen`,
    `Ein Eintrag im DNS von ${domain} weist nach, dass die Domain zu ${directory} gehört. Kein anderes Verzeichnis hat bei Adressen dort noch etwas zu sagen.`,
  ],
  removed: (directory, domain) => [
    `${directory} spricht nicht mehr für ${domain}`,
    `Die Domain ${domain} wurde ${directory} entzogen. Die Personen bleiben; ihre Adressen dort sind nur noch behauptet.`,
  ],
  'proof-ended': (directory, domain) => [
    `${directory} spricht nicht mehr für ${domain}`,
    `Der Eintrag, der ${domain} nachwies, fehlte 72 Stunden lang. Die Personen von ${directory} bleiben; ihre Adressen dort sind nur noch behauptet.`,
  ],
  'guests-allowed': (directory) => [
    `${directory} spricht für Gäste`,
    `Was der Identitätsanbieter von ${directory} über Adressen sagt, die niemand sonst hält oder nachgewiesen hat, gilt von jetzt an.`,
  ],
  'guests-ended': (directory) => [
    `${directory} spricht nicht mehr für Gäste`,
    `Die Personen von ${directory} bleiben; ihre Adressen außerhalb seiner Domains sind nur noch behauptet.`,
  ],
}

export function authorityChanged(
  { change, directory, domain, by, path }: MailValues['authority-changed'],
  { at, pageUrl }: TextContext,
): MailDocument {
  const [subject, text] = changes[change](directory, domain)
  return {
    subject,
    blocks: [
      { kind: 'paragraph', text },
      {
        kind: 'facts',
        facts: [
          ['Wann', at],
          ['Durch', by],
        ],
      },
      { kind: 'button', label: 'Domains ansehen', url: pageUrl(path) },
    ],
  }
}

export function proofMissed(
  { directory, domain, record, value, path }: MailValues['proof-missed'],
  { at, inDays, pageUrl }: TextContext,
): MailDocument {
  return {
    subject: `Der Nachweis von ${domain} für ${directory} fehlt und endet ${inDays}`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Der TXT-Eintrag, der nachweist, dass ${domain} zu ${directory} gehört, steht nicht mehr im DNS. Ist er nicht rechtzeitig zurück, sind Adressen dort nur noch behauptet: Niemand verliert sein Konto, aber niemand Neues wird an ihnen erkannt.`,
      },
      {
        kind: 'facts',
        facts: [
          ['Name', record],
          ['TXT-Wert', value],
          ['Nötig bis', at],
        ],
      },
      {
        kind: 'paragraph',
        text: 'Bitten Sie die Person, die das DNS dieser Firma betreut, den Eintrag wieder anzulegen.',
      },
      { kind: 'button', label: 'Domains ansehen', url: pageUrl(path) },
    ],
  }
}

export function brakeOn(
  { directory, organization, lost, before, path }: MailValues['brake-on'],
  { at, pageUrl }: TextContext,
): MailDocument {
  return {
    subject: `Die Bremse ist gezogen: ${directory} nimmt sehr viel weg`,
    blocks: [
      {
        kind: 'paragraph',
        text: `${lost} von ${before} ${organization === '' ? `Personen von ${directory}` : `Mitgliedern von ${organization}`} haben binnen einer Stunde Zugang, Mitgliedschaft oder Adresse verloren.`,
      },
      {
        kind: 'paragraph',
        text: 'Wer deaktiviert wurde, ist abgemeldet. Mitgliedschaften bleiben, und neue Adressen warten, bis jemand entscheidet, ob es so gemeint ist.',
      },
      { kind: 'facts', facts: [['Wann', at]] },
      { kind: 'button', label: 'Ansehen und entscheiden', url: pageUrl(path) },
    ],
  }
}
