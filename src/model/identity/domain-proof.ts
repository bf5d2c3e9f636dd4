/** A domain is proven by a TXT record that only who runs its DNS can set (decision on proof by DNS). */

/** What one resolver says about the record. */
export const sightings = [
  /** The record is there, with the value. */
  'seen',
  /** There are TXT records, none of them with the value. */
  'other-value',
  'nothing',
  /** The name stands for another one (CNAME), so somebody else's DNS would answer. */
  'alias',
  /** Names that nobody made have the value too: a wildcard. */
  'every-name',
  /** More than a proof is ever looked for in. */
  'too-long',
  /** No answer, or one that says nothing: the resolver, or the domain's servers, are out of reach. */
  'no-answer',
] as const
export type Sighting = (typeof sightings)[number]

/** What one resolver, by its address, saw. */
export interface Seen {
  readonly server: string
  readonly saw: Sighting
}

/** So many resolvers must see the same. */
export const agreeing = 2

/**
 * What resolvers come to together: the record is there when several see it and none sees something else; it is not when
 * several do not and none does. Anything else is unclear: nobody gains by it.
 */
export function judgeSightings(all: readonly Seen[]): 'there' | 'not-there' | 'unclear' {
  const answered = all.filter(({ saw }) => saw !== 'no-answer')
  const yes = answered.filter(({ saw }) => saw === 'seen').length
  if (answered.length < agreeing) return 'unclear'
  if (yes === answered.length) return 'there'
  return yes === 0 ? 'not-there' : 'unclear'
}

const label = '_doorward-challenge'
const domainLengthMax = 253 - label.length - 1

/** Where the record stands; undefined where the domain's name leaves no room for it. */
export function recordName(domain: string): string | undefined {
  return domain.length > domainLengthMax ? undefined : `${label}.${domain}`
}

/** What the record says. The token is one directory's for one domain, and proves nothing else. */
export const recordValue = (token: string) => `doorward-domain=${token}`

/** A name beside the record's that nobody made: if it has the value too, every name has. */
export const besideRecord = (domain: string, random: string) => `_doorward-${random}.${domain}`

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A proof that was begun and not made ends by itself. */
const pendingMs = 14 * dayMs
/** From when the record was missed until the authority ends. */
const graceMs = 72 * hourMs
/** A record that nobody could ask for is missed after so long: an outage of the Internet is none of the domain's. */
const unclearMaxMs = 7 * dayMs
/** Somewhat less than a day, so that a check every hour keeps to a day. */
const checkAgainMs = dayMs - hourMs / 2

/** A proof as it is kept. */
export interface DomainProof {
  readonly domain: string
  readonly token: string
  readonly begunAt: Date
  /** Null: it was begun, and confers nothing yet. */
  readonly provenAt: Date | null
  /** When it was last looked for, and when it was last seen. */
  readonly checkedAt: Date | null
  readonly seenAt: Date | null
  /** The grace began then; null: the record is where it should be. */
  readonly missingSince: Date | null
}

export const pendingUntil = ({ begunAt }: Pick<DomainProof, 'begunAt'>) =>
  new Date(begunAt.getTime() + pendingMs)

export const isExpired = (proof: DomainProof, now: Date) =>
  proof.provenAt === null && pendingUntil(proof) <= now

/** When the authority ends unless the record is back; null: it is not missed. */
export const endsAt = ({ missingSince }: Pick<DomainProof, 'missingSince'>) =>
  missingSince && new Date(missingSince.getTime() + graceMs)

/** Proofs checked before this moment are due; those in their grace at every check. */
export const dueBefore = (now: Date) => new Date(now.getTime() - checkAgainMs)
/**
 * A proof that was begun is looked for by itself: every two minutes at first, while somebody waits at the page, and less and less
 * often until every hour, because records take their time to be set.
 */
const openLooks = [
  { youngerThanMs: hourMs, againMs: 2 * minuteMs },
  { youngerThanMs: 6 * hourMs, againMs: 10 * minuteMs },
  { youngerThanMs: dayMs, againMs: 30 * minuteMs },
  { youngerThanMs: pendingMs, againMs: hourMs },
]

/** Of proofs begun after a moment those are due that were looked for, or begun, before another; the first that fits counts. */
export const openDue = (now: Date) =>
  openLooks.map(({ youngerThanMs, againMs }) => ({
    begunAfter: new Date(now.getTime() - youngerThanMs),
    lookedBefore: new Date(now.getTime() - againMs),
  }))

/** Proofs begun before this moment and never made are forgotten. */
export const begunTooEarly = (now: Date) => new Date(now.getTime() - pendingMs)

export type Recheck = 'seen' | 'back' | 'unclear' | 'missed' | 'still-missed' | 'ended'

/** What looking again at a proven domain comes to. Only who is seen again comes out of the grace. */
export function judgeRecheck(
  proof: DomainProof,
  found: ReturnType<typeof judgeSightings>,
  now: Date,
): Recheck {
  if (found === 'there') return proof.missingSince === null ? 'seen' : 'back'
  const end = endsAt(proof)
  if (end) return end <= now ? 'ended' : 'still-missed'
  const seenAt = proof.seenAt ?? proof.provenAt ?? proof.begunAt
  const isLong = now.getTime() - seenAt.getTime() >= unclearMaxMs
  return found === 'not-there' || isLong ? 'missed' : 'unclear'
}
