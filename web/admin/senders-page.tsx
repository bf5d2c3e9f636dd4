import { Button, Checkbox, TextInput } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useLanguage } from '../language.tsx'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import c from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { Page } from '../ui/page.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'
import { useMailInTexts } from './mail-in-texts.ts'
import { MailTabs } from './mail-tabs.tsx'

type Sender = AnswerOf<'GET /api/senders'>['items'][number]

/** Up to so many requests of one are counted. */
const countedMax = 1_000

/** Addresses that wrote and are no customer's: what they asked, and erasing one. */
export function SendersPage() {
  const { shell } = useTexts()
  const words = useMailInTexts()
  const mayErase = useMay()('customers.change')
  const { q } = useSearch({ from: paths.senders })
  const navigate = useNavigate()
  const [erased, setErased] = useState<Sender>()
  const query = useInfiniteQuery({
    ...list('GET /api/senders', { query: q === undefined ? {} : { query: q } }),
    placeholderData: keepPreviousData,
  })
  const search = (text: string) => {
    const wanted = text.trim()
    void navigate({ to: paths.senders, search: wanted === '' ? {} : { q: wanted }, replace: true })
  }
  return (
    <Page title={shell.mail} part={words.senders} sub={words.sendersSub}>
      <MailTabs />
      <search className={c.filters}>
        <SearchField label={words.sendersSearch} hint={words.sendersHint} value={q} onSearch={search} />
      </search>
      <Card flush>
        <Listed
          query={query}
          empty={
            q === undefined ? (
              <EmptyState title={words.noSenders}>{words.noSendersWhy}</EmptyState>
            ) : (
              <EmptyState title={words.noSenderFound(q)}>{words.noSenderFoundWhy}</EmptyState>
            )
          }
        >
          {(items) => <Senders items={items} onErase={mayErase ? setErased : undefined} />}
        </Listed>
      </Card>
      {erased && <Erase sender={erased} onClose={() => setErased(undefined)} />}
    </Page>
  )
}

interface SendersProps {
  readonly items: readonly Sender[]
  readonly onErase: ((sender: Sender) => void) | undefined
}

function Senders({ items, onErase }: SendersProps) {
  const words = useMailInTexts()
  const { language } = useLanguage()
  const count = new Intl.NumberFormat(language)
  return (
    <Table
      label={words.senders}
      items={items}
      keyOf={({ id }) => id}
      asLines
      columns={[
        {
          head: words.sender,
          cell: ({ name, emailAddress }) => (
            <>
              <bdi className="strong">{name}</bdi>
              <div>
                <Address value={emailAddress} size="sm" />
              </div>
            </>
          ),
        },
        {
          head: words.requests,
          cell: ({ id, emailAddress, requestCount }) => {
            if (requestCount === 0) return <span className="quiet">{words.noRequests}</span>
            const many = `${count.format(requestCount)}${requestCount < countedMax ? '' : '+'}`
            return (
              <Link
                to={paths.queue}
                search={{ senderId: id, state: 'all' }}
                aria-label={words.requestsOf(many, emailAddress)}
              >
                {many}
              </Link>
            )
          },
        },
        {
          head: words.lastAsked,
          cell: ({ lastAskedAt, since }) => <When at={lastAskedAt ?? since} />,
        },
        { head: words.wroteFirst, cell: ({ since }) => <When at={since} /> },
        {
          head: words.act,
          isAct: true,
          cell: (one) =>
            onErase && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                aria-label={words.eraseWhat(one.emailAddress)}
                onClick={() => onErase(one)}
              >
                {words.erase}
              </Button>
            ),
        },
      ]}
    />
  )
}

/** It cannot be undone, so the address is typed once more. */
function Erase({ sender: { id, emailAddress }, onClose }: { sender: Sender; onClose(): void }) {
  const words = useMailInTexts()
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  const [requestTexts, setRequestTexts] = useState(false)
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/senders/{senderId}/erasure', {
        params: { senderId: id },
        body: { confirm: typed, requestTexts },
      }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Confirm
      title={words.eraseTitle(emailAddress)}
      act={words.eraseAct}
      color="red"
      isPending={act.isPending}
      isAllowed={typed.trim().toLowerCase() === emailAddress.toLowerCase()}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{words.eraseWhy}</p>
      <Checkbox
        label={words.eraseTexts}
        checked={requestTexts}
        onChange={(event) => setRequestTexts(event.currentTarget.checked)}
      />
      <TextInput
        label={words.typeAddress(emailAddress)}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Confirm>
  )
}
