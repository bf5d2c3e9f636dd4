import { ActionIcon, Button, NativeSelect } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { AudienceNote, useAudiences } from './audience-note.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import type { WholeRequest } from './request-queries.ts'
import { Section } from './section.tsx'

type Customer = AnswerOf<'GET /api/customers/{customerId}'>
type Named = WholeRequest['organizations'][number]
type Audience = AnswerOf<'GET /api/organizations/{organizationId}/audience'>

interface Props {
  readonly request: WholeRequest
  readonly customer: Customer
  readonly mayChange: boolean
  onChanged(): Promise<unknown>
}

/** With whom it is shared; whoever shares it sees first who will read it. */
export function Sharing({ request, customer, mayChange, onChanged }: Props) {
  const { panel } = useConsoleTexts()
  const [asked, setAsked] = useState<'share' | Named>()
  const onClose = () => setAsked(undefined)
  const onDone = async () => {
    await onChanged()
    onClose()
  }
  const audiences = useAudiences(request)
  const shared = new Set(request.shares.map(({ id }) => id))
  const own = new Map(customer.memberships.map(({ organization }) => [organization.id, organization]))
  const open = [...own.values()].filter(({ id }) => !shared.has(id))
  return (
    <Section
      title={panel.sharing}
      aside={
        mayChange && (
          <button type="button" className="link small" onClick={() => setAsked('share')}>
            {panel.share}
          </button>
        )
      }
    >
      {request.shares.length === 0 ? (
        <p className="quiet">{panel.private}</p>
      ) : (
        <ul className={c.lines}>
          {request.shares.map((one) => (
            <li key={one.id} className={c.between}>
              <span className="grow">
                <bdi>{one.name}</bdi>
                <AudienceNote
                  audience={audiences.find(({ organization }) => organization.id === one.id)}
                  requestId={request.id}
                />
              </span>
              {mayChange && (
                <ActionIcon size={24} aria-label={panel.stop(one.name)} onClick={() => setAsked(one)}>
                  <IconX size={13} aria-hidden />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      {asked === 'share' && (
        <Share request={request} organizations={open} onDone={onDone} onClose={onClose} />
      )}
      {asked && asked !== 'share' && (
        <Stop request={request} organization={asked} onDone={onDone} onClose={onClose} />
      )}
    </Section>
  )
}

interface DialogProps {
  readonly request: WholeRequest
  onDone(): Promise<unknown>
  onClose(): void
}

function Share({
  request,
  organizations,
  onDone,
  onClose,
}: DialogProps & { organizations: readonly Named[] }) {
  const { panel } = useConsoleTexts()
  const [chosen, setChosen] = useState(organizations[0]?.id)
  return (
    <Dialog title={panel.shareTitle} onClose={onClose}>
      {chosen === undefined ? (
        <p>{panel.shareNone}</p>
      ) : (
        <div className={layout.form}>
          <NativeSelect
            label={panel.shareWith}
            value={chosen}
            data={organizations.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          <WhoSees key={chosen} request={request} organizationId={chosen} onDone={onDone} />
        </div>
      )}
    </Dialog>
  )
}

interface WhoProps {
  readonly request: WholeRequest
  readonly organizationId: string
  onDone(): Promise<unknown>
}

function WhoSees({ request, organizationId, onDone }: WhoProps) {
  const { panel } = useConsoleTexts()
  const query = useQuery({
    ...read('GET /api/organizations/{organizationId}/audience', { params: { organizationId } }),
    staleTime: 0,
  })
  const act = useMutation({
    // With nobody else than those who are listed here.
    mutationFn: ({ fingerprint }: Audience) =>
      call('POST /api/requests/{requestId}/shares', {
        params: { requestId: request.id },
        body: { organizationId, fingerprint },
      }),
    onSuccess: onDone,
    onError: () => query.refetch(),
  })
  return (
    <Loaded query={query}>
      {(audience) => {
        const { people, total, hasMore, organization, showsEarlier } = audience
        return (
          <>
            <strong>
              {hasMore ? panel.seesMany(total, organization.name) : panel.sees(total, organization.name)}
            </strong>
            <ul className={c.lines}>
              {people.map(({ id, name, emailAddress }) => (
                <li key={id}>
                  <bdi>{name}</bdi> <span className="quiet small">{emailAddress}</span>
                </li>
              ))}
            </ul>
            <p className="second">{showsEarlier ? panel.joiners : panel.noJoiners}</p>
            {act.error && <CallError error={act.error} />}
            <div className={layout.formFoot}>
              <Button loading={act.isPending} onClick={() => act.mutate(audience)}>
                {panel.shareAct(total)}
              </Button>
            </div>
          </>
        )
      }}
    </Loaded>
  )
}

function Stop({ request, organization, onDone, onClose }: DialogProps & { organization: Named }) {
  const { panel } = useConsoleTexts()
  const params = { requestId: request.id, organizationId: organization.id }
  const act = useMutation({
    mutationFn: () => call('DELETE /api/requests/{requestId}/shares/{organizationId}', { params }),
    onSuccess: onDone,
  })
  return (
    <Confirm
      title={panel.stop(organization.name)}
      act={panel.stopAct}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{panel.stopWhy}</p>
    </Confirm>
  )
}
