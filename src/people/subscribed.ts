import { DoorwardError } from '../model/errors.ts'
import { type ProvisioningAct, provisioningRefusal, type Subscription } from '../model/subscription.ts'

/** @throws DoorwardError 'forbidden' when the site's subscription does not allow the act */
export function refuseUnlessSubscribed(subscription: Subscription, act: ProvisioningAct): void {
  const refusal = provisioningRefusal(subscription, act)
  if (refusal !== undefined) throw new DoorwardError('forbidden', refusal)
}

/** Another user of the directory has this userName. Known before the write, it undoes nothing of those who write together. */
export class EqualUserName extends Error {}
