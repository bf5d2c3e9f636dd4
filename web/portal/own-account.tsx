import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { SessionTable } from '../ui/session-table.tsx'
import { AccountOfBefore } from './account-of-before.tsx'
import { ChangeAddress } from './change-address.tsx'
import { useTexts } from './door-texts.ts'
import { OwnWays } from './own-ways.tsx'
import { ProveSelfAsked } from './prove-self.tsx'
import { askWhoIsHere } from './self-queries.ts'

type Self = AnswerOf<'GET /api/portal/me'>

/** Who somebody is here, and where they are signed in. */
export function OwnAccount({ self }: { self: Self }) {
  const { portal } = useTexts()
  const [isChanging, setChanging] = useState(false)
  return (
    <>
      <Card title={portal.account}>
        <KeyValue
          rows={[
            [portal.nameOf, <bdi key="name">{self.name}</bdi>],
            [portal.address, <OwnAddress key="address" self={self} />],
          ]}
        />
        {self.managedBy === null ? (
          <div>
            <Button variant="default" onClick={() => setChanging(true)}>
              {portal.changeAddress}
            </Button>
          </div>
        ) : (
          <p className="small quiet">{portal.managed(self.managedBy)}</p>
        )}
      </Card>
      {isChanging && <ChangeAddress onClose={() => setChanging(false)} />}
      {self.managedBy !== null && <AccountOfBefore managedBy={self.managedBy} />}
      {self.address !== null && <OwnWays address={self.address} />}
      <CustomerSessions />
      <ProveSelfAsked self={self} />
    </>
  )
}

function OwnAddress({ self: { address, standing, directory } }: { self: Self }) {
  const { portal } = useTexts()
  if (address === null) return <span className="second">{portal.noAddress}</span>
  if (standing !== 'claimed') return <Address value={address} />
  return <Address value={address} standing="claimed" {...(directory === null ? {} : { by: directory })} />
}

function CustomerSessions() {
  const { portal } = useTexts()
  const client = useQueryClient()
  const query = useQuery(read('GET /api/portal/me/sessions'))
  const end = useMutation({
    mutationFn: (sessionId: string) =>
      call('DELETE /api/portal/me/sessions/{sessionId}', { params: { sessionId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['GET /api/portal/me/sessions'] }),
  })
  const [isLeaving, setLeaving] = useState(false)
  return (
    <Card
      title={portal.sessions}
      flush
      aside={
        <Button variant="default" onClick={() => setLeaving(true)}>
          {portal.everywhere}
        </Button>
      }
    >
      {end.error && (
        <div className={layout.body}>
          <CallError error={end.error} />
        </div>
      )}
      <Loaded query={query} isFlush>
        {({ items }) => (
          <SessionTable
            label={portal.sessions}
            items={items}
            door={{
              head: portal.door,
              cell: ({ method, directory }) => portal.by[method](directory ?? ''),
            }}
            isEnding={end.isPending}
            onEnd={(sessionId) => end.mutate(sessionId)}
          />
        )}
      </Loaded>
      {isLeaving && <Everywhere count={query.data?.items.length ?? 1} onClose={() => setLeaving(false)} />}
    </Card>
  )
}

function Everywhere({ count, onClose }: { count: number; onClose: () => void }) {
  const { portal } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () => call('DELETE /api/portal/me/sessions'),
    onSuccess: () => askWhoIsHere(client),
  })
  return (
    <Confirm
      title={portal.everywhere}
      act={portal.everywhere}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{portal.everywhereEffect(count)}</p>
    </Confirm>
  )
}
