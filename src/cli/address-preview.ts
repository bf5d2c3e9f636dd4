import type { AddressOutcome } from '../model/identity/address-preview.ts'
import type { AddressPreview } from '../people/address-preview.ts'
import { counted, table } from './table.ts'

const says: { readonly [as in AddressOutcome]: string } = {
  held: 'holds it',
  claimed: 'claims it, not proven',
  refused: 'stays without an address, with a case',
  lost: 'is no longer confirmed',
  waits: 'is nobody until a person decides',
}

/** What another attribute for addresses would do, in words. */
export function addressPreviewText({
  held,
  claimed,
  refused,
  lost,
  waits,
  hasMore,
  first,
}: AddressPreview): string {
  const people = (n: number) => counted(n, 'person', 'people')
  return [
    `${people(held + claimed)} would have another address: ${held} held, ${claimed} claimed. ${people(refused)} would stay without one, with a case; of ${lost} the address would no longer be confirmed; ${waits} would wait for a decision.${hasMore ? ' There are more people than were looked at.' : ''}`,
    table(
      ['name', 'address now', 'then', 'what happens'],
      first.map(({ name, before, after, as }) => [name, before ?? 'none', after ?? 'none', says[as]]),
      'Nobody’s address would change.',
    ),
  ].join('\n')
}
