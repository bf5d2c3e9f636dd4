import { Button, TextInput } from '@mantine/core'
import { IconUser, IconUsers } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { CallError } from '../ui/call-error.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import layout from '../ui/layout.module.css'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useAsker } from './asker.ts'
import c from './help.module.css'
import { useHelpTexts } from './help-texts.ts'
import type { WholeRequest } from './request-page.tsx'

type Participant = WholeRequest['participants'][number]

const requestName = 'GET /api/help/requests/{requestId}'

/** Who takes part by name. */
export function Participants({ request }: { request: WholeRequest }) {
  const { people } = useHelpTexts()
  const { organizations } = useAsker()
  const [asked, setAsked] = useState<'add' | Participant>()
  const { participants, endedParticipants, may } = request
  const onClose = () => setAsked(undefined)
  return (
    <section className={c.box} aria-label={people.title}>
      <h2>
        <IconUsers size={17} aria-hidden />
        {people.title}
      </h2>
      {participants.length === 0 && <p className="quiet">{people.none}</p>}
      <ul className="stack">
        {participants.map((one) => (
          <li key={one.personId}>
            <IconUser size={16} aria-hidden />
            <span>
              <bdi>{one.isYou ? people.you : one.name}</bdi>
              {one.viaOrganization !== null && (
                <span className="quiet small block">{people.via(one.viaOrganization)}</span>
              )}
            </span>
            {(may.steer || one.isYou) && (
              <button
                type="button"
                className="link small"
                aria-label={one.isYou ? people.leave : people.removeWhat(one.name)}
                onClick={() => setAsked(one)}
              >
                {one.isYou ? people.leave : people.remove}
              </button>
            )}
          </li>
        ))}
      </ul>
      {endedParticipants > 0 && <p className="quiet small">{people.ended(endedParticipants)}</p>}
      {may.steer &&
        (organizations.length > 0 ? (
          <Button variant="default" size="sm" onClick={() => setAsked('add')}>
            {people.add}
          </Button>
        ) : (
          <p className="quiet small">{people.ruleNoOrganization}</p>
        ))}
      {asked === 'add' && <Add request={request} onClose={onClose} />}
      {typeof asked === 'object' && <Remove request={request} participant={asked} onClose={onClose} />}
    </section>
  )
}

function Add({ request, onClose }: { request: WholeRequest; onClose: () => void }) {
  const { people } = useHelpTexts()
  const { cancel } = useTexts()
  const client = useQueryClient()
  const form = useSubmit({
    read: (data) => ({ address: textOf(data, 'address') }),
    act: (body) =>
      call('POST /api/help/requests/{requestId}/participants', { params: { requestId: request.id }, body }),
    onDone: async () => {
      await client.invalidateQueries({ queryKey: [requestName] })
      onClose()
    },
  })
  return (
    <Dialog title={people.addTitle} onClose={onClose}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <p>{people.addLead}</p>
        {form.otherError && <CallError error={form.otherError} />}
        <TextInput
          type="email"
          name="address"
          label={people.address}
          description={people.addRule}
          autoComplete="off"
          autoFocus
          error={form.errorOf('address', { invalid: people.nobody, conflict: people.already })}
        />
        <div className="row wrap">
          <Button type="submit" loading={form.isPending}>
            {people.act}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface RemoveProps {
  readonly request: WholeRequest
  readonly participant: Participant
  onClose(): void
}

function Remove({ request, participant: { personId, name, isYou }, onClose }: RemoveProps) {
  const { people } = useHelpTexts()
  const client = useQueryClient()
  const navigate = useNavigate()
  const act = useMutation({
    mutationFn: () =>
      call('DELETE /api/help/requests/{requestId}/participants/{personId}', {
        params: { requestId: request.id, personId },
      }),
    onSuccess: async () => {
      if (isYou) await navigate({ to: paths.requests })
      await client.invalidateQueries({ queryKey: [requestName] })
      onClose()
    },
  })
  return (
    <Confirm
      title={isYou ? people.leaveWhat : people.removeWhat(name)}
      act={isYou ? people.leave : people.remove}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{isYou ? people.leaveEffect : people.removeEffect(name)}</p>
    </Confirm>
  )
}
