import { Link } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { StateDot } from '../ui/state-dot.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useLanguage } from './language.ts'
import { providerOf } from './providers.ts'

type Directory = AnswerOf<'GET /api/directories'>['items'][number]

/** Directories with their state, their size and what went wrong. */
export function DirectoryTable({ items }: { items: readonly Directory[] }) {
  const { texts, language } = useLanguage()
  const { directories: words, overview, shell, employees } = texts
  const number = new Intl.NumberFormat(language)
  return (
    <Table
      label={shell.directories}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        {
          head: words.directory,
          cell: ({ id, name, audience, client, preset }) => (
            <>
              <Link className="strong" to={paths.directory} params={{ directoryId: id }}>
                {name}
              </Link>{' '}
              <span className="quiet">
                {client?.title ?? (preset === 'auto' ? words.notRecognised : providerOf(preset).title)}
                {audience === 'staff' && ` · ${employees.audience}`}
              </span>
            </>
          ),
        },
        {
          head: words.state,
          cell: ({ state, failing }) => <StateDot state={failing && state === 'live' ? 'failing' : state} />,
        },
        {
          head: words.lastExchange,
          cell: ({ lastExchangeAt }) =>
            lastExchangeAt ? <When at={lastExchangeAt} /> : <span className="quiet">{words.noCall}</span>,
        },
        { head: overview.errorsOfDay, isNumber: true, cell: (directory) => <Errors directory={directory} /> },
        { head: words.people, isNumber: true, cell: ({ activeUsers }) => number.format(activeUsers) },
        { head: words.groups, isNumber: true, cell: ({ groups }) => number.format(groups) },
        {
          head: overview.nextExpiry,
          cell: ({ liveTokens, nextExpiry }) => {
            if (liveTokens === 0) return <strong className="bad">{words.noToken}</strong>
            return nextExpiry ? <When at={nextExpiry.at} /> : <span className="quiet">{overview.never}</span>
          },
        },
      ]}
    />
  )
}

/** Refused and failed calls of a day, which lead to themselves. */
function Errors({ directory: { id, lastDay } }: { directory: Directory }) {
  const { language } = useLanguage()
  const mayRead = useMay()('exchanges.read')
  const errors = lastDay.refused + lastDay.failed
  const text = new Intl.NumberFormat(language).format(errors)
  if (errors === 0 || !mayRead) return text
  const outcome = lastDay.failed > lastDay.refused ? 'failed' : 'refused'
  return (
    <Link to={paths.directory} params={{ directoryId: id }} search={{ outcome }}>
      {text}
    </Link>
  )
}
