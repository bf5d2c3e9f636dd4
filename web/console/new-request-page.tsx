import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { AskFor } from './ask-for.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'

type Found = Pick<AnswerOf<'GET /api/customers'>['items'][number], 'id' | 'name' | 'address'>

/** An agent opens a request for somebody who called. */
export function NewRequestPage() {
  const { open } = useConsoleTexts()
  const [customer, setCustomer] = useState<Found>()
  const portals = useQuery(read('GET /api/help/portals'))
  return (
    <main className={c.page} id="main" tabIndex={-1}>
      <Page title={open.title} sub={open.lead}>
        <Card title={open.who}>
          {customer ? (
            <div className="row wrap">
              <Who customer={customer} />
              <button type="button" className="link" onClick={() => setCustomer(undefined)}>
                {open.other}
              </button>
            </div>
          ) : (
            <Find onFound={setCustomer} />
          )}
        </Card>
        <Loaded query={portals}>
          {({ items }) =>
            items.every(({ requestTypes }) => requestTypes.length === 0) ? (
              <EmptyState title={open.noPortal}>{open.noPortalWhy}</EmptyState>
            ) : (
              customer && <AskFor key={customer.id} customerId={customer.id} portals={items} />
            )
          }
        </Loaded>
      </Page>
    </main>
  )
}

function Who({ customer: { name, address } }: { customer: Found }) {
  const { queue } = useConsoleTexts()
  return (
    <span className="grow">
      <bdi className="strong">{name}</bdi>
      <div>
        {address === null ? (
          <span className="quiet">{queue.noAddress}</span>
        ) : (
          <Address value={address} size="sm" />
        )}
      </div>
    </span>
  )
}

function Find({ onFound }: { onFound(customer: Found): void }) {
  const { open } = useConsoleTexts()
  const [text, setText] = useState('')
  const wanted = text.trim()
  const query = useQuery({
    ...read('GET /api/customers', { query: { query: wanted, limit: 8 } }),
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
  })
  return (
    <div className="stack">
      <TextInput
        type="search"
        label={open.find}
        leftSection={<IconSearch size={14} aria-hidden />}
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {query.error && <CallError error={query.error} onRetry={() => void query.refetch()} />}
      {wanted !== '' && query.data && (
        <ul className={c.lines} aria-live="polite">
          {query.data.items.map((one) => (
            <li key={one.id} className="row">
              <Who customer={one} />
              <Button variant="default" aria-label={open.choose(one.name)} onClick={() => onFound(one)}>
                {open.chooseAct}
              </Button>
            </li>
          ))}
          {query.data.items.length === 0 && <li className="quiet">{open.nobody}</li>}
        </ul>
      )}
    </div>
  )
}
