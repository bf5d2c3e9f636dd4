import { TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { Confirm } from '../ui/confirm.tsx'
import { useTexts } from './language.ts'

/** How many people may have a seat for directories of staff to give another one. */
export function ChangeSeats({
  now,
  onClose,
}: {
  now: AnswerOf<'GET /api/subscription'>
  onClose: () => void
}) {
  const { employees } = useTexts()
  const words = employees.seats
  const client = useQueryClient()
  const before = now.seatsMax === null ? '' : String(now.seatsMax)
  const [typed, setTyped] = useState(before)
  const act = useMutation({
    mutationFn: () => {
      const seatsMax = typed.trim() === '' ? null : Number(typed)
      return call('PATCH /api/subscription', { body: { seatsMax } }, { basedOn: now })
    },
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries()
    },
  })
  return (
    <Confirm
      title={words.change}
      act={words.change}
      isPending={act.isPending}
      isAllowed={typed.trim() !== before}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <TextInput
        type="number"
        min={1}
        label={words.label}
        description={words.hint}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Confirm>
  )
}
