import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { FetchForm } from './fetch-form.tsx'
import { useTexts } from './language.ts'
import { useMailInTexts } from './mail-in-texts.ts'
import { MailTabs } from './mail-tabs.tsx'
import { MailboxForm } from './mailbox-form.tsx'
import own from './portals.module.css'

type Mailbox = AnswerOf<'GET /api/mailboxes/{mailboxId}'>

/** The addresses to which people write. */
export function MailboxesPage() {
  const { shell } = useTexts()
  const words = useMailInTexts()
  const mayChange = useMay()('mail.change')
  const query = useQuery(read('GET /api/mailboxes'))
  const [opened, setOpened] = useState<Mailbox | 'new'>()
  const [fetched, setFetched] = useState<Mailbox>()
  const add = (
    <Button size="xs" onClick={() => setOpened('new')}>
      {words.add}
    </Button>
  )
  return (
    <Page title={shell.mail} part={words.mailboxes} sub={words.sub} actions={mayChange && add}>
      <MailTabs />
      <Taking />
      {opened && (
        <MailboxForm mailbox={opened === 'new' ? undefined : opened} onClose={() => setOpened(undefined)} />
      )}
      {fetched && <FetchForm mailbox={fetched} onClose={() => setFetched(undefined)} />}
      <Loaded query={query}>
        {({ items }) => (
          <Card flush={items.length > 0}>
            {items.length === 0 ? (
              <EmptyState title={words.none}>{words.noneWhy}</EmptyState>
            ) : (
              <Mailboxes items={items} onEdit={mayChange ? setOpened : undefined} onFetch={setFetched} />
            )}
          </Card>
        )}
      </Loaded>
    </Page>
  )
}

/** Where mails are taken, or that they are not. */
function Taking() {
  const words = useMailInTexts()
  const { data } = useQuery(read('GET /api/mail-taking'))
  if (!data) return null
  if (data.listensAt === null) {
    return (
      <Notice tone="warn" title={words.notListening}>
        {words.notListeningWhy}
      </Notice>
    )
  }
  const size = data.bytesMax === null ? '' : ` ${words.sizeMax(Math.round(data.bytesMax / 1024 / 1024))}`
  return (
    <Notice tone="flat" title={words.listening(data.listensAt)}>
      {`${data.isEncrypted ? words.encrypted : words.unencrypted}${size}`}
    </Notice>
  )
}

interface MailboxesProps {
  readonly items: readonly Mailbox[]
  readonly onEdit: ((mailbox: Mailbox) => void) | undefined
  readonly onFetch: (mailbox: Mailbox) => void
}

function Mailboxes({ items, onEdit, onFetch }: MailboxesProps) {
  const words = useMailInTexts()
  return (
    <Table
      label={words.mailboxes}
      items={items}
      keyOf={({ id }) => id}
      asLines
      columns={[
        { head: words.address, cell: ({ address }) => <bdi className="strong">{address}</bdi> },
        {
          head: words.opens,
          cell: ({ portal, requestType, isOffered }) => (
            <>
              <bdi>{requestType.name}</bdi>
              <div className="small quiet">
                <bdi>{portal.name}</bdi>
              </div>
              {!isOffered && <div className={`small ${own.warn}`}>{words.archived}</div>}
            </>
          ),
        },
        { head: words.state, cell: (one) => <MailboxState mailbox={one} /> },
        { head: words.last, cell: ({ lastAt }) => (lastAt ? <When at={lastAt} /> : words.never) },
        ...(onEdit
          ? [
              {
                head: words.edit,
                isAct: true as const,
                cell: (one: Mailbox) => (
                  <>
                    <Button
                      variant="default"
                      size="compact-sm"
                      aria-label={words.fetchWhat(one.address)}
                      onClick={() => onFetch(one)}
                    >
                      {words.fetch}
                    </Button>{' '}
                    <Button
                      variant="default"
                      size="compact-sm"
                      aria-label={words.editWhat(one.address)}
                      onClick={() => onEdit(one)}
                    >
                      {words.edit}
                    </Button>
                  </>
                ),
              },
            ]
          : []),
      ]}
    />
  )
}

/** Whether it takes mails; where they are fetched, how that goes. */
function MailboxState({ mailbox: { isActive, fetching } }: { mailbox: Mailbox }) {
  const words = useMailInTexts()
  return (
    <>
      {isActive ? words.on : words.off}
      {fetching && (
        <div className="small quiet">
          {words.fetched(fetching.host)}
          {fetching.lookedAt && fetching.error === null && (
            <>
              {', '}
              {words.fetchedAt} <When at={fetching.lookedAt} />
            </>
          )}
        </div>
      )}
      {fetching?.error && (
        <div className={`small ${own.warn}`}>
          {words.fetchErrors[fetching.error] ?? fetching.error} {words.again} <When at={fetching.nextAt} />
        </div>
      )}
    </>
  )
}
