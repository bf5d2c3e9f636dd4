import type { AnswerOf } from '../api-client.ts'

/** One thing that was done to a request, as either face is told of it. */
type Entry = AnswerOf<'GET /api/help/requests/{requestId}'>['history'][number]

/** What both faces say of it, each in its own words. */
interface Words {
  readonly server: string
  readonly shared: (who: string, organization: string) => string
  readonly unshared: (who: string, organization: string) => string
  readonly added: (who: string, whom: string) => string
  readonly removed: (who: string, whom: string) => string
  readonly scored: (who: string, score: string) => string
  readonly handed: (who: string) => string
  readonly takenBack: (who: string) => string
  readonly becameCustomers: (whom: string) => string
}

/** Names of what an entry holds ids of. */
interface Names {
  readonly organizationOf: (id: unknown) => string
  readonly personOf: (id: unknown) => string
}

/** What was done, as a sentence that both faces have; undefined for what each says otherwise, or not at all. */
export function historyLine(
  { kind, actor, details }: Entry,
  words: Words,
  { organizationOf, personOf }: Names,
): string | undefined {
  const who = actor ?? words.server
  switch (kind) {
    case 'shared':
      return words.shared(who, organizationOf(details.organizationId))
    case 'unshared':
      return words.unshared(who, organizationOf(details.organizationId))
    case 'participant-added':
      return words.added(who, personOf(details.personId))
    case 'participant-removed':
      return words.removed(who, personOf(details.personId))
    case 'scored':
      return words.scored(who, String(details.score))
    case 'handed-over':
      return words.handed(who)
    case 'taken-back':
      return words.takenBack(who)
    case 'became-customers':
      return words.becameCustomers(personOf(details.personId))
    default:
      return undefined
  }
}
