import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { SessionTable } from '../ui/session-table.tsx'
import { useTexts } from './language.ts'

type Person = Pick<AnswerOf<'GET /api/customers/{customerId}'>, 'id' | 'name'>

/** Ending them is an event of the person's timeline as well. */
const useStale = () => {
  const client = useQueryClient()
  return () =>
    Promise.all(
      (['GET /api/customers/{customerId}/sessions', 'GET /api/audit'] as const).map((name) =>
        client.invalidateQueries({ queryKey: [name] }),
      ),
    )
}

/** Where a customer is signed in, and the end of it. */
export function PersonSessions({ person }: { person: Person }) {
  const { sessions } = useTexts()
  const mayEnd = useMay()('customers.change')
  const onEnded = useStale()
  const params = { customerId: person.id }
  const query = useQuery(read('GET /api/customers/{customerId}/sessions', { params }))
  const end = useMutation({
    mutationFn: (sessionId: string) =>
      call('DELETE /api/customers/{customerId}/sessions/{sessionId}', { params: { ...params, sessionId } }),
    onSettled: onEnded,
  })
  const [isEnding, setEnding] = useState(false)
  const count = query.data?.items.length ?? 0
  return (
    <Card
      title={sessions.title}
      flush
      aside={
        mayEnd &&
        count > 0 && (
          <Button variant="default" onClick={() => setEnding(true)}>
            {sessions.endAll}
          </Button>
        )
      }
    >
      {end.error && (
        <div className={layout.body}>
          <CallError error={end.error} />
        </div>
      )}
      <Loaded query={query} isFlush>
        {({ items }) =>
          items.length === 0 ? (
            <div className={layout.body}>
              <p className="quiet">{sessions.none}</p>
            </div>
          ) : (
            <SessionTable
              label={sessions.title}
              items={items}
              door={{
                head: sessions.door,
                cell: ({ method, directory }) => sessions.by[method](directory ?? ''),
              }}
              isEnding={end.isPending}
              onEnd={mayEnd ? (sessionId) => end.mutate(sessionId) : undefined}
            />
          )
        }
      </Loaded>
      {isEnding && <EndAll person={person} count={count} onClose={() => setEnding(false)} />}
    </Card>
  )
}

function EndAll({ person, count, onClose }: { person: Person; count: number; onClose: () => void }) {
  const { sessions } = useTexts()
  const onEnded = useStale()
  const act = useMutation({
    mutationFn: () =>
      call('DELETE /api/customers/{customerId}/sessions', { params: { customerId: person.id } }),
    onSuccess: () => {
      onClose()
      return onEnded()
    },
  })
  return (
    <Confirm
      title={sessions.endAllWhat(person.name)}
      act={sessions.endAll}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{sessions.endAllEffect(count)}</p>
    </Confirm>
  )
}
