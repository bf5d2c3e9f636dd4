import type { Decider } from './decisions.ts'

/** They are two people, or the address is not this person's: everything stays as it is, and the same is not asked again. */
export const keepApart: Decider = {
  preview: async () => [{ code: 'stays-as-it-is', values: {} }],
  apply: async () => ({}),
  undo: async () => undefined,
}
