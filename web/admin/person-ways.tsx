import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'

type Person = Pick<AnswerOf<'GET /api/customers/{customerId}'>, 'id' | 'name'>
type Ways = AnswerOf<'GET /api/customers/{customerId}/ways'>

interface Way {
  readonly id: string
  readonly kind: 'password' | 'passkey' | 'apiKey'
  /** As the person calls it; the password has no name. */
  readonly name: string
  readonly since: string
  readonly lastUsedAt: string | null
  readonly opens: boolean
}

const waysOf = ({ password, passkeys, apiKeys, allowed }: Ways): Way[] => [
  ...(password
    ? [
        {
          id: 'password',
          kind: 'password' as const,
          name: '',
          since: password.chosenAt,
          lastUsedAt: null,
          opens: allowed.passwords,
        },
      ]
    : []),
  ...passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
    id,
    kind: 'passkey' as const,
    name,
    since: createdAt,
    lastUsedAt,
    opens: allowed.passkeys,
  })),
  ...apiKeys.map(({ id, label, createdAt, lastUsedAt }) => ({
    id,
    kind: 'apiKey' as const,
    name: label,
    since: createdAt,
    lastUsedAt,
    opens: allowed.apiKeys,
  })),
]

/** The ways in that a customer has of their own, where there are any, and the end of each. */
export function PersonWays({ person }: { person: Person }) {
  const { sessions } = useTexts()
  const mayEnd = useMay()('customers.change')
  const query = useQuery(read('GET /api/customers/{customerId}/ways', { params: { customerId: person.id } }))
  const [ending, setEnding] = useState<Way>()
  if (query.data && waysOf(query.data).length === 0) return null
  const nameOf = ({ kind, name }: Way) => (kind === 'password' ? sessions.password : sessions[kind](name))
  return (
    <Card title={sessions.ways} flush>
      <Loaded query={query} isFlush>
        {(data) => (
          <Table
            label={sessions.ways}
            items={waysOf(data)}
            keyOf={({ id }) => id}
            columns={[
              {
                head: sessions.way,
                cell: (way) => (
                  <>
                    <bdi className="strong">{nameOf(way)}</bdi>
                    {!way.opens && <div className="small quiet">{sessions.switchedOff}</div>}
                  </>
                ),
              },
              { head: sessions.since, cell: ({ since }) => <When at={since} /> },
              {
                head: sessions.lastUsed,
                cell: ({ lastUsedAt }) =>
                  lastUsedAt ? <When at={lastUsedAt} /> : <span className="quiet">{sessions.noUse}</span>,
              },
              {
                head: sessions.act,
                isAct: true,
                cell: (way) =>
                  mayEnd && (
                    <Button
                      variant="subtle"
                      color="gray"
                      size="compact-xs"
                      aria-label={sessions.removeWhat(nameOf(way))}
                      onClick={() => setEnding(way)}
                    >
                      {sessions.remove}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
      {ending && (
        <Remove person={person} way={ending} name={nameOf(ending)} onClose={() => setEnding(undefined)} />
      )}
    </Card>
  )
}

function Remove({
  person,
  way: { id, kind },
  name,
  onClose,
}: {
  person: Person
  way: Way
  name: string
  onClose: () => void
}) {
  const { sessions } = useTexts()
  const client = useQueryClient()
  const params = { customerId: person.id }
  const act = useMutation({
    mutationFn: () =>
      kind === 'password'
        ? call('DELETE /api/customers/{customerId}/password', { params })
        : kind === 'passkey'
          ? call('DELETE /api/customers/{customerId}/passkeys/{passkeyId}', {
              params: { ...params, passkeyId: id },
            })
          : call('DELETE /api/customers/{customerId}/api-keys/{apiKeyId}', {
              params: { ...params, apiKeyId: id },
            }),
    onSuccess: () => {
      onClose()
      return Promise.all(
        (
          [
            'GET /api/customers/{customerId}/ways',
            'GET /api/customers/{customerId}/sessions',
            'GET /api/audit',
          ] as const
        ).map((stale) => client.invalidateQueries({ queryKey: [stale] })),
      )
    },
  })
  return (
    <Confirm
      title={sessions.removeTitle(name, person.name)}
      act={sessions.remove}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{kind === 'apiKey' ? sessions.revokeEffect : sessions.removeEffect}</p>
    </Confirm>
  )
}
