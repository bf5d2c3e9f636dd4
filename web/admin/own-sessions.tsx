import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { SessionTable } from '../ui/session-table.tsx'
import { useTexts } from './language.ts'

/** Where one is signed in. */
export function OwnSessions() {
  const { account } = useTexts()
  const client = useQueryClient()
  const query = useQuery(read('GET /api/me/sessions'))
  const end = useMutation({
    mutationFn: (sessionId: string) => call('DELETE /api/me/sessions/{sessionId}', { params: { sessionId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['GET /api/me/sessions'] }),
  })
  const [isLeaving, setLeaving] = useState(false)
  const failed = end.error
  return (
    <Card
      title={account.sessions}
      flush
      aside={
        <Button variant="default" onClick={() => setLeaving(true)}>
          {account.signOutEverywhere}
        </Button>
      }
    >
      {failed && (
        <div className={layout.body}>
          <CallError error={failed} />
        </div>
      )}
      <Loaded query={query} isFlush>
        {({ items }) => (
          <SessionTable
            label={account.sessions}
            items={items}
            isEnding={end.isPending}
            onEnd={(sessionId) => end.mutate(sessionId)}
          />
        )}
      </Loaded>
      {isLeaving && (
        <SignOutEverywhere count={query.data?.items.length ?? 1} onClose={() => setLeaving(false)} />
      )}
    </Card>
  )
}

function SignOutEverywhere({ count, onClose }: { count: number; onClose: () => void }) {
  const { account } = useTexts()
  const act = useMutation({
    mutationFn: () => call('DELETE /api/me/sessions'),
    onSuccess: () => location.assign(paths.signIn),
  })
  return (
    <Confirm
      title={account.signOutEverywhere}
      act={account.signOutEverywhere}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{account.signOutEffect(count)}</p>
    </Confirm>
  )
}
