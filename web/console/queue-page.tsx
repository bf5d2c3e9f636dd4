import { Button, Checkbox } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Download } from '../ui/download.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Lines } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { useTitle } from '../ui/page.tsx'
import { BulkBar, BulkOutcome } from './bulk-bar.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { FindBox } from './find-box.tsx'
import { QueueFilters } from './queue-filters.tsx'
import { useQueueKeys } from './queue-keys.ts'
import { useQueue } from './queue-queries.ts'
import { Row } from './queue-row.tsx'
import { isSameSearch, type QueueSearch, views, withChange } from './queue-search.ts'
import { QueueViews } from './queue-views.tsx'
import { useTake } from './take.ts'

type Outcomes = Readonly<AnswerOf<'POST /api/requests/changes'>['items']>

/** What waits, for whom, and how long. */
export function QueuePage() {
  const { queue, shell } = useConsoleTexts()
  const search = useSearch({ from: `/console${paths.queue}` })
  const field = useRef<HTMLInputElement>(null)
  const named = (Object.keys(views) as (keyof typeof views)[]).find((one) => isSameSearch(views[one], search))
  const saved = useQuery(read('GET /api/request-filters')).data?.items ?? []
  const kept = saved.find(({ filter }) => isSameSearch(filter as QueueSearch, search))?.name
  const title = named ? queue.views[named] : (kept ?? queue.title)
  useTitle(title)
  return (
    <div className={c.queuePage}>
      <QueueViews search={search} />
      <main className={c.queueMain} id="main" tabIndex={-1}>
        <div className={c.queueHead}>
          <div className={c.titleRow}>
            <h1>{title}</h1>
            <div className={c.headActs}>
              <FindBox field={field} search={search} />
              <Link to={paths.newRequest} className="row">
                <IconPlus size={14} aria-hidden />
                {shell.newRequest}
              </Link>
              <Download file="requests" what={queue.list} filters={search} />
            </div>
          </div>
          <QueueFilters search={search} />
          {search.query !== undefined && <OnlyWords search={search} words={search.query} />}
          {search.requesterId && <OnlyRequester search={search} customerId={search.requesterId} />}
          {search.senderId && <OnlySender search={search} senderId={search.senderId} />}
        </div>
        <Requests key={JSON.stringify(search)} search={search} onFind={() => field.current?.focus()} />
      </main>
    </div>
  )
}

function OnlyWords({ search, words }: { search: QueueSearch; words: string }) {
  const { queue } = useConsoleTexts()
  return (
    <div className={c.only}>
      <strong>{queue.onlyWords(words)}</strong>
      {search.state !== 'all' && (
        <Link to={paths.queue} search={withChange(search, { state: 'all', turn: undefined })}>
          {queue.everywhere}
        </Link>
      )}
      <Link to={paths.queue} search={withChange(search, { query: undefined })}>
        {queue.anyWords}
      </Link>
    </div>
  )
}

function OnlyRequester({ search, customerId }: { search: QueueSearch; customerId: string }) {
  const { queue } = useConsoleTexts()
  const customer = useQuery(read('GET /api/customers/{customerId}', { params: { customerId } })).data
  return (
    <div className={c.only}>
      <strong>{queue.onlyRequester(customer?.name ?? '…')}</strong>
      <Link to={paths.queue} search={withChange(search, { requesterId: undefined })}>
        {queue.anyRequester}
      </Link>
    </div>
  )
}

function OnlySender({ search, senderId }: { search: QueueSearch; senderId: string }) {
  const { queue } = useConsoleTexts()
  const sender = useQuery(read('GET /api/senders/{senderId}', { params: { senderId } })).data
  return (
    <div className={c.only}>
      <strong>{queue.onlyRequester(sender?.emailAddress ?? '…')}</strong>
      <Link to={paths.queue} search={withChange(search, { senderId: undefined })}>
        {queue.anyRequester}
      </Link>
    </div>
  )
}

function Requests({ search, onFind }: { search: QueueSearch; onFind(): void }) {
  const { queue } = useConsoleTexts()
  const { lists } = useTexts()
  const mayChange = useMay()('requests.change')
  const query = useQueue(search)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [outcomes, setOutcomes] = useState<Outcomes>()
  const take = useTake()
  const items = query.data ?? []
  const shown = items.filter(({ id }) => chosen.has(id))
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(chosen)
    if (isChosen) next.add(id)
    else next.delete(id)
    setChosen(next)
    setOutcomes(undefined)
  }
  useQueueKeys({
    onFind,
    onSelect: mayChange ? (id) => choose(id, !chosen.has(id)) : undefined,
    onTake: mayChange
      ? (id) => {
          const row = items.find((one) => one.id === id)
          if (row) take.mutate(row)
        }
      : undefined,
  })
  if (!query.data) {
    return (
      <div className={c.body}>
        {query.error ? <CallError error={query.error} onRetry={() => void query.refetch()} /> : <Lines />}
      </div>
    )
  }
  return (
    <>
      {(take.error || take.data === 'changed' || outcomes) && (
        <div className={c.body}>
          {take.error && <CallError error={take.error} />}
          {take.data === 'changed' && <Notice tone="warn" title={queue.changed} />}
          {outcomes && <BulkOutcome outcomes={outcomes} />}
        </div>
      )}
      {items.length === 0 ? (
        <div className={c.body}>
          <Empty search={search} hasMore={query.hasNextPage} />
        </div>
      ) : (
        <>
          {mayChange && (
            <div className={c.foot}>
              <Checkbox
                size="xs"
                label={queue.selectAll}
                checked={shown.length === items.length}
                indeterminate={shown.length > 0 && shown.length < items.length}
                onChange={(event) =>
                  setChosen(new Set(event.currentTarget.checked ? items.map(({ id }) => id) : []))
                }
              />
            </div>
          )}
          <ul className={c.list} aria-label={queue.list}>
            {items.map((row) => (
              <Row
                key={row.id}
                row={row}
                search={search}
                {...(mayChange && {
                  selection: {
                    isSelected: chosen.has(row.id),
                    onSelect: (isSelected: boolean) => choose(row.id, isSelected),
                  },
                })}
              />
            ))}
          </ul>
        </>
      )}
      <div className={`row wrap ${c.foot}`}>
        <span role="status">{query.hasNextPage ? lists.firstOf(items.length) : lists.all(items.length)}</span>
        {query.hasNextPage && (
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {items.length === 0 ? queue.further : lists.more}
          </Button>
        )}
        <span className="grow" />
        <span>{queue.keys}</span>
      </div>
      {shown.length > 0 && (
        <BulkBar
          requestIds={shown.map(({ id }) => id)}
          onClear={() => setChosen(new Set())}
          onDone={(done) => {
            setChosen(new Set())
            setOutcomes(done)
          }}
        />
      )}
    </>
  )
}

function Empty({ search, hasMore }: { search: QueueSearch; hasMore: boolean }) {
  const { queue } = useConsoleTexts()
  if (hasMore) return <EmptyState title={queue.noneSoFar}>{queue.noneSoFarWhy}</EmptyState>
  if (isSameSearch(search, views.open) || isSameSearch(search, views.support))
    return <EmptyState title={queue.none}>{queue.noneWhy}</EmptyState>
  return (
    <EmptyState title={queue.noneFiltered} action={<Link to={paths.queue}>{queue.clear}</Link>}>
      {queue.noneFilteredWhy}
    </EmptyState>
  )
}
