import { DoorwardError } from './errors.ts'

/** What a site's owner has bought, and what of it a directory may use (product.md, "States"). */
export type Plan = 'none' | 'standard' | 'premium'
export type SubscriptionStatus = 'active' | 'lapsed'

export const plans: readonly Plan[] = ['none', 'standard', 'premium']
export const subscriptionStatuses: readonly SubscriptionStatus[] = ['active', 'lapsed']

/** Plan `none` with status `active` never had a plan; with `lapsed` it had one and gave it up. */
export interface Subscription {
  readonly plan: Plan
  readonly status: SubscriptionStatus
}

/** What the owner decides; what is not said follows from the rest. */
export interface SubscriptionChange {
  readonly plan?: Plan | undefined
  readonly status?: SubscriptionStatus | undefined
  /** How many people directories of staff may give a seat; null: as many as they like. */
  readonly seatsMax?: number | null | undefined
}

export type ProvisioningAct = 'read' | 'create' | 'change' | 'remove'

/** Whether what a directory sends may grant anything; what restricts people never waits for this. */
export function grants({ plan, status }: Subscription): boolean {
  return plan !== 'none' && status === 'active'
}

/** Whether a change takes something away: nobody new gets in any more. */
export function isRestrictive(before: Subscription, after: Subscription): boolean {
  return grants(before) && !grants(after)
}

/**
 * Why a directory may not do this now; undefined when it may. A site that never had a plan refuses all; a lapsed one
 * refuses new resources only, because a leaver's deactivation never waits. The sentence is read by the customer's IT
 * department, which can do nothing about it but ask the help desk.
 */
export function provisioningRefusal(
  { plan, status }: Subscription,
  act: ProvisioningAct,
): string | undefined {
  if (status === 'lapsed') {
    if (act !== 'create') return undefined
    return 'The subscription of this help desk has lapsed: existing people and groups are still updated and deactivated, new ones are not created. The owner of this help desk must renew it; afterwards the identity provider can simply send them again.'
  }
  if (plan !== 'none') return undefined
  return 'This help desk has no plan that includes provisioning. The owner of this help desk must choose one; afterwards the identity provider can simply send everything again.'
}

/**
 * What a subscription becomes. A plan that is chosen is active unless the change says otherwise. Giving up the plan is
 * a lapse and not the state of a site that never had one, or else its leavers could not leave any more.
 * @throws DoorwardError when the change is one that cannot be
 */
export function changedSubscription(current: Subscription, change: SubscriptionChange): Subscription {
  const { plan, status } = change
  if (plan === undefined && status === undefined) return current
  const neverHadOne = current.plan === 'none' && current.status === 'active'
  if (plan === 'none') {
    if (neverHadOne && status === 'lapsed') {
      throw cannotBe('This site never had a plan, so nothing of it can lapse.')
    }
    if (!neverHadOne && status === 'active') {
      throw cannotBe(
        'This site had a plan. Without one it is lapsed, so that whoever leaves still loses access.',
      )
    }
    return { plan, status: neverHadOne ? 'active' : 'lapsed' }
  }
  if (plan !== undefined) return { plan, status: status ?? 'active' }
  if (neverHadOne) throw cannotBe('This site has no plan yet. Choose one, standard or premium.')
  if (current.plan === 'none' && status === 'active') {
    throw cannotBe('This site has no plan that could be renewed. Choose one, standard or premium.')
  }
  return { plan: current.plan, status: status ?? current.status }
}

function cannotBe(sentence: string): DoorwardError {
  return new DoorwardError('invalid', `status: ${sentence}`, 'status')
}
