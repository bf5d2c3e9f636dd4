import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { CallError } from '../ui/call-error.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { CustomerPicker } from './customer-picker.tsx'
import { useTexts } from './language.ts'

interface Props {
  readonly organizationId: string
  onClose(): void
}

/** Puts people into an organization by hand, one after the other. */
export function AddPeople({ organizationId, onClose }: Props) {
  const { byHand, close } = useTexts()
  const client = useQueryClient()
  const [added, setAdded] = useState<readonly string[]>([])
  const act = useMutation({
    mutationFn: (customerId: string) =>
      call('POST /api/organizations/{organizationId}/people', {
        params: { organizationId },
        body: { customerId },
      }),
    onSuccess: (_, customerId) => {
      setAdded((before) => [...before, customerId])
      return client.invalidateQueries()
    },
  })
  return (
    <Dialog title={byHand.addPerson} onClose={onClose}>
      <p>{byHand.addPersonWhy}</p>
      <CustomerPicker
        act={({ id, name }) =>
          added.includes(id) ? (
            <span className="quiet">{byHand.added}</span>
          ) : (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={byHand.addThem(name)}
              loading={act.isPending && act.variables === id}
              onClick={() => act.mutate(id)}
            >
              {byHand.pick}
            </Button>
          )
        }
      />
      {act.error && <CallError error={act.error} />}
      <div className="row">
        <Button variant="default" onClick={onClose}>
          {close}
        </Button>
      </div>
    </Dialog>
  )
}

/** Ends a membership by hand. */
export function TakeOut({
  organizationId,
  person,
  onClose,
}: Props & { readonly person: { readonly id: string; readonly name: string } }) {
  const { byHand } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () =>
      call('DELETE /api/organizations/{organizationId}/people/{customerId}', {
        params: { organizationId, customerId: person.id },
      }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Confirm
      title={byHand.takeOutWhat(person.name)}
      act={byHand.takeOut}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{byHand.takeOutWhy}</p>
    </Confirm>
  )
}
