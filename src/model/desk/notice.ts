/** Who hears by mail of what happens to a request. */
import { isSame, type Person, type Writer } from './request.ts'

/** What happened. */
export type RequestNews =
  | { readonly what: 'opened' }
  | { readonly what: 'commented'; readonly isInternal: boolean; readonly isAgent: boolean }
  | { readonly what: 'assigned' }
  | { readonly what: 'resolved' }

/** Whose request it is, and who else has to do with it. */
export interface NewsFacts {
  readonly requester: Writer
  readonly participants: readonly Person[]
  readonly assigneeId: string | null
  /** Who did it; null: the server. */
  readonly by: Writer | null
}

/** Of what somebody who asks wants to hear. */
export interface AskerWishes {
  /** That a request of their own has come. */
  readonly opened: boolean
  /** What others write. */
  readonly answers: boolean
  readonly resolved: boolean
}

export const wishesDefault: AskerWishes = { opened: true, answers: true, resolved: true }

/** Whether somebody who asks wants to hear of this. */
export function wants({ what }: Pick<RequestNews, 'what'>, wishes: AskerWishes): boolean {
  if (what === 'opened' || what === 'resolved') return wishes[what]
  return wishes.answers
}

/** Of the staff who answer, with what they want to hear. */
export interface Listener {
  readonly id: string
  readonly newRequests: boolean
  readonly assignments: boolean
  readonly answers: boolean
}

/**
 * Askers hear of answers, of what others write in the request, of its beginning and its end; agents of what is new, and of what is
 * theirs. Nobody hears of what they did themselves, but for whoever opened a request: that it has come.
 */
export function whoHears(
  news: RequestNews,
  facts: NewsFacts,
  agents: readonly Listener[],
): { readonly askers: readonly Writer[]; readonly agents: readonly string[] } {
  const { requester, participants, assigneeId, by } = facts
  const notThemselves = (one: Writer) => by === null || !isSame(one, by)
  const everybody: readonly Writer[] = [requester, ...participants.filter((one) => !isSame(one, requester))]
  const told = (wants: (one: Listener) => boolean) =>
    agents.filter((one) => wants(one) && notThemselves({ kind: 'staff', id: one.id })).map(({ id }) => id)
  switch (news.what) {
    case 'opened':
      return { askers: [requester], agents: told((one) => one.newRequests) }
    case 'assigned':
      return { askers: [], agents: told((one) => one.id === assigneeId && one.assignments) }
    case 'resolved':
      return { askers: everybody.filter(notThemselves), agents: [] }
    case 'commented': {
      const agentsTold =
        news.isAgent && !news.isInternal
          ? told((one) => one.id === assigneeId && one.answers)
          : // What is nobody's yet is news to all who want to hear of new ones.
            told((one) =>
              assigneeId === null
                ? one.newRequests && !news.isInternal
                : one.id === assigneeId && one.answers,
            )
      return { askers: news.isInternal ? [] : everybody.filter(notThemselves), agents: agentsTold }
    }
  }
}
