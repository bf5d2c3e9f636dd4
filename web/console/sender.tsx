import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { When } from '../ui/when.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import type { WholeRequest } from './request-queries.ts'
import { Section } from './section.tsx'
import { useStatusName } from './status-pick.ts'

interface Props {
  readonly request: WholeRequest
  readonly mayChange: boolean
  onChanged(): Promise<unknown>
}

/** What is known of an address that wrote and is no customer's, and making one of it. */
export function OfSender({ request, mayChange, onChanged }: Props) {
  const { panel } = useConsoleTexts()
  const { id: senderId, emailAddress } = request.requester
  const [asked, setAsked] = useState(false)
  const query = useQuery(read('GET /api/senders/{senderId}', { params: { senderId } }))
  return (
    <>
      <Section
        title={panel.sender}
        aside={
          mayChange &&
          emailAddress !== '' && (
            <button type="button" className="link small" onClick={() => setAsked(true)}>
              {panel.makeCustomer}
            </button>
          )
        }
      >
        <p className="second">{panel.senderSays}</p>
        <Loaded query={query}>
          {({ since }) => <KeyValue rows={[[panel.senderSince, <When key="since" at={since} />]]} />}
        </Loaded>
      </Section>
      <Others request={request} total={query.data?.requestCount ?? 0} />
      {asked && (
        <MakeCustomer
          request={request}
          onDone={async () => {
            await onChanged()
            setAsked(false)
          }}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  )
}

const othersMax = 6

function Others({ request, total }: { request: WholeRequest; total: number }) {
  const { panel } = useConsoleTexts()
  const statusName = useStatusName()
  const wanted = { senderId: request.requester.id, state: 'all' } as const
  const query = useQuery(read('GET /api/queue', { query: { ...wanted, limit: othersMax } }))
  const others = (query.data?.items ?? []).filter(({ id }) => id !== request.id)
  return (
    <Section
      title={panel.other}
      aside={
        others.length > 0 && (
          <Link className="small" to={paths.queue} search={wanted}>
            {panel.all(total)}
          </Link>
        )
      }
    >
      <Loaded query={query}>
        {() =>
          others.length === 0 ? (
            <p className="quiet">{panel.noOther}</p>
          ) : (
            <ul className={c.lines}>
              {others.map((one) => (
                <li key={one.id} className={c.between}>
                  <Link to={paths.consoleRequest} params={{ requestKey: one.key }}>
                    <bdi>{one.summary}</bdi>
                  </Link>
                  <span className="quiet small">{statusName(one)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  )
}

function MakeCustomer({
  request,
  onDone,
  onClose,
}: {
  request: WholeRequest
  onDone(): Promise<unknown>
  onClose(): void
}) {
  const { panel } = useConsoleTexts()
  const { id: senderId, name, emailAddress } = request.requester
  const form = useSubmit({
    read: (data) => ({ name: textOf(data, 'name') }),
    act: (body) => call('POST /api/senders/{senderId}/customer', { params: { senderId }, body }),
    onDone,
  })
  return (
    <Dialog title={panel.makeCustomerTitle} onClose={onClose}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <Address value={emailAddress} />
        <p className="second">{panel.makeCustomerLead}</p>
        <TextInput
          name="name"
          label={panel.makeCustomerName}
          defaultValue={name}
          maxLength={200}
          error={form.errorOf('name')}
        />
        {form.otherError && <CallError error={form.otherError} />}
        <div className={layout.formFoot}>
          <Button type="submit" loading={form.isPending}>
            {panel.makeCustomerAct}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
