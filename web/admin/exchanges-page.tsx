import { Button } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { usePollingMs } from '../live.ts'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { When } from '../ui/when.tsx'
import c from './admin.module.css'
import { DirectoryLayout } from './directory-layout.tsx'
import { EffectText } from './effect-text.tsx'
import { ExchangeFilters } from './exchange-filters.tsx'
import { useTexts } from './language.ts'
import { OpenedExchange } from './opened-exchange.tsx'

type Exchange = AnswerOf<'GET /api/directories/{directoryId}/exchanges'>['items'][number]

/** New exchanges appear by themselves; so often they are asked for where no events come. */
const askAgainMs = 5_000

/** What a directory's identity provider sent, what it got, and what that did. */
export function ExchangesPage() {
  const { directoryId } = useParams({ from: paths.directory })
  return (
    <DirectoryLayout directoryId={directoryId}>
      {({ name }) => <Exchanges directoryId={directoryId} name={name} />}
    </DirectoryLayout>
  )
}

function Exchanges({ directoryId, name }: { directoryId: string; name: string }) {
  const { exchanges, directory } = useTexts()
  const { exchange, q, outcome, operation } = useSearch({ from: paths.directory })
  const isFiltered = [q, outcome, operation].some((one) => one !== undefined)
  const query = useInfiniteQuery({
    ...list('GET /api/directories/{directoryId}/exchanges', {
      params: { directoryId },
      query: { query: q, outcome, operation },
    }),
    refetchInterval: usePollingMs(askAgainMs),
    placeholderData: keepPreviousData,
  })
  const opened = exchange ?? query.data?.[0]?.id
  const isEmpty = query.data?.length === 0
  const empty = isFiltered ? (
    <EmptyState
      title={exchanges.noneLike}
      action={
        query.hasNextPage && (
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {exchanges.searchOn}
          </Button>
        )
      }
    >
      {query.hasNextPage ? exchanges.noneLikeYet : exchanges.noneLikeWhy}
    </EmptyState>
  ) : (
    <EmptyState
      title={exchanges.none}
      action={
        <Link to={paths.provisioning} params={{ directoryId }}>
          {directory.tabs.provisioning}
        </Link>
      }
    >
      {exchanges.noneWhy(name)}
    </EmptyState>
  )
  return (
    <>
      <ExchangeFilters directoryId={directoryId} />
      <div className={`card ${isEmpty || !query.data ? '' : c.split}`} data-chosen={exchange !== undefined}>
        <div className={c.calls}>
          <Listed query={query} empty={empty}>
            {(items) => (
              <nav aria-label={directory.tabs.directory}>
                {items.map((one) => (
                  <Call key={one.id} directoryId={directoryId} exchange={one} isOpen={one.id === opened} />
                ))}
              </nav>
            )}
          </Listed>
        </div>
        {opened && query.data && <OpenedExchange directoryId={directoryId} exchangeId={opened} />}
      </div>
    </>
  )
}

interface CallProps {
  readonly directoryId: string
  readonly exchange: Exchange
  readonly isOpen: boolean
}

function Call({ directoryId, exchange, isOpen }: CallProps) {
  const { id, method, path, status, at, effect } = exchange
  return (
    <Link
      className={c.call}
      to={paths.directory}
      params={{ directoryId }}
      search={(now) => ({ ...now, exchange: id })}
      aria-current={isOpen ? 'true' : undefined}
      resetScroll={false}
    >
      <code>
        <span className={c.method}>{method}</span> {path}
      </code>
      <span className="small quiet">
        <span className={c.status} data-bad={status >= 400}>
          {status}
        </span>
        {' · '}
        <When at={at} inLink />
      </span>
      <EffectText status={status} effect={effect} />
    </Link>
  )
}
