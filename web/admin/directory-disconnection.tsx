import { Button, Checkbox, Radio, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { useTexts } from './language.ts'

type Way = 'deactivate' | 'release'

interface Props {
  readonly directoryId: string
  readonly name: string
  readonly audience: 'customers' | 'staff'
}

/** Disconnects a directory, after saying whom that concerns. */
export function DirectoryDisconnection({ directoryId, name, audience }: Props) {
  const { parting: words } = useTexts()
  const [isAsking, setAsking] = useState(false)
  const query = useQuery(
    read('GET /api/directories/{directoryId}/disconnection', { params: { directoryId } }),
  )
  return (
    <Card title={words.end}>
      <Loaded query={query}>
        {({ last }) =>
          last ? (
            <Notice tone="warn" title={words.ended}>
              <p>
                {words.endedWhy(last.done)} {!last.isFinished && words.underWay}
              </p>
              <p>{words.again}</p>
            </Notice>
          ) : (
            <>
              <p className="second">{words.endWhy}</p>
              <div>
                <Button variant="default" onClick={() => setAsking(true)}>
                  {words.end}
                </Button>
              </div>
            </>
          )
        }
      </Loaded>
      {isAsking && (
        <Ask directoryId={directoryId} name={name} audience={audience} onClose={() => setAsking(false)} />
      )}
    </Card>
  )
}

function Ask({ directoryId, name, audience, onClose }: Props & { onClose(): void }) {
  const { parting: words } = useTexts()
  const client = useQueryClient()
  const [people, setPeople] = useState<Way>('deactivate')
  const [keepsOrganizations, setKeeps] = useState(true)
  const [typed, setTyped] = useState('')
  const params = { directoryId }
  const query = useQuery(read('GET /api/directories/{directoryId}/disconnection/preview', { params }))
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/directories/{directoryId}/disconnection', {
        params,
        body: {
          people,
          keepsOrganizations: audience === 'customers' && people === 'release' && keepsOrganizations,
        },
      }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Confirm
      title={words.endWhat(name)}
      act={words.end}
      color="red"
      isPending={act.isPending}
      isAllowed={query.data !== undefined && typed.trim() === name}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <Loaded query={query}>
        {({ active, held, tokens, organizations, portals, hasMore }) => (
          <p>
            {words.endWhy} {words.concerns(active, hasMore)} {held > 0 && words.held(held)}{' '}
            {words.tokens(tokens)} {organizations.length > 0 && words.feeds(organizations.join(', '))}{' '}
            {portals.length > 0 && words.namedBy(portals.join(', '))}
          </p>
        )}
      </Loaded>
      <Radio.Group label={words.people} value={people} onChange={(value) => setPeople(value as Way)}>
        <div className="stack">
          {(['deactivate', 'release'] as const).map((way) => (
            <Radio key={way} value={way} label={words.ways[way].label} description={words.ways[way].hint} />
          ))}
        </div>
      </Radio.Group>
      {people === 'release' && audience === 'customers' && (
        <Checkbox
          label={words.keepOrganizations}
          checked={keepsOrganizations}
          onChange={(event) => setKeeps(event.currentTarget.checked)}
        />
      )}
      <TextInput
        label={words.typeName(name)}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Confirm>
  )
}
