import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { useTexts } from '../set-up-texts.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import layout from '../ui/layout.module.css'
import { When } from '../ui/when.tsx'
import { FirstOf } from './domain-change.tsx'

type Directory = AnswerOf<'GET /api/directories/{directoryId}'>
type Effect = AnswerOf<'GET /api/directories/{directoryId}/guests/effect'>

/** Whether a directory speaks for addresses in which nobody else has a say. */
export function GuestsCard({ directory: { id, guestsSince } }: { directory: Directory }) {
  const { domains } = useTexts()
  const words = domains.guests
  const mayChange = useMay()('directories.change')
  const [asked, setAsked] = useState<Effect>()
  const params = { directoryId: id }
  const preview = useMutation({
    mutationFn: () => call('GET /api/directories/{directoryId}/guests/effect', { params }),
    onSuccess: setAsked,
  })
  return (
    <Card title={words.title}>
      <p>
        {guestsSince === null ? (
          words.off
        ) : (
          <>
            {words.on} <When at={guestsSince} />
          </>
        )}
      </p>
      <p className="quiet">{words.why}</p>
      {mayChange && (
        <div className={layout.formFoot}>
          <Button variant="default" size="sm" loading={preview.isPending} onClick={() => preview.mutate()}>
            {guestsSince === null ? words.allow : words.end}
          </Button>
        </div>
      )}
      {preview.error && <CallError error={preview.error} />}
      {asked && <ChangeGuests directoryId={id} effect={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  )
}

function ChangeGuests({
  directoryId,
  effect: { act, people, hasMore, first },
  onClose,
}: {
  directoryId: string
  effect: Effect
  onClose: () => void
}) {
  const { domains } = useTexts()
  const words = domains.guests
  const client = useQueryClient()
  const allows = act === 'allow'
  const params = { directoryId }
  const change = useMutation({
    mutationFn: async () => {
      if (allows) await call('POST /api/directories/{directoryId}/guests', { params })
      else await call('DELETE /api/directories/{directoryId}/guests', { params })
    },
    onSuccess: () => {
      onClose()
      return client.invalidateQueries()
    },
  })
  return (
    <Confirm
      title={allows ? words.allow : words.end}
      act={allows ? words.allow : words.end}
      {...(allows ? {} : { color: 'red' })}
      isPending={change.isPending}
      error={change.error}
      onAct={() => change.mutate()}
      onClose={onClose}
    >
      <p>{allows ? words.allowEffect : words.endEffect}</p>
      <p className="strong">{allows ? domains.gains(people, hasMore) : domains.loses(people, hasMore)}</p>
      <FirstOf first={first} />
    </Confirm>
  )
}
