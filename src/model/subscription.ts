/** What a site's owner has bought, and what of it a directory may use (product.md, "States"). */
export type Plan = 'none' | 'standard' | 'premium'
export type SubscriptionStatus = 'active' | 'lapsed'

export const plans: readonly Plan[] = ['none', 'standard', 'premium']

export interface Subscription {
  readonly plan: Plan
  readonly status: SubscriptionStatus
}

export type ProvisioningAct = 'read' | 'create' | 'change' | 'remove'

/**
 * Why a directory may not do this now, as a sentence that says what to do; undefined when it may. A site that never
 * had a plan refuses all; a lapsed one refuses new resources only, because a leaver's deactivation never waits.
 */
export function provisioningRefusal(
  { plan, status }: Subscription,
  act: ProvisioningAct,
): string | undefined {
  if (plan === 'none') {
    return 'This site has no plan that includes provisioning. Its owner can choose one: site plan --site … --plan standard.'
  }
  if (status === 'lapsed' && act === 'create') {
    return "The site's subscription has lapsed: existing people and groups are still updated and deactivated, new ones are not created. The owner of the site can renew it; the identity provider may simply retry afterwards."
  }
  return undefined
}
