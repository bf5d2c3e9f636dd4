import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import layout from '../ui/layout.module.css'
import { textOf, useSubmit } from '../ui/submit.ts'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import type { WholeRequest } from './request-queries.ts'
import { Section } from './section.tsx'

type Participant = WholeRequest['participants'][number]

interface Props {
  readonly request: WholeRequest
  readonly mayChange: boolean
  onChanged(): Promise<unknown>
}

/** Who takes part by name. */
export function Participants({ request, mayChange, onChanged }: Props) {
  const { panel } = useConsoleTexts()
  const [asked, setAsked] = useState<'add' | Participant>()
  const onClose = () => setAsked(undefined)
  const onDone = async () => {
    await onChanged()
    onClose()
  }
  return (
    <Section
      title={panel.participants}
      aside={
        mayChange && (
          <button type="button" className="link small" onClick={() => setAsked('add')}>
            {panel.add}
          </button>
        )
      }
    >
      {request.participants.length === 0 ? (
        <p className="quiet">{panel.noParticipants}</p>
      ) : (
        <ul className={c.lines}>
          {request.participants.map((one) => (
            <li key={one.personId} className={c.between}>
              <span>
                <bdi>{one.name}</bdi>
                {one.emailAddress !== '' && (
                  <div>
                    <Address value={one.emailAddress} size="sm" />
                  </div>
                )}
                {!one.active && <div className="bad small">{panel.seesNoMore}</div>}
                {one.viaOrganization && (
                  <div className="quiet small">{panel.via(one.viaOrganization.name)}</div>
                )}
              </span>
              {mayChange && (
                <ActionIcon size={24} aria-label={panel.remove(one.name)} onClick={() => setAsked(one)}>
                  <IconX size={13} aria-hidden />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      {request.addressees.length > 0 && (
        <>
          <p className="second small">{panel.addressees}</p>
          <ul className={c.lines}>
            {request.addressees.map(({ name, emailAddress }) => (
              <li key={emailAddress}>
                {name !== '' && <bdi>{name}</bdi>}
                <div>
                  <Address value={emailAddress} size="sm" />
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      {asked === 'add' && <Add request={request} onDone={onDone} onClose={onClose} />}
      {asked && asked !== 'add' && (
        <Remove request={request} participant={asked} onDone={onDone} onClose={onClose} />
      )}
    </Section>
  )
}

interface DialogProps {
  readonly request: WholeRequest
  onDone(): Promise<unknown>
  onClose(): void
}

function Add({ request, onDone, onClose }: DialogProps) {
  const { panel } = useConsoleTexts()
  const form = useSubmit({
    read: (data) => ({ address: textOf(data, 'address') }),
    act: (body) =>
      call('POST /api/requests/{requestId}/participants', { params: { requestId: request.id }, body }),
    onDone,
  })
  return (
    <Dialog title={panel.addTitle} onClose={onClose}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <p className="second">{panel.addLead}</p>
        <TextInput
          name="address"
          type="email"
          label={panel.addAddress}
          maxLength={320}
          error={form.errorOf('address', { invalid: panel.addNobody, conflict: panel.addAlready })}
        />
        {form.otherError && <CallError error={form.otherError} />}
        <div className={layout.formFoot}>
          <Button type="submit" loading={form.isPending}>
            {panel.addAct}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Remove({
  request,
  participant,
  onDone,
  onClose,
}: DialogProps & { readonly participant: Participant }) {
  const { panel } = useConsoleTexts()
  const params = { requestId: request.id, personId: participant.personId }
  const act = useMutation({
    mutationFn: () => call('DELETE /api/requests/{requestId}/participants/{personId}', { params }),
    onSuccess: onDone,
  })
  return (
    <Confirm
      title={panel.removeTitle(participant.name)}
      act={panel.removeAct}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{panel.removeWhy}</p>
    </Confirm>
  )
}
