import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '../api-client.ts'
import { read } from '../queries.ts'
import { useConsoleTexts } from './console-texts.ts'
import { statuses } from './queue-search.ts'

type Status = (typeof statuses)[number]
type Named = Pick<AnswerOf<'GET /api/queue'>['items'][number], 'status' | 'ownStatus'>

/** As a choice says it: one of the five, or one of the site's own by its id. */
export const statusValueOf = ({ status, ownStatus }: Named): string => ownStatus?.id ?? status

/** What a choice means for the API: `status`, or `statusId`. */
export function wishOf(value: string): { status: Status } | { statusId: string } {
  const status = statuses.find((one) => one === value)
  return status === undefined ? { statusId: value } : { status }
}

/** The statuses to choose from, the site's own behind the one of the five to which they belong. */
export function useStatusChoices(present?: Named): { value: string; label: string }[] {
  const { statuses: words, request } = useConsoleTexts()
  const own = useQuery(read('GET /api/request-statuses')).data?.items ?? []
  const choices = statuses.flatMap((status) => [
    { value: status as string, label: words[status] },
    ...own
      .filter(({ category, archivedAt }) => category === status && archivedAt === null)
      .map(({ id, name }) => ({ value: id, label: `${words[status]}: ${name}` })),
  ])
  // What a request has it keeps, also when it is archived.
  const kept = present?.ownStatus
  if (!kept || choices.some(({ value }) => value === kept.id)) return choices
  return [...choices, { value: kept.id, label: request.archived(kept.name) }]
}

/** What a status is called. */
export function useStatusName(): (named: Named) => string {
  const { statuses: words } = useConsoleTexts()
  return ({ status, ownStatus }) => ownStatus?.name ?? words[status]
}
