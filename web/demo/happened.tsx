import { Link } from '@tanstack/react-router'
import { Fragment, type ReactNode, useEffect, useRef, useState } from 'react'
import { EffectText } from '../admin/effect-text.tsx'
import { useTexts } from '../admin/language.ts'
import { useMailInTexts } from '../admin/mail-in-texts.ts'
import { useMailWhy } from '../admin/mail-why.ts'
import { paths } from '../paths.ts'
import { Scroller } from '../ui/scroller.tsx'
import { When } from '../ui/when.tsx'
import c from './demo.module.css'
import type { Outcome } from './demo-page.tsx'
import { useDemoTexts } from './demo-texts.ts'

type Exchange = Outcome['exchanges'][number]

/** More are shown when somebody asks for them. */
const shownAtFirst = 8

/** What an event came to: what was sent, what came back, what changed. */
export function Happened({ outcome, isNewest }: { outcome: Outcome; isNewest: boolean }) {
  const words = useDemoTexts()
  const card = useRef<HTMLElement>(null)
  // On a phone it stands below the buttons.
  useEffect(() => {
    if (isNewest) card.current?.scrollIntoView({ block: 'nearest' })
  }, [isNewest])
  const { event, about, at, exchanges } = outcome
  return (
    <article ref={card} className={`card ${c.happened}`}>
      <header>
        <h2>{words.events[event]}</h2>
        <span className="quiet small">
          {event !== 'lapse' && event !== 'renew' && (
            <>
              <bdi>{about}</bdi>
              {' · '}
            </>
          )}
          <When at={at} />
        </span>
      </header>
      <p className={c.story}>
        {isRefused(outcome) ? words.refused : words.stories[event](about)}
        {isWaiting(outcome) && ` ${words.waits}`}
      </p>
      <Changes outcome={outcome} />
      <section>
        <h3>{words.sent(exchanges.length)}</h3>
        <Exchanges exchanges={exchanges} />
      </section>
    </article>
  )
}

/** What the company's own system wanted was answered with no. */
const isRefused = ({ exchanges }: Outcome) =>
  exchanges.some(({ protocol, response }) => protocol === 'SCIM' && /^[45]/.test(response.line))

/** It was taken, and some of it counts later. */
const isWaiting = ({ exchanges }: Outcome) =>
  exchanges.some(({ logged }) => /\bwaits? until\b/.test(logged?.effect ?? ''))

/** Where to look: each link leads to what the server has of it. */
function Changes({ outcome }: { outcome: Outcome }) {
  const words = useDemoTexts()
  const { cases: caseWords } = useTexts()
  const mailWords = useMailInTexts()
  const whyOf = useMailWhy()
  const { event, people, staff, groups, cases, requests, mails, signIns } = outcome
  const rows: (readonly [what: string, key: string, said: ReactNode])[] = [
    ...people.map(({ id, name }) => {
      const said = (
        <Link key={id} to={paths.person} params={{ customerId: id }}>
          <bdi>{name}</bdi>
        </Link>
      )
      return [words.person, id, said] as const
    }),
    ...staff.map(({ id, name }) => {
      const said = (
        <Link key={id} to={paths.staff}>
          <bdi>{name}</bdi>
        </Link>
      )
      return [words.employee, id, said] as const
    }),
    ...groups.map(({ id, directoryId, name }) => {
      const said = (
        <Link key={id} to={paths.directoryGroup} params={{ directoryId, groupId: id }}>
          <bdi>{name}</bdi>
        </Link>
      )
      return [words.group, id, said] as const
    }),
    ...(event === 'lapse' || event === 'renew'
      ? [
          [
            words.subscription,
            event,
            <Link key={event} to={paths.subscription}>
              {words.plans[event]}
            </Link>,
          ] as const,
        ]
      : []),
    ...signIns.map(({ id, directoryId, outcome: came, why }) => {
      const said = (
        <Link key={id} to={paths.directorySignIn} params={{ directoryId }}>
          {came === 'in' ? words.signedIn : (why ?? came)}
        </Link>
      )
      return [words.signIn, id, said] as const
    }),
    ...mails.map((mail) => {
      const result = mail.result as keyof typeof mailWords.results | null
      const said = (
        <>
          {result === null ? mailWords.undecided : mailWords.results[result]}
          {mail.reason !== null && `: ${whyOf(mail)}`}
        </>
      )
      return [words.mail, mail.id, said] as const
    }),
    ...requests.map(({ id, key, summary, level }) => {
      const said = (
        <>
          <Link to={paths.consoleRequest} params={{ requestKey: key }}>
            {key}
          </Link>
          {` ${summary} (${words.levels[level] ?? level})`}
        </>
      )
      return [words.askedNow, id, said] as const
    }),
    ...cases.map(({ id, kind, about }) => {
      const said = (
        <>
          <Link to={paths.case} params={{ caseId: id }}>
            {(caseWords.kinds as Readonly<Record<string, string>>)[kind] ?? kind}
          </Link>
          {about.length > 0 && ` ${about.join(', ')}`}
        </>
      )
      return [words.case, id, said] as const
    }),
  ]
  return (
    <section>
      <h3>{words.changed}</h3>
      {rows.length === 0 ? (
        <p className="second">{words.nothingChanged}</p>
      ) : (
        <dl className={c.changes}>
          {rows.map(([what, key, said]) => (
            <Fragment key={key}>
              <dt>{what}</dt>
              <dd>{said}</dd>
            </Fragment>
          ))}
        </dl>
      )}
    </section>
  )
}

function Exchanges({ exchanges }: { exchanges: readonly Exchange[] }) {
  const words = useDemoTexts()
  const [shown, setShown] = useState(shownAtFirst)
  const left = exchanges.length - shown
  return (
    <>
      <ol className={c.exchanges}>
        {exchanges.slice(0, shown).map((exchange) => (
          <li key={exchange.nth}>
            <One exchange={exchange} />
          </li>
        ))}
      </ol>
      {left > 0 && (
        <button type="button" className="link small" onClick={() => setShown(exchanges.length)}>
          {words.more(left)}
        </button>
      )}
    </>
  )
}

/** One message and its answer; both are folded until somebody wants to read them. */
function One({ exchange }: { exchange: Exchange }) {
  const words = useDemoTexts()
  const { protocol, request, response, logged } = exchange
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <>
      <details className={c.exchange}>
        <summary>
          <span className={c.protocol}>{protocol}</span>
          <code translate="no">{short(request.line)}</code>
          <code translate="no" className={c.status}>
            {response.line}
          </code>
        </summary>
        <h4>{words.request}</h4>
        <Scroller className={c.code} label={words.request} isCode>
          {[request.line, ...headers, '', indented(request.body)].join('\n').trim()}
        </Scroller>
        <h4>{words.answer}</h4>
        <Scroller className={c.code} label={words.answer} isCode>
          {[response.line, '', indented(response.body)].join('\n').trim()}
        </Scroller>
        {logged && (
          <p className="small">
            <Link
              to={paths.directory}
              params={{ directoryId: logged.directoryId }}
              search={{ exchange: logged.id }}
            >
              {words.inLog}
            </Link>
          </p>
        )}
      </details>
      {logged && logged.effect !== '' && <EffectText status={logged.status} effect={logged.effect} />}
    </>
  )
}

/** Without what is the same in every line of a directory; the whole one stands below. */
const short = (line: string) => line.replace(/\/scim\/v2\/\w+/, '').replaceAll(location.origin, '')

/** JSON with its lines apart; anything else as it came. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
