import type { ConnectionNotice, MailValues } from '../../model/mail.ts'
import type { MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

const modes: { readonly [mode: string]: string } = {
  off: 'Über diesen Anbieter meldet sich niemand mehr an.',
  test: 'Sie lässt sich ausprobieren; angemeldet wird dabei niemand.',
  optional:
    'Die Personen des Verzeichnisses können sich über diesen Anbieter anmelden; andere Zugänge, die ihnen geöffnet wurden, bleiben offen.',
  required: 'Die Personen des Verzeichnisses melden sich nur noch über diesen Anbieter an.',
}

const changes: {
  readonly [Change in ConnectionNotice]: (directory: string, detail: string) => readonly [string, string]
} = {
  connected: (directory, protocol) => [
    `${directory} hat eine Anmelde-Verbindung`,
    `Das Verzeichnis ${directory} wurde über ${protocol} verbunden. Solange die Verbindung nicht eingeschaltet ist, meldet sich niemand darüber an.`,
  ],
  'issuer-changed': (directory, issuer) => [
    `${directory} meldet sich über einen anderen Anbieter an`,
    `Die Personen von ${directory} melden sich ab jetzt über ${issuer} an. Wer angemeldet war, meldet sich neu an.`,
  ],
  'certificate-added': (directory, fingerprint) => [
    `Für die Anmeldung von ${directory} gibt es ein weiteres Zertifikat`,
    `Was mit seinem Schlüssel signiert ist, gilt ab jetzt. Sein SHA-256-Fingerabdruck: ${fingerprint}`,
  ],
  'certificate-removed': (directory, fingerprint) => [
    `Ein Zertifikat für die Anmeldung von ${directory} wurde entfernt`,
    `Was mit seinem Schlüssel signiert ist, gilt nicht mehr, und wer angemeldet war, meldet sich neu an. Sein SHA-256-Fingerabdruck: ${fingerprint}`,
  ],
  'key-made': (directory, fingerprint) => [
    `Ein neuer eigener Schlüssel für die Anmeldung von ${directory}`,
    `Der Anbieter braucht das neue Zertifikat; der bisherige Schlüssel wird nicht mehr benutzt. SHA-256-Fingerabdruck: ${fingerprint}`,
  ],
  'mode-changed': (directory, mode) => [
    `Die Anmeldung von ${directory} wurde umgestellt`,
    modes[mode] ?? mode,
  ],
  removed: (directory, issuer) => [
    `Die Anmelde-Verbindung von ${directory} wurde entfernt`,
    `Über ${issuer} meldet sich niemand mehr an, und wer darüber angemeldet war, ist abgemeldet.`,
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
          ['Verzeichnis', directory],
          ['Wann', at],
          ['Von', by],
        ],
      },
      { kind: 'paragraph', text: 'War das niemand von Ihnen? Dann sehen Sie bitte gleich nach.' },
      { kind: 'button', label: 'Anmeldung ansehen', url: pageUrl(path) },
    ],
  }
}

export function certificateExpires(
  { directory, fingerprint, ours, path }: MailValues['certificate-expires'],
  { at, pageUrl, inDays, isPast }: TextContext,
): MailDocument {
  const whose = ours ? 'unser eigenes Zertifikat' : 'das Zertifikat des Anbieters'
  return {
    subject: isPast
      ? `Ein Zertifikat für die Anmeldung von ${directory} ist abgelaufen`
      : `Ein Zertifikat für die Anmeldung von ${directory} läuft ${inDays} ab`,
    blocks: [
      {
        kind: 'paragraph',
        text: isPast
          ? `Für die Anmeldung von ${directory} ist ${whose} abgelaufen. Wenn nichts geschieht, können sich die Personen womöglich nicht mehr anmelden.`
          : `Für die Anmeldung von ${directory} läuft ${whose} bald ab. Wird es rechtzeitig erneuert, merkt niemand etwas davon.`,
      },
      {
        kind: 'facts',
        facts: [
          ['Verzeichnis', directory],
          ['SHA-256', fingerprint],
          [isPast ? 'Abgelaufen' : 'Läuft ab', at],
        ],
      },
      {
        kind: 'paragraph',
        text: ours
          ? 'Erstellen Sie einen neuen Schlüssel und geben Sie dessen Zertifikat dem Anbieter.'
          : 'Lassen Sie sich das nächste Zertifikat geben und tragen Sie es ein, bevor der Anbieter wechselt; entfernen Sie dieses danach.',
      },
      { kind: 'button', label: 'Zertifikate ansehen', url: pageUrl(path) },
    ],
  }
}
