import type { Protocol } from './sign-in/log-filter.ts'

/** The wizard's steps once there is a directory, in their order; those before only lead to one. */
export const wizardSteps = ['provisioning', 'sign-in', 'domains'] as const
export type WizardStep = (typeof wizardSteps)[number]

/** What stands in the address, so that whoever leaves and comes back goes on where they were. */
export interface WizardSearch {
  readonly step?: Exclude<WizardStep, 'provisioning'>
  readonly protocol?: Protocol
}
