import type { Evidence } from '../../model/desk/assurance.ts'

const whose = ({ name, of, person }: { name: string; of: string | null; person: 'customer' | 'staff' }) =>
  person === 'staff' ? `${name}, one of the staff` : of === null ? name : `${name} of ${of}`

/** Why it is not sure who asks, a sentence each; what speaks for them is left out. */
export function doubtsOf(reasons: readonly Evidence[]): string[] {
  return reasons.flatMap((one): string[] => {
    switch (one.code) {
      case 'mail-failed':
        return [`DMARC failed for ${one.domain}.`]
      case 'mail-unproven':
        return [`Nothing proves that the mail comes from ${one.domain}.`]
      case 'address-new':
        return ['Nobody here has this address.']
      case 'address-former':
        return [`It was ${one.name}’s address and is no longer.`]
      case 'deactivated':
        return [`${one.name} is deactivated.`]
      case 'address-foreign':
        return ['The address is only claimed, and its domain is another company’s or ours.']
      case 'name-like':
        return [`The name ${one.isSame ? 'equals' : 'looks like'} ${whose(one)}, the address does not.`]
      case 'name-in-address':
        return [`The address spells ${whose(one)}, but is not theirs.`]
      case 'address-like':
        return [`The address is easily taken for that of ${whose(one)}.`]
      case 'name-says':
        return [`The name says ${one.shown}, and it is from another address.`]
      case 'domain-like':
        return [`${one.domain} looks like ${one.known}.`]
      case 'reply-elsewhere':
        return [`An answer would go to ${one.address}.`]
      case 'disowned':
        return [`${one.name} said that they did not write it.`]
      case 'written-by':
        return [`${one.name} said that they wrote it, and it stands in another name.`]
      case 'written-elsewhere':
        return [`${one.name} says that they wrote it; it came from ${one.address}, and answers go there.`]
      case 'opened-by-other':
        return [`${one.name} opened the link that asked somebody else.`]
      default:
        return []
    }
  })
}
