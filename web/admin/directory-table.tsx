import { Skeleton } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { useLanguage } from '../language.tsx'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { StateDot } from '../ui/state-dot.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { providerOf } from './providers.ts'

type Directory = AnswerOf<'GET /api/directories'>['items'][number]
type Status = AnswerOf<'GET /api/directories/{directoryId}'>

/** Directories with their state and size; the sizes arrive row by row. */
export function DirectoryTable({ items }: { items: readonly Directory[] }) {
  const { texts, language } = useLanguage()
  const { directories: words, shell } = texts
  const statuses = useQueries({
    queries: items.map(({ id }) =>
      read('GET /api/directories/{directoryId}', { params: { directoryId: id } }),
    ),
  })
  const statusOf = (id: string) => statuses.find(({ data }) => data?.id === id)?.data
  const number = new Intl.NumberFormat(language)
  const after = (id: string, show: (status: Status) => React.ReactNode) => {
    const status = statusOf(id)
    return status ? show(status) : <Skeleton height={12} width={40} display="inline-block" />
  }
  return (
    <Table
      label={shell.directories}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        {
          head: words.directory,
          cell: ({ id, name, client, preset }) => (
            <>
              <Link className="strong" to={paths.directory} params={{ directoryId: id }}>
                {name}
              </Link>{' '}
              <span className="quiet">
                {client?.title ?? (preset === 'auto' ? words.notRecognised : providerOf(preset).title)}
              </span>
            </>
          ),
        },
        { head: words.state, cell: ({ state }) => <StateDot state={state} /> },
        {
          head: words.lastExchange,
          cell: ({ id }) =>
            after(id, ({ lastExchangeAt }) =>
              lastExchangeAt ? <When at={lastExchangeAt} /> : <span className="quiet">{words.noCall}</span>,
            ),
        },
        {
          head: words.people,
          isNumber: true,
          cell: ({ id }) => after(id, ({ activeUsers }) => number.format(activeUsers)),
        },
        {
          head: words.groups,
          isNumber: true,
          cell: ({ id }) => after(id, ({ groups }) => number.format(groups)),
        },
        {
          head: words.tokens,
          isNumber: true,
          cell: ({ id }) =>
            after(id, ({ liveTokens }) =>
              liveTokens > 0 ? number.format(liveTokens) : <strong className="bad">{words.noToken}</strong>,
            ),
        },
      ]}
    />
  )
}
