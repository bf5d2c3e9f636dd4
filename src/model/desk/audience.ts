/** Who of an organization sees a request, then and now: who came and who went. */

/** So many are told apart one by one; of more only their number is known. */
export const audienceMax = 1_000

export interface AudienceSeen {
  readonly fingerprint: string
  /** Counted up to the bound. */
  readonly total: number
  /** Null: they are more than are told apart. */
  readonly people: readonly string[] | null
}

export interface AudienceChange {
  /** Null: only that it is others is known. */
  readonly gained: readonly string[] | null
  readonly lost: readonly string[] | null
}

/** @returns undefined where exactly the same people see it */
export function audienceChange(before: AudienceSeen, now: AudienceSeen): AudienceChange | undefined {
  if (before.fingerprint === now.fingerprint) return undefined
  if (before.people === null || now.people === null) return { gained: null, lost: null }
  const [then, present] = [new Set(before.people), new Set(now.people)]
  return {
    gained: now.people.filter((id) => !then.has(id)),
    lost: before.people.filter((id) => !present.has(id)),
  }
}

interface Member {
  /** Since when they belong without a break. */
  readonly since: Date
}

/** Those of an organization's members who see what was shared at a moment, as `visibility.ts` has it. */
export function whoSees<M extends Member>(
  members: readonly M[],
  { showsEarlier, sharedAt }: { readonly showsEarlier: boolean; readonly sharedAt: Date },
): M[] {
  return members.filter(({ since }) => showsEarlier || sharedAt >= since)
}
