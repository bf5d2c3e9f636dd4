import { DoorwardError } from '../model/errors.ts'
import { type AddressSource, addressSourceOf } from '../model/identity/dialect-settings.ts'
import type { UserFacts } from '../model/identity/directory-user.ts'
import { type ProvisioningAct, provisioningRefusal, type Subscription } from '../model/subscription.ts'

/** @throws DoorwardError 'forbidden' when the site's subscription does not allow the act */
export function refuseUnlessSubscribed(subscription: Subscription, act: ProvisioningAct): void {
  const refusal = provisioningRefusal(subscription, act)
  if (refusal !== undefined) throw new DoorwardError('forbidden', refusal)
}

/** The directory reads addresses from another attribute since a moment ago: nothing was written, and the call looks again. */
export class OtherAddressSource extends Error {
  readonly addressFrom: AddressSource

  constructor(addressFrom: AddressSource) {
    super('addresses are read from another attribute now')
    this.addressFrom = addressFrom
  }
}

/** @throws OtherAddressSource */
export function requireAddressSource(
  user: UserFacts,
  directory: { readonly addressFrom: string | null },
): void {
  const addressFrom = addressSourceOf(directory)
  if (user.addressFrom !== addressFrom) throw new OtherAddressSource(addressFrom)
}

/** Another user of the directory has this userName. Known before the write, it undoes nothing of those who write together. */
export class EqualUserName extends Error {}
