import { useQueryClient } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { CallFailed } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { CallError } from '../ui/call-error.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { useTitle } from '../ui/page.tsx'
import { AddressLine } from './address-line.tsx'
import { Answer } from './answer.tsx'
import { AssuranceBadge } from './assurance.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { Doubt } from './doubt.tsx'
import { Panel } from './panel.tsx'
import { useQueueKeys } from './queue-keys.ts'
import { useQueue } from './queue-queries.ts'
import { Row } from './queue-row.tsx'
import type { QueueSearch } from './queue-search.ts'
import { RequestHead } from './request-head.tsx'
import { rereadRequest, useRequest, type WholeRequest } from './request-queries.ts'
import { useTake } from './take.ts'
import { Thread } from './thread.tsx'
import { useViewers } from './viewers.ts'

/** One request: what was said, who asks, and what can be done. */
export function RequestPage() {
  const { request: words } = useConsoleTexts()
  const { requestKey } = useParams({ from: `/console${paths.consoleRequest}` })
  const search = useSearch({ from: `/console${paths.consoleRequest}` })
  const query = useRequest(requestKey)
  const { data, error } = query
  useTitle(data ? `${data.key} ${data.summary}` : requestKey)
  const isGone =
    error instanceof CallFailed && (error.problem?.code === 'not-found' || error.problem?.code === 'invalid')
  if (isGone) {
    return (
      <main className={c.page} id="main" tabIndex={-1}>
        <h1>{requestKey}</h1>
        <EmptyState
          title={words.gone}
          action={
            <Link to={paths.queue} search={search}>
              {words.back}
            </Link>
          }
        >
          {words.goneWhy}
        </EmptyState>
      </main>
    )
  }
  if (!data) {
    return (
      <main className={c.page} id="main" tabIndex={-1}>
        <h1>{requestKey}</h1>
        <Loaded query={query}>{() => null}</Loaded>
      </main>
    )
  }
  return <Shown key={data.id} request={data} search={search} />
}

function Shown({ request, search }: { request: WholeRequest; search: QueueSearch }) {
  const { panel } = useConsoleTexts()
  const client = useQueryClient()
  const mayChange = useMay()('requests.change')
  const [isWriting, setWriting] = useState(false)
  const viewers = useViewers(request.id, isWriting, mayChange)
  const reread = () => rereadRequest(client)
  return (
    <div className={c.request}>
      <Beside search={search} requestId={request.id} />
      <main className={c.main} id="main" tabIndex={-1}>
        <RequestHead
          request={request}
          search={search}
          viewers={viewers}
          mayChange={mayChange}
          onChanged={reread}
        />
        <div className={c.summary}>
          <AddressLine requester={request.requester} />
          <AssuranceBadge assurance={request.assurance} />
        </div>
        <Doubt request={request} mayChange={mayChange} onChanged={reread} />
        <Thread request={request} />
        {mayChange && <Answer request={request} viewers={viewers} onWriting={setWriting} onSent={reread} />}
      </main>
      <aside className={c.panel} aria-label={panel.title}>
        <Panel request={request} mayChange={mayChange} onChanged={reread} />
      </aside>
    </div>
  )
}

/** The queue from which somebody came, where there is room for it. */
function Beside({ search, requestId }: { search: QueueSearch; requestId: string }) {
  const { queue } = useConsoleTexts()
  const mayChange = useMay()('requests.change')
  const { data = [] } = useQueue(search)
  const take = useTake()
  useQueueKeys({
    onTake: mayChange
      ? (id) => {
          const row = data.find((one) => one.id === id)
          if (row) take.mutate(row)
        }
      : undefined,
  })
  return (
    <section className={c.column} aria-label={queue.title}>
      <div className={c.columnHead}>
        <strong className="grow">{queue.title}</strong>
        <Link to={paths.queue} search={search} className="small">
          {queue.filters}
        </Link>
      </div>
      {(take.error || take.data === 'changed') && (
        <div className={c.body}>
          {take.error && <CallError error={take.error} />}
          {take.data === 'changed' && <Notice tone="warn" title={queue.changed} />}
        </div>
      )}
      <ul className={`${c.list} ${c.scroll}`} aria-label={queue.list}>
        {data.map((row) => (
          <Row key={row.id} row={row} search={search} isCompact isHere={row.id === requestId} />
        ))}
      </ul>
      <p className={c.foot}>{queue.keysBeside}</p>
    </section>
  )
}
