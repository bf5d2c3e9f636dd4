import { historyLine } from '../ui/history-line.ts'
import { useAgents } from './agents.ts'
import { useConsoleTexts } from './console-texts.ts'
import type { WholeRequest } from './request-queries.ts'

type Entry = WholeRequest['history'][number]

/** What was done, as a sentence; undefined for what the thread says otherwise. */
export function useHistoryLine(request: WholeRequest): (entry: Entry) => string | undefined {
  const { history: words, statuses, priorities } = useConsoleTexts()
  const agents = useAgents()
  const organizationOf = (id: unknown) =>
    [...request.shares, ...request.organizations].find((one) => one.id === id)?.name ?? words.organization
  const personOf = (id: unknown) => {
    const people = [
      ...request.participants.map((one) => ({ id: one.personId, name: one.name })),
      ...agents,
      ...(request.assignee ? [request.assignee] : []),
      request.requester,
    ]
    return people.find((one) => one.id === id)?.name ?? words.somebody
  }
  const statusOf = (status: unknown) =>
    (statuses as Readonly<Record<string, string>>)[String(status)] ?? String(status)
  const priorityOf = (priority: unknown) =>
    (priorities as Readonly<Record<string, string>>)[String(priority)] ?? String(priority)
  return (entry) => {
    const { kind, actor, details } = entry
    const who = actor ?? words.server
    switch (kind) {
      case 'status-changed':
        return words.status(
          who,
          request.ownStatus && details.toStatusId === request.ownStatus.id
            ? request.ownStatus.name
            : statusOf(details.to),
        )
      case 'assigned': {
        if (details.to === null) return words.unassigned(who)
        const whom = personOf(details.to)
        return whom === who ? words.took(who) : words.assigned(who, whom)
      }
      case 'kept-out':
        return words.keptOut(String(details.requestKey), words.keptOutWhy(String(details.reason)))
      case 'files-left-out':
        return words.filesLeftOut(Number(details.count), Number(details.noRoom ?? 0))
      case 'priority-changed':
        return words.priority(who, priorityOf(details.to))
      case 'acknowledged':
        return words.acknowledged(who)
      case 'proof-asked':
        return words.proofAsked(who)
      case 'proof-answered':
        return words.proofAnswered(who)
      default:
        return historyLine(entry, words, { organizationOf, personOf })
    }
  }
}
