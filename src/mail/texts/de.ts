import type { SignInChange } from '../../model/mail.ts'
import { addressChanged } from './de-address.ts'
import { authorityChanged, brakeOn, proofMissed } from './de-authority.ts'
import { certificateExpires, connectionChanged } from './de-connection.ts'
import { customerInvitation } from './de-invitation.ts'
import { proveIt } from './de-prove.ts'
import { mailRefused } from './de-refused.ts'
import { requestNews } from './de-request.ts'
import { setupLink, setupProposed } from './de-setup.ts'
import { signInCode } from './de-sign-in.ts'
import type { MailTexts } from './texts.ts'

const changes: { readonly [Change in SignInChange]: string } = {
  'password-set': 'Ein Passwort wurde festgelegt, mit dem Sie sich anmelden können.',
  'password-chosen': 'Ihr Passwort wurde geändert.',
  'password-removed': 'Ihr Passwort wurde entfernt: Es meldet niemanden mehr an.',
  'code-generator-set-up': 'Ein Codegenerator wurde als zweiter Faktor eingerichtet.',
  'second-factor-removed': 'Ihr zweiter Faktor wurde entfernt: Das Passwort allein genügt jetzt.',
  'recovery-codes-made': 'Neue Wiederherstellungscodes wurden erstellt; die früheren gelten nicht mehr.',
  'passkey-added': 'Ein Passkey wurde hinzugefügt, mit dem Sie sich anmelden können.',
  'passkey-removed': 'Ein Passkey wurde entfernt.',
  'api-key-made':
    'Ein API-Schlüssel wurde erstellt, mit dem ein Programm wie Sie um Hilfe bittet und liest, was Sie lesen dürfen.',
}

export const de: MailTexts = {
  locale: 'de-DE',
  greeting: (name) => `Guten Tag ${name},`,
  demonstration: 'Dies ist eine Vorführung: Alle Personen darin sind erfunden.',
  footer: (site) => `Sie erhalten diese Nachricht, weil Sie ein Konto bei ${site} haben.`,
  buttonHint: 'Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:',
  kinds: {
    test: ({ by }, { site }) => ({
      subject: `Testnachricht von ${site}`,
      blocks: [
        {
          kind: 'paragraph',
          text: `${by} hat diese Nachricht gesendet, um zu sehen, ob ${site} E-Mails senden kann. Es klappt.`,
        },
      ],
    }),
    'staff-link': ({ by }, { site, link }) =>
      link.kind === 'invite'
        ? {
            subject: `Ihr Konto bei ${site}`,
            blocks: [
              {
                kind: 'paragraph',
                text: `${by ?? 'Jemand aus der Verwaltung'} hat ein Konto bei ${site} für Sie angelegt.`,
              },
              { kind: 'paragraph', text: 'Wählen Sie ein Passwort, dann sind Sie drin.' },
              { kind: 'button', label: 'Passwort wählen', url: link.url },
              {
                kind: 'note',
                text: `Der Link gilt einmal, bis ${link.until}. Sie haben das nicht erwartet? Dann tun Sie einfach nichts.`,
              },
            ],
          }
        : {
            subject: `Ein neues Passwort für ${site}`,
            blocks: [
              {
                kind: 'paragraph',
                text: `${by ?? 'Jemand aus der Verwaltung'} bittet Sie, ein neues Passwort für ${site} zu wählen.`,
              },
              { kind: 'button', label: 'Neues Passwort wählen', url: link.url },
              {
                kind: 'note',
                text: `Der Link gilt einmal, bis ${link.until}. Bis Sie ihn benutzen, gilt Ihr jetziges Passwort.`,
              },
            ],
          },
    'sign-in-changed': ({ change, byAdministrator, isCustomer }, { site, at, pageUrl }) => ({
      subject: `Ihre Anmeldung bei ${site} wurde geändert`,
      blocks: [
        { kind: 'paragraph', text: changes[change] },
        {
          kind: 'facts',
          facts: [
            ['Wann', at],
            ['Durch', byAdministrator ? 'die Verwaltung' : 'Sie'],
          ],
        },
        {
          kind: 'paragraph',
          text: byAdministrator
            ? 'Wenn Sie nicht wissen, warum, fragen Sie in der Verwaltung nach.'
            : isCustomer
              ? 'Waren Sie das nicht? Dann fordern Sie auf der Anmeldeseite einen Code per E-Mail an, melden Sie sich überall ab, sehen Sie nach, welche Wege zur Anmeldung Ihr Konto hat, und schreiben Sie dem Helpdesk.'
              : 'Waren Sie das nicht? Dann melden Sie sich überall ab, wählen Sie ein neues Passwort und sagen Sie der Verwaltung Bescheid.',
        },
        { kind: 'button', label: 'Ihr Konto ansehen', url: pageUrl(isCustomer ? '/' : '/admin/account') },
      ],
    }),
    'token-expires': ({ directory, label, path }, { at, pageUrl, inDays, isPast }) => ({
      subject: isPast
        ? `Ein Token von ${directory} ist abgelaufen`
        : `Ein Token von ${directory} läuft ${inDays} ab`,
      blocks: [
        {
          kind: 'paragraph',
          text: isPast
            ? `Der Identitätsanbieter von ${directory} kann mit diesem Token nichts mehr ändern: Hat er kein anderes, kommt nicht herein, wer dazukommt, und wer geht, wird nicht ausgesperrt.`
            : `Wenn das Token abläuft, kann der Identitätsanbieter von ${directory} nichts mehr ändern: Wer dazukommt, kommt nicht herein, und wer geht, wird nicht ausgesperrt.`,
        },
        {
          kind: 'facts',
          facts: [
            ['Verzeichnis', directory],
            ['Token', label],
            [isPast ? 'Abgelaufen' : 'Läuft ab', at],
          ],
        },
        {
          kind: 'paragraph',
          text: isPast
            ? 'Erstellen Sie ein neues Token und tragen Sie es beim Identitätsanbieter ein.'
            : 'Erstellen Sie ein neues Token, tragen Sie es beim Identitätsanbieter ein und beenden Sie dann dieses.',
        },
        { kind: 'button', label: 'Neues Token erstellen', url: pageUrl(path) },
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
