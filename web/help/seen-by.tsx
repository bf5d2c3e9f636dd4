import { Button, Radio } from '@mantine/core'
import { IconBuilding, IconEye, IconHeadset, IconUser } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CallFailed, call } from '../api-client.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { useAsker } from './asker.ts'
import { AudienceLines, useAudience } from './audience.tsx'
import c from './help.module.css'
import { useHelpTexts } from './help-texts.ts'
import type { WholeRequest } from './request-page.tsx'
import { useSeenBefore } from './seen-before.ts'

type Organization = { readonly id: string; readonly name: string }

const requestName = 'GET /api/help/requests/{requestId}'

/** Who sees a request now, and with whom it is shared. */
export function SeenBy({ request }: { request: WholeRequest }) {
  const { seen } = useHelpTexts()
  const asker = useAsker()
  const [asked, setAsked] = useState<'share' | Organization>()
  const { requester, shares, may } = request
  const sharable = asker.organizations.filter(({ id }) => !shares.some((one) => one.id === id))
  const onClose = () => setAsked(undefined)
  return (
    <section className={c.box} aria-label={seen.titleNow}>
      <h2>
        <IconEye size={17} aria-hidden />
        {seen.titleNow}
      </h2>
      <ul className="stack">
        <li>
          <IconUser size={16} aria-hidden />
          <span>{requester.isYou ? seen.you : seen.requester(requester.name)}</span>
        </li>
        {shares.map((one) => (
          <li key={one.id}>
            <IconBuilding size={16} aria-hidden />
            <div className="stack">
              <Shared organization={one} requestId={request.id} />
              {may.steer && (
                <div>
                  <button type="button" className="link small" onClick={() => setAsked(one)}>
                    {seen.stop}
                  </button>
                </div>
              )}
            </div>
          </li>
        ))}
        <li>
          <IconHeadset size={16} aria-hidden />
          <span>{seen.support}</span>
        </li>
      </ul>
      {may.steer && sharable.length > 0 && (
        <Button variant="default" size="sm" onClick={() => setAsked('share')}>
          {seen.share}
        </Button>
      )}
      {asked === 'share' && <Share request={request} organizations={sharable} onClose={onClose} />}
      {typeof asked === 'object' && <StopSharing request={request} organization={asked} onClose={onClose} />}
    </section>
  )
}

/** The people of an organization that it is shared with; others than before are said. */
function Shared({ organization, requestId }: { organization: Organization; requestId: string }) {
  const { seen } = useHelpTexts()
  const asker = useAsker()
  const isOwn = asker.organizations.some(({ id }) => id === organization.id)
  const { data } = useAudience(organization.id, isOwn)
  const { isOther, understand } = useSeenBefore(
    `${asker.id}/${requestId}/${organization.id}`,
    data?.fingerprint,
  )
  if (!data) return <bdi>{organization.name}</bdi>
  return (
    <div className="stack">
      <div>
        <AudienceLines audience={data} withRules />
      </div>
      {isOther && (
        <Notice
          tone="warn"
          title={seen.changed(organization.name)}
          action={
            <Button variant="default" size="compact-sm" onClick={understand}>
              {seen.understood}
            </Button>
          }
        >
          {seen.changedWhy}
        </Notice>
      )}
    </div>
  )
}

interface ShareProps {
  readonly request: WholeRequest
  readonly organizations: readonly Organization[]
  onClose(): void
}

/** Lists who will see it before it is shared, and shares it with exactly these. */
function Share({ request, organizations, onClose }: ShareProps) {
  const { seen } = useHelpTexts()
  const client = useQueryClient()
  const [chosen, setChosen] = useState(organizations[0]?.id ?? '')
  const query = useAudience(chosen, chosen !== '')
  const { data: audience } = query
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/help/requests/{requestId}/shares', {
        params: { requestId: request.id },
        body: { organizationId: chosen, ...(audience && { fingerprint: audience.fingerprint }) },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [requestName] })
      onClose()
    },
  })
  const isOther = act.error instanceof CallFailed && act.error.problem?.code === 'conflict'
  return (
    <Confirm
      title={seen.shareTitle}
      act={audience ? seen.shareAct(audience.total, audience.organization.name) : seen.share}
      isPending={act.isPending}
      isAllowed={audience !== undefined && !isOther}
      error={isOther ? null : act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      {organizations.length > 1 && (
        <Radio.Group label={seen.choose} value={chosen} onChange={setChosen}>
          <div className="stack">
            {organizations.map(({ id, name }) => (
              <Radio key={id} value={id} label={name} />
            ))}
          </div>
        </Radio.Group>
      )}
      <div>
        <strong>{seen.title}</strong>
        <Loaded query={query}>
          {(found) => (
            <p>
              <AudienceLines audience={found} withRules />
              {seen.theyCan}
            </p>
          )}
        </Loaded>
      </div>
      {isOther && (
        <Notice
          tone="warn"
          title={seen.otherPeople}
          action={
            <Button
              variant="default"
              onClick={() => {
                act.reset()
                void query.refetch()
              }}
            >
              {seen.lookAgain}
            </Button>
          }
        >
          {seen.otherPeopleNext}
        </Notice>
      )}
    </Confirm>
  )
}

interface StopProps {
  readonly request: WholeRequest
  readonly organization: Organization
  onClose(): void
}

function StopSharing({ request, organization, onClose }: StopProps) {
  const { seen } = useHelpTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () =>
      call('DELETE /api/help/requests/{requestId}/shares/{organizationId}', {
        params: { requestId: request.id, organizationId: organization.id },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [requestName] })
      onClose()
    },
  })
  return (
    <Confirm
      title={seen.stopWhat(organization.name)}
      act={seen.stop}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{seen.stopEffect(organization.name)}</p>
    </Confirm>
  )
}
