import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api-client.ts'
import { useTexts } from '../../set-up-texts.ts'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'

/** Takes the connection away, after saying what that does. */
export function Disconnect({ directoryId }: { directoryId: string }) {
  const { connecting: words } = useTexts()
  const client = useQueryClient()
  const [isAsked, setAsked] = useState(false)
  const act = useMutation({
    mutationFn: () => call('DELETE /api/directories/{directoryId}/connection', { params: { directoryId } }),
    onSuccess: () => {
      setAsked(false)
      return client.invalidateQueries()
    },
  })
  return (
    <Card title={words.disconnect}>
      <p className="second">{words.disconnectWhy}</p>
      <div>
        <Button variant="default" onClick={() => setAsked(true)}>
          {words.disconnect}
        </Button>
      </div>
      {isAsked && (
        <Confirm
          title={words.disconnect}
          act={words.disconnect}
          color="red"
          isPending={act.isPending}
          error={act.error}
          onAct={() => act.mutate()}
          onClose={() => setAsked(false)}
        >
          <p>{words.disconnectEffect}</p>
        </Confirm>
      )}
    </Card>
  )
}
