import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Scroller } from '../ui/scroller.tsx'
import { exact } from '../ui/when.tsx'
import c from './admin.module.css'
import { EffectWords } from './effect-text.tsx'
import { useLanguage, useTexts } from './language.ts'

type ExchangeDetail = AnswerOf<'GET /api/directories/{directoryId}/exchanges/{exchangeId}'>

/** One exchange: what it did, to whom, and both bodies. */
export function OpenedExchange({ directoryId, exchangeId }: { directoryId: string; exchangeId: string }) {
  const { exchanges } = useTexts()
  const query = useQuery(
    read('GET /api/directories/{directoryId}/exchanges/{exchangeId}', {
      params: { directoryId, exchangeId },
    }),
  )
  return (
    <section className={c.opened} aria-label={exchanges.opened}>
      <Link
        className={c.toList}
        to={paths.directory}
        params={{ directoryId }}
        search={({ exchange: _, ...rest }) => rest}
      >
        {exchanges.all}
      </Link>
      <Loaded query={query}>{(exchange) => <Detail directoryId={directoryId} exchange={exchange} />}</Loaded>
    </section>
  )
}

function Detail({ directoryId, exchange }: { directoryId: string; exchange: ExchangeDetail }) {
  const { language, texts } = useLanguage()
  const { exchanges } = texts
  const { at, durationMs, effect, status, method, path, subject, repairs } = exchange
  const { requestBody, responseBody } = exchange
  return (
    <>
      <div className={c.openedHead}>
        <h2>
          <EffectWords effect={effect} />
        </h2>
        <span className="small quiet">
          {`${exact(language, new Date(at))} · ${exchanges.answeredIn(durationMs)}`}
        </span>
      </div>
      {subject && <Subject directoryId={directoryId} subject={subject} />}
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

/** The person or group that the call was about, and the way there. */
function Subject({
  directoryId,
  subject,
}: {
  directoryId: string
  subject: NonNullable<ExchangeDetail['subject']>
}) {
  const { exchanges } = useTexts()
  const { kind, id, name, customer } = subject
  const shown = <bdi>{customer?.name ?? name ?? id}</bdi>
  return (
    <p>
      {exchanges.about[kind]}{' '}
      {customer ? (
        <Link to={paths.person} params={{ customerId: customer.id }}>
          {shown}
        </Link>
      ) : kind === 'group' && name !== null ? (
        <Link to={paths.directoryGroup} params={{ directoryId, groupId: id }}>
          {shown}
        </Link>
      ) : (
        <code>{shown}</code>
      )}
      {name === null && <span className="quiet">{` (${exchanges.goneSubject})`}</span>}
    </p>
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
