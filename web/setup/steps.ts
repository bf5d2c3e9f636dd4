/** The parts of the set-up page, in the order in which they are gone through. */
export const setupSteps = ['provisioning', 'sign-in', 'domains', 'people', 'health'] as const
export type SetupStep = (typeof setupSteps)[number]
