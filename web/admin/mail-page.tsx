import { Button, NativeSelect, TextInput } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type AnswerOf, call } from '../api-client.ts'
import { usePollingMs } from '../live.ts'
import { useMay, useMe } from '../me.ts'
import { paths } from '../paths.ts'
import { list, read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { When } from '../ui/when.tsx'
import c from './admin.module.css'
import { useLanguage, useTexts } from './language.ts'
import { MailDetail } from './mail-detail.tsx'
import { MailTabs } from './mail-tabs.tsx'

type Mail = AnswerOf<'GET /api/mails'>['items'][number]
type State = Mail['state']

const states: readonly State[] = ['queued', 'sent', 'failed', 'captured']
/** So often mails are asked for where no events come. */
const askAgainMs = 5_000

/** What the server has written to people, and what became of it. */
export function MailPage() {
  const { shell, mail } = useTexts()
  const may = useMay()
  return (
    <Page title={shell.mail} sub={mail.sub}>
      <MailTabs />
      <Sending />
      {may('mail.change') && <TestMail />}
      <Filters />
      <Mails />
    </Page>
  )
}

/** How mails leave, or that they do not. */
function Sending() {
  const { mail } = useTexts()
  const { data } = useQuery(read('GET /api/mail-sending'))
  if (!data) return null
  const { server, from, signedFor, tls } = data
  if (server === null) {
    return (
      <Notice tone="warn" title={mail.capturedTitle}>
        {mail.captured}
      </Notice>
    )
  }
  return (
    <Notice tone="flat" title={mail.sentThrough(server, from ?? '')}>
      {signedFor === null ? mail.unsigned : mail.signed(signedFor)}
      {tls === 'off' && ` ${mail.unencrypted}`}
    </Notice>
  )
}

/** Sends one to whoever asks, and opens it: its state changes under their eyes. */
function TestMail() {
  const { mail } = useTexts()
  const { language } = useLanguage()
  const me = useMe()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useSubmit({
    read: (data) => ({ address: textOf(data, 'address'), language }),
    act: (body, idempotencyKey) => call('POST /api/mails/test', { body }, { idempotencyKey }),
    onDone: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['GET /api/mails'] })
      await navigate({ to: paths.mail, search: { mail: id } })
    },
  })
  return (
    <Card title={mail.test}>
      <form className={layout.inline} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput
          name="address"
          type="email"
          label={mail.testTo}
          defaultValue={me?.staff.address}
          error={form.errorOf('address')}
        />
        <Button type="submit" size="sm" loading={form.isPending}>
          {mail.testAct}
        </Button>
      </form>
      {form.otherError && <CallError error={form.otherError} />}
    </Card>
  )
}

function Filters() {
  const { mail } = useTexts()
  const { state, to } = useSearch({ from: paths.mail })
  const navigate = useNavigate()
  const look = (change: { state?: State | undefined; to?: string | undefined }) => {
    const wanted = { state, to, ...change }
    const search = {
      ...(wanted.state ? { state: wanted.state } : {}),
      ...(wanted.to ? { to: wanted.to } : {}),
    }
    void navigate({ to: paths.mail, search, replace: true })
  }
  return (
    <search className={layout.filters}>
      <TextInput
        type="search"
        size="xs"
        aria-label={mail.to}
        placeholder={mail.toHint}
        defaultValue={to ?? ''}
        maxLength={320}
        onChange={(event) => look({ to: event.currentTarget.value.trim() })}
      />
      <NativeSelect
        size="xs"
        aria-label={mail.state}
        value={state ?? ''}
        data={[
          { value: '', label: mail.anyState },
          ...states.map((one) => ({ value: one, label: mail.states[one] })),
        ]}
        onChange={({ currentTarget: { value } }) => look({ state: states.find((one) => one === value) })}
      />
    </search>
  )
}

function Mails() {
  const { mail, shell } = useTexts()
  const { state, to, mail: chosen } = useSearch({ from: paths.mail })
  const given = { ...(state ? { state } : {}), ...(to ? { to } : {}) }
  const query = useInfiniteQuery({
    ...list('GET /api/mails', { query: given }),
    placeholderData: keepPreviousData,
    refetchInterval: usePollingMs(askAgainMs),
  })
  const opened = chosen ?? query.data?.[0]?.id
  const isFiltered = state !== undefined || to !== undefined
  const empty = isFiltered ? (
    <EmptyState title={mail.noneFound}>{mail.noneFoundWhy}</EmptyState>
  ) : (
    <EmptyState title={mail.none}>{mail.noneWhy}</EmptyState>
  )
  const isEmpty = query.data?.length === 0
  return (
    <div className={`card ${isEmpty || !query.data ? '' : c.split}`} data-chosen={chosen !== undefined}>
      <div className={c.calls}>
        <Listed query={query} empty={empty}>
          {(items) => (
            <nav aria-label={shell.mail}>
              {items.map((one) => (
                <Line key={one.id} mail={one} isOpen={one.id === opened} />
              ))}
            </nav>
          )}
        </Listed>
      </div>
      {opened && query.data && !isEmpty && <Opened mailId={opened} />}
    </div>
  )
}

function Line({
  mail: { id, subject, to, state, createdAt, nextAttemptAt },
  isOpen,
}: {
  mail: Mail
  isOpen: boolean
}) {
  const { mail } = useTexts()
  return (
    <Link
      className={c.call}
      from={paths.mail}
      to={paths.mail}
      search={(before) => ({ ...before, mail: id })}
      aria-current={isOpen ? 'true' : undefined}
      resetScroll={false}
    >
      <bdi className="strong">{subject ?? mail.unwritten}</bdi>
      <span className="small quiet">
        <When at={createdAt} inLink />
      </span>
      <span className="small second">
        <bdi>{to.address}</bdi>
        {' · '}
        <span className={c.mailState} data-bad={state === 'failed'}>
          {nextAttemptAt ? mail.waits : mail.states[state]}
        </span>
      </span>
    </Link>
  )
}

function Opened({ mailId }: { mailId: string }) {
  const { mail } = useTexts()
  const query = useQuery({
    ...read('GET /api/mails/{mailId}', { params: { mailId } }),
    refetchInterval: usePollingMs(askAgainMs),
  })
  return (
    <section className={c.opened} aria-label={mail.opened}>
      <Link
        className={c.toList}
        from={paths.mail}
        to={paths.mail}
        search={({ mail: _, ...filters }) => filters}
      >
        {mail.all}
      </Link>
      <Loaded query={query}>{(found) => <MailDetail key={found.id} whole={found} />}</Loaded>
    </section>
  )
}
