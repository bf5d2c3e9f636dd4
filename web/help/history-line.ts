import { historyLine } from '../ui/history-line.ts'
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
  return (entry) => {
    const { kind, actor, details } = entry
    if (kind !== 'status-changed') return historyLine(entry, words, { organizationOf, personOf })
    // Whose turn it is follows from who wrote; what is said is that it is over, or is not.
    const isSaid = [details.from, details.to].some(isOver)
    return isSaid ? words.status(actor ?? words.server, statusOf(details.to)) : undefined
  }
}
