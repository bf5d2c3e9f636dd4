import type { Evidence } from '../../model/desk/assurance.ts'

const whose = ({ name, of, person }: { name: string; of: string | null; person: 'customer' | 'staff' }) =>
  person === 'staff' ? `${name} aus dem eigenen Haus` : of === null ? name : `${name} von ${of}`

/** Why it is not sure who asks, a sentence each; what speaks for them is left out. */
export function doubtsOf(reasons: readonly Evidence[]): string[] {
  return reasons.flatMap((one): string[] => {
    switch (one.code) {
      case 'mail-failed':
        return [`Die DMARC-Prüfung für ${one.domain} ist fehlgeschlagen.`]
      case 'mail-unproven':
        return [`Nichts beweist, dass die E-Mail von ${one.domain} kommt.`]
      case 'address-new':
        return ['Diese Adresse hat hier niemand.']
      case 'address-former':
        return [`Sie war die Adresse von ${one.name} und ist es nicht mehr.`]
      case 'deactivated':
        return [`${one.name} ist deaktiviert.`]
      case 'address-foreign':
        return ['Die Adresse ist nur behauptet, und die Domain gehört einer anderen Firma oder uns.']
      case 'name-like':
        return [
          `Der Name ${one.isSame ? 'gleicht dem' : 'sieht aus wie der'} von ${whose(one)}, die Adresse nicht.`,
        ]
      case 'name-in-address':
        return [`In der Adresse steht der Name von ${whose(one)}, sie gehört aber nicht dieser Person.`]
      case 'address-like':
        return [`Die Adresse ist leicht mit der von ${whose(one)} zu verwechseln.`]
      case 'name-says':
        return [`Als Name steht dort ${one.shown}, die E-Mail kommt aber von einer anderen Adresse.`]
      case 'domain-like':
        return [`${one.domain} sieht aus wie ${one.known}.`]
      case 'reply-elsewhere':
        return [`Eine Antwort ginge an ${one.address}.`]
      case 'disowned':
        return [`${one.name} sagt, das nicht geschrieben zu haben.`]
      case 'written-by':
        return [`${one.name} sagt, das geschrieben zu haben, und es steht unter einem anderen Namen.`]
      case 'written-elsewhere':
        return [
          `${one.name} sagt, das geschrieben zu haben; es kam von ${one.address}, und Antworten gehen dorthin.`,
        ]
      case 'opened-by-other':
        return [`${one.name} hat den Link geöffnet, der jemand anderen fragt.`]
      default:
        return []
    }
  })
}
