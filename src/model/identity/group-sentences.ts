/**
 * What a call about a group comes to, in words, for the exchange that caused it. Each has a German form in
 * `web/texts/de-effects.ts`; a test holds the one against the other.
 */
export const groupSentences = {
  renamed: (before: string, after: string) => `organization ${before} is now called ${after}`,
  adopted: (name: string) => `the group feeds the organization ${name}, which this directory made before`,
  tookOver: (name: string) =>
    `the group feeds the organization ${name}, which was made by hand and which nobody had used`,
  ruled: (name: string) => `the group feeds the organization ${name}, as a rule says`,
  appeared: (name: string) => `organization ${name} appeared`,
  waits: () => 'the organization waits until the directory grants again',
  stillFed: (name: string) => `the group no longer feeds the organization ${name}`,
  stillFedWithRequests: (name: string) =>
    `the group no longer feeds the organization ${name}, which keeps its requests`,
  kept: (name: string) => `organization ${name} has no members any more and stays, because it has requests`,
  goesLater: (name: string) => `organization ${name} goes unless the brake keeps its members, who are many`,
  gone: (name: string) => `organization ${name} is gone`,
  joined: (people: number) => `${people} joined`,
  left: (people: number) => `${people} left`,
  skipped: (people: number) => `${people} named who ${people === 1 ? 'is' : 'are'} not in this directory`,
} as const

/** What a group's change came to, as one is counted; of the sentences that say something of an organization. */
export const groupEffectNames = {
  renamed: 'organization-renamed',
  adopted: 'organization-adopted',
  tookOver: 'organization-taken-over',
  ruled: 'organization-by-rule',
  appeared: 'organization-appeared',
  waits: 'organization-waits',
  stillFed: 'organization-still-fed',
  stillFedWithRequests: 'organization-still-fed',
  kept: 'organization-kept',
  goesLater: 'organization-goes-later',
  gone: 'organization-gone',
} as const satisfies { readonly [kind in keyof typeof groupSentences]?: string }

type GroupEffectKind = keyof typeof groupEffectNames

/** One thing that a group's change did to organizations. */
export interface GroupEffect {
  readonly kind: GroupEffectKind
  /** A sentence without its full stop. */
  readonly words: string
}

export function groupEffect<Kind extends GroupEffectKind>(
  kind: Kind,
  ...values: Parameters<(typeof groupSentences)[Kind]>
): GroupEffect {
  return { kind, words: (groupSentences[kind] as (...names: string[]) => string)(...values) }
}
