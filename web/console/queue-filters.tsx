import { NativeSelect } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useLanguage } from '../language.tsx'
import { useMe } from '../me.ts'
import { paths } from '../paths.ts'
import { list, read } from '../queries.ts'
import { useAgents } from './agents.ts'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { priorities, type QueueSearch, withChange } from './queue-search.ts'
import { useStatusChoices, wishOf } from './status-pick.ts'

/** What the queue is narrowed down by; it stands in the address. */
export function QueueFilters({ search }: { search: QueueSearch }) {
  const { queue, priorities: priorityNames } = useConsoleTexts()
  const { language } = useLanguage()
  const navigate = useNavigate()
  const me = useMe()
  const agents = useAgents()
  const portals = useQuery(read('GET /api/help/portals')).data?.items ?? []
  const organizations = useInfiniteQuery(list('GET /api/organizations', { query: { limit: 200 } })).data ?? []
  const statusChoices = useStatusChoices()
  const look = (change: Parameters<typeof withChange>[1]) =>
    void navigate({ to: paths.queue, search: withChange(search, change), replace: true })
  const any = (label: string) => ({ value: '', label })
  const valueOr = (value: string) => (value === '' ? undefined : value)
  const inOrder = [...organizations].sort((a, b) => a.name.localeCompare(b.name, language))
  const isOpen = search.state === undefined
  return (
    <search className={c.filters} aria-label={queue.filters}>
      <NativeSelect
        size="xs"
        aria-label={queue.state}
        value={search.state ?? 'open'}
        data={(['open', 'over', 'all'] as const).map((value) => ({ value, label: queue.states[value] }))}
        onChange={({ currentTarget: { value } }) =>
          look({ state: value as 'open' | 'over' | 'all', ...(value === 'over' && { turn: undefined }) })
        }
      />
      {search.state !== 'over' && (
        <NativeSelect
          size="xs"
          aria-label={queue.turn}
          value={search.turn ?? ''}
          data={[
            any(queue.anyTurn),
            ...(['support', 'customer'] as const).map((value) => ({ value, label: queue.turns[value] })),
          ]}
          onChange={({ currentTarget: { value } }) => look({ turn: valueOr(value) as 'support' | undefined })}
        />
      )}
      <NativeSelect
        size="xs"
        aria-label={queue.assignee}
        value={search.assignee ?? ''}
        data={[
          any(queue.anyAssignee),
          { value: 'me', label: queue.me },
          { value: 'nobody', label: queue.nobody },
          ...agents
            .filter(({ id }) => id !== me?.staff.id)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={({ currentTarget: { value } }) => look({ assignee: valueOr(value) })}
      />
      <NativeSelect
        size="xs"
        aria-label={queue.status}
        value={search.statusId ?? search.status ?? ''}
        data={[any(queue.anyStatus), ...statusChoices]}
        onChange={({ currentTarget: { value } }) =>
          look({ status: undefined, statusId: undefined, ...(value !== '' && wishOf(value)) })
        }
      />
      <NativeSelect
        size="xs"
        aria-label={queue.priority}
        value={search.priority ?? ''}
        data={[
          any(queue.anyPriority),
          ...priorities.map((value) => ({ value, label: priorityNames[value] })),
        ]}
        onChange={({ currentTarget: { value } }) => look({ priority: valueOr(value) as 'low' | undefined })}
      />
      {portals.length > 1 && (
        <NativeSelect
          size="xs"
          aria-label={queue.portal}
          value={search.portalId ?? ''}
          data={[any(queue.anyPortal), ...portals.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={({ currentTarget: { value } }) => look({ portalId: valueOr(value) })}
        />
      )}
      {organizations.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={queue.organization}
          value={search.organizationId ?? ''}
          data={[
            any(queue.anyOrganization),
            ...inOrder.map(({ id, name }) => ({ value: id, label: name })),
            // One of many, which came by its address.
            ...(search.organizationId && !organizations.some(({ id }) => id === search.organizationId)
              ? [{ value: search.organizationId, label: queue.onlyOrganization }]
              : []),
          ]}
          onChange={({ currentTarget: { value } }) => look({ organizationId: valueOr(value) })}
        />
      )}
      {isOpen && (
        <NativeSelect
          size="xs"
          aria-label={queue.sort}
          value={search.sort ?? 'waiting'}
          data={(['waiting', 'newest'] as const).map((value) => ({ value, label: queue.sorts[value] }))}
          onChange={({ currentTarget: { value } }) => look({ sort: value as 'newest' })}
        />
      )}
    </search>
  )
}
