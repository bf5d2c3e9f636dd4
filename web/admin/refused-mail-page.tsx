import { NativeSelect, TextInput } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { usePollingMs } from '../live.ts'
import { paths } from '../paths.ts'
import { list, read } from '../queries.ts'
import { Download } from '../ui/download.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { When } from '../ui/when.tsx'
import c from './admin.module.css'
import { ArrivedMail } from './arrived-mail.tsx'
import { useTexts } from './language.ts'
import { useMailInTexts } from './mail-in-texts.ts'
import { MailTabs } from './mail-tabs.tsx'

type Mail = AnswerOf<'GET /api/arrived-mails'>['items'][number]

const results = ['not-taken', 'held', 'refused', 'dropped', 'opened', 'commented'] as const
type Result = Exclude<(typeof results)[number], 'not-taken'>
/** So often mails are asked for where no events come. */
const askAgainMs = 5_000

/** Mails that arrived and became no request, with the reasons. */
export function RefusedMailPage() {
  const { shell } = useTexts()
  const words = useMailInTexts()
  const { result, from } = useSearch({ from: paths.refusedMail })
  const file = { result: result ?? 'not-taken', from }
  return (
    <Page
      title={shell.mail}
      part={words.refused}
      sub={words.refusedSub}
      actions={<Download file="arrived-mails" what={words.refused} filters={file} />}
    >
      <MailTabs />
      <Filters />
      <Mails />
    </Page>
  )
}

function Filters() {
  const words = useMailInTexts()
  const { result, from } = useSearch({ from: paths.refusedMail })
  const navigate = useNavigate()
  const look = (change: { result?: Result | undefined; from?: string | undefined }) => {
    const wanted = { result, from, ...change }
    const search = {
      ...(wanted.result ? { result: wanted.result } : {}),
      ...(wanted.from ? { from: wanted.from } : {}),
    }
    void navigate({ to: paths.refusedMail, search, replace: true })
  }
  return (
    <search className={layout.filters}>
      <TextInput
        type="search"
        size="xs"
        aria-label={words.from}
        placeholder={words.fromHint}
        defaultValue={from ?? ''}
        maxLength={320}
        onChange={(event) => look({ from: event.currentTarget.value.trim() })}
      />
      <NativeSelect
        size="xs"
        aria-label={words.result}
        value={result ?? 'not-taken'}
        data={results.map((one) => ({ value: one, label: words.results[one] }))}
        onChange={({ currentTarget: { value } }) => {
          const chosen = results.find((one) => one === value)
          look({ result: chosen === 'not-taken' ? undefined : chosen })
        }}
      />
    </search>
  )
}

function Mails() {
  const words = useMailInTexts()
  const { result, from, mail: chosen } = useSearch({ from: paths.refusedMail })
  const query = useInfiniteQuery({
    ...list('GET /api/arrived-mails', {
      query: { result: result ?? 'not-taken', ...(from ? { from } : {}) },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: usePollingMs(askAgainMs),
  })
  const opened = chosen ?? query.data?.[0]?.id
  const empty =
    result !== undefined || from !== undefined ? (
      <EmptyState title={words.noneFound}>{words.noneFoundWhy}</EmptyState>
    ) : (
      <EmptyState title={words.noneArrived}>{words.noneArrivedWhy}</EmptyState>
    )
  // What was taken leaves the list, and is still read beside it.
  const isEmpty = query.data?.length === 0 && chosen === undefined
  return (
    <div className={`card ${isEmpty || !query.data ? '' : c.split}`} data-chosen={chosen !== undefined}>
      <div className={c.calls}>
        <Listed query={query} empty={empty}>
          {(items) => (
            <nav aria-label={words.refused}>
              {items.map((one) => (
                <Line key={one.id} mail={one} isOpen={one.id === opened} />
              ))}
            </nav>
          )}
        </Listed>
      </div>
      {opened && query.data && !isEmpty && <Opened arrivedMailId={opened} />}
    </div>
  )
}

function Line({ mail, isOpen }: { mail: Mail; isOpen: boolean }) {
  const words = useMailInTexts()
  const { id, subject, from, result, lastAt, times } = mail
  return (
    <Link
      className={c.call}
      from={paths.refusedMail}
      to={paths.refusedMail}
      search={(before) => ({ ...before, mail: id })}
      aria-current={isOpen ? 'true' : undefined}
      resetScroll={false}
    >
      <bdi className="strong">{subject || words.noSubject}</bdi>
      <span className="small quiet">
        <When at={lastAt} inLink />
      </span>
      <span className="small second">
        <bdi>{from?.emailAddress ?? words.nobody}</bdi>
        {' · '}
        {result ? words.results[result] : words.undecided}
        {times > 1 && ` · ${words.times(times)}`}
      </span>
    </Link>
  )
}

function Opened({ arrivedMailId }: { arrivedMailId: string }) {
  const words = useMailInTexts()
  const query = useQuery({
    ...read('GET /api/arrived-mails/{arrivedMailId}', { params: { arrivedMailId } }),
    refetchInterval: usePollingMs(askAgainMs),
  })
  return (
    <section className={c.opened} aria-label={words.opened}>
      <Link
        className={c.toList}
        from={paths.refusedMail}
        to={paths.refusedMail}
        search={({ mail: _, ...filters }) => filters}
      >
        {words.all}
      </Link>
      <Loaded query={query}>{(found) => <ArrivedMail key={found.id} mail={found} />}</Loaded>
    </section>
  )
}
