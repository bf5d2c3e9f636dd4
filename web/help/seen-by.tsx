import { Button, Radio } from '@mantine/core'
import { IconBuilding, IconEye, IconHeadset, IconUser } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
import { useLanguage } from '../language.tsx'
import { read } from '../queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { useAsker } from './asker.ts'
import { AudienceLines, useAudience } from './audience.tsx'
import c from './help.module.css'
import { useHelpTexts } from './help-texts.ts'
import type { WholeRequest } from './request-page.tsx'

type Organization = { readonly id: string; readonly name: string }

const requestName = 'GET /api/help/requests/{requestId}'
const audiencesName = 'GET /api/help/requests/{requestId}/audiences'
type Audience = AnswerOf<typeof audiencesName>['items'][number]

/** Who sees a request now, and with whom it is shared. */
export function SeenBy({ request }: { request: WholeRequest }) {
  const { seen } = useHelpTexts()
  const asker = useAsker()
  const [asked, setAsked] = useState<'share' | Organization>()
  const { requester, shares, may } = request
  const sharable = asker.organizations.filter(({ id }) => !shares.some((one) => one.id === id))
  const onClose = () => setAsked(undefined)
  // Whoever steers it is told who came and went since they looked last, in whichever browser.
  const audiences = useQuery({
    ...read(audiencesName, { params: { requestId: request.id } }),
    enabled: may.steer && shares.length > 0,
    staleTime: 0,
  }).data?.items
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
              {may.steer ? (
                <Steered
                  organization={one}
                  audience={audiences?.find(({ organization }) => organization.id === one.id)}
                  requestId={request.id}
                />
              ) : (
                <Shared organization={one} />
              )}
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

/** The people of an organization that it is shared with, to whoever reads along. */
function Shared({ organization }: { organization: Organization }) {
  const asker = useAsker()
  const isOwn = asker.organizations.some(({ id }) => id === organization.id)
  const { data } = useAudience(organization.id, isOwn)
  if (!data) return <bdi>{organization.name}</bdi>
  return (
    <div>
      <AudienceLines audience={data} withRules />
    </div>
  )
}

interface SteeredProps {
  readonly organization: Organization
  /** Undefined until it is known. */
  readonly audience: Audience | undefined
  readonly requestId: string
}

/** Those who see it, to whoever shares it; that others see it than the last time is said until it was read. */
function Steered({ organization, audience, requestId }: SteeredProps) {
  const { seen } = useHelpTexts()
  const client = useQueryClient()
  const note = useMutation({
    mutationFn: (fingerprint: string) =>
      call('POST /api/help/requests/{requestId}/audiences', {
        params: { requestId },
        body: { organizationId: organization.id, fingerprint },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: [audiencesName] }),
  })
  const { mutate } = note
  // Whoever looks for the first time has nothing to compare it with: from now on they have.
  const first = audience?.lookedAt === null ? audience.fingerprint : undefined
  useEffect(() => {
    if (first !== undefined) mutate(first)
  }, [first, mutate])
  if (!audience) return <bdi>{organization.name}</bdi>
  const { change } = audience
  return (
    <div className="stack">
      <div>
        <AudienceLines audience={audience} withRules />
      </div>
      {change && (
        <Notice tone="warn" title={seen.changed(organization.name)}>
          <div className="stack">
            <Came {...change.gained} text={seen.gained} />
            <Came {...change.lost} text={seen.lost} />
            <p>{seen.changedWhy}</p>
            {/* Beside the words there is no room for it. */}
            <div>
              <Button
                variant="default"
                size="compact-sm"
                loading={note.isPending}
                onClick={() => mutate(audience.fingerprint)}
              >
                {seen.understood}
              </Button>
            </div>
          </div>
        </Notice>
      )}
    </div>
  )
}

interface CameProps {
  readonly count: number | null
  readonly names: readonly string[]
  text(n: number): string
}

/** How many came or went, and as many of their names as are said. */
function Came({ count, names, text }: CameProps) {
  const { seen } = useHelpTexts()
  const { language } = useLanguage()
  if (count === null || count === 0) return null
  const listed = new Intl.ListFormat(language, { type: 'conjunction' }).format(names)
  return (
    <p>
      {text(count)}
      {names.length > 0 && `: ${count > names.length ? seen.andMore(names.join(', ')) : `${listed}.`}`}
      {names.length === 0 && '.'}
    </p>
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
