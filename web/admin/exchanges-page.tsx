import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { useLanguage, useTexts } from '../language.tsx'
import { usePollingMs } from '../live.ts'
import { paths } from '../paths.ts'
import { list, read } from '../queries.ts'
import { EffectText, WithAddresses } from '../ui/effect-text.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Scroller } from '../ui/scroller.tsx'
import { exact, When } from '../ui/when.tsx'
import c from './admin.module.css'
import { DirectoryLayout } from './directory-layout.tsx'

type Exchange = AnswerOf<'GET /api/directories/{directoryId}/exchanges'>['items'][number]
type ExchangeDetail = AnswerOf<'GET /api/directories/{directoryId}/exchanges/{exchangeId}'>

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
  const { exchange } = useSearch({ from: paths.directory })
  const query = useInfiniteQuery({
    ...list('GET /api/directories/{directoryId}/exchanges', { params: { directoryId }, query: {} }),
    refetchInterval: usePollingMs(askAgainMs),
  })
  const opened = exchange ?? query.data?.[0]?.id
  const isEmpty = query.data?.length === 0
  const empty = (
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
      {opened && query.data && <Opened directoryId={directoryId} exchangeId={opened} />}
    </div>
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
      search={{ exchange: id }}
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

function Opened({ directoryId, exchangeId }: { directoryId: string; exchangeId: string }) {
  const { exchanges } = useTexts()
  const query = useQuery(
    read('GET /api/directories/{directoryId}/exchanges/{exchangeId}', {
      params: { directoryId, exchangeId },
    }),
  )
  return (
    <section className={c.opened} aria-label={exchanges.opened}>
      <Link className={c.toList} to={paths.directory} params={{ directoryId }}>
        {exchanges.all}
      </Link>
      <Loaded query={query}>{(exchange) => <Detail exchange={exchange} />}</Loaded>
    </section>
  )
}

function Detail({ exchange }: { exchange: ExchangeDetail }) {
  const { language, texts } = useLanguage()
  const { exchanges } = texts
  const { at, durationMs, effect, status, method, path, repairs, requestBody, responseBody } = exchange
  return (
    <>
      <div className={c.openedHead}>
        <h2 lang="en">
          <WithAddresses text={effect} />
        </h2>
        <span className="small quiet">
          {`${exact(language, new Date(at))} · ${exchanges.answeredIn(durationMs)}`}
        </span>
      </div>
      {repairs.length > 0 && (
        <div className="stack">
          <h3>{exchanges.repaired}</h3>
          <ul>
            {repairs.map((repair) => (
              <li key={repair}>
                <code>{repair}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Body title={exchanges.request} head={`${method} ${path}`} body={requestBody} />
      <Body title={exchanges.answer} head={String(status)} body={responseBody} />
    </>
  )
}

function Body({ title, head, body }: { title: string; head: string; body: string | null }) {
  return (
    <div className="stack">
      <h3>{title}</h3>
      <Scroller className={c.code} label={title} isCode>
        <b>{head}</b>
        {body === null ? '' : `\n${indented(body)}`}
      </Scroller>
    </div>
  )
}

/** JSON with its lines apart; a body that was cut stays as it is. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
