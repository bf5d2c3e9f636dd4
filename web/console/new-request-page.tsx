import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'

type Found = Pick<AnswerOf<'GET /api/customers'>['items'][number], 'id' | 'name' | 'address'>
type Portal = AnswerOf<'GET /api/help/portals'>['items'][number]

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
              customer && <Ask key={customer.id} customer={customer} portals={items} />
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
        leftSection={<IconSearch size={14} />}
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

function Ask({ customer, portals }: { customer: Found; portals: readonly Portal[] }) {
  const { open } = useConsoleTexts()
  const navigate = useNavigate()
  const params = { customerId: customer.id }
  const { data } = useQuery(read('GET /api/customers/{customerId}', { params }))
  const organizations = [
    ...new Map((data?.memberships ?? []).map(({ organization }) => [organization.id, organization])).values(),
  ]
  const form = useSubmit({
    read: (given) => ({
      customerId: customer.id,
      requestTypeId: textOf(given, 'type'),
      summary: textOf(given, 'summary'),
      organizationIds: given.getAll('organization').map(String),
      text: textOf(given, 'text'),
    }),
    act: async ({ text, ...body }, idempotencyKey) => {
      const opened = await call('POST /api/requests', { body }, { idempotencyKey })
      const params = { requestId: opened.id }
      if (text !== '') {
        const first = { markdown: text, status: 'open' } as const
        await call(
          'POST /api/requests/{requestId}/comments',
          { params, body: first },
          { idempotencyKey: `${idempotencyKey}-text` },
        )
      }
      return opened
    },
    onDone: ({ key }) => navigate({ to: paths.consoleRequest, params: { requestKey: key } }),
  })
  return (
    <Card title={open.what}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <NativeSelect
          name="type"
          label={open.type}
          data={portals
            .filter(({ requestTypes }) => requestTypes.length > 0)
            .map(({ name, requestTypes }) => ({
              group: name,
              items: requestTypes.map((one) => ({ value: one.id, label: one.name })),
            }))}
          error={form.errorOf('requestTypeId')}
        />
        <TextInput name="summary" label={open.summary} maxLength={255} error={form.errorOf('summary')} />
        <Textarea
          name="text"
          label={open.text}
          description={open.textHint}
          autosize
          minRows={4}
          maxRows={20}
          maxLength={32_000}
          error={form.errorOf('markdown')}
        />
        <fieldset className={c.fields}>
          <legend>{open.share}</legend>
          {organizations.length === 0 && <p className="quiet">{open.shareNone}</p>}
          {organizations.map(({ id, name }) => (
            <Checkbox key={id} name="organization" value={id} label={name} />
          ))}
        </fieldset>
        {form.otherError && <CallError error={form.otherError} />}
        <div className={layout.formFoot}>
          <Button type="submit" loading={form.isPending}>
            {open.act}
          </Button>
        </div>
      </form>
    </Card>
  )
}
