import { useAsker } from './asker.ts'
import { useHelpTexts } from './help-texts.ts'
import type { WholeRequest } from './request-page.tsx'

const isOver = (status: unknown) => status === 'resolved' || status === 'closed'

type Entry = WholeRequest['history'][number]

/** What was done, as a sentence; undefined for what the thread says otherwise. */
export function useHistoryLine(request: WholeRequest): (entry: Entry) => string | undefined {
  const { history: words } = useHelpTexts()
  const asker = useAsker()
  const organizationOf = (id: unknown) =>
    [...request.shares, ...asker.organizations].find((one) => one.id === id)?.name ?? words.organization
  const personOf = (id: unknown) =>
    request.participants.find((one) => one.personId === id)?.name ?? words.somebody
  const statusOf = (status: unknown) => words.statuses[String(status)] ?? String(status)
  return ({ kind, actor, details }) => {
    const who = actor ?? words.server
    switch (kind) {
      case 'status-changed':
        // Whose turn it is follows from who wrote; what is said is that it is over, or is not.
        return [details.from, details.to].some(isOver) ? words.status(who, statusOf(details.to)) : undefined
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
      default:
        return undefined
    }
  }
}
