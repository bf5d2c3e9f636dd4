import { Checkbox, Radio } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../api-client.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Notice } from '../ui/notice.tsx'
import { NamedOrganizations } from './named-organizations.tsx'
import { PortalCard } from './portal-card.tsx'
import { type Portal, type PortalDraft, portalChange } from './portal-draft.ts'
import { usePortalTexts } from './portal-texts.ts'

const names = ['audience', 'forMembers', 'organizations', 'directories'] as const
const audiences = ['anyone', 'signed-in', 'named'] as const

interface Props {
  readonly portal: Portal
  readonly draft: PortalDraft
  readonly mayChange: boolean
}

/** Whom a portal is for; who gains and who loses sight of it is said before it is saved. */
export function PortalSight({ portal, draft, mayChange }: Props) {
  const words = usePortalTexts()
  const { values } = draft
  const isForNobody =
    values.audience === 'named' &&
    !values.forMembers &&
    values.organizations.length + values.directories.length === 0
  return (
    <PortalCard title={words.whoSees} draft={draft} names={names} mayChange={mayChange}>
      <Radio.Group
        label={words.fields.audience}
        value={values.audience}
        onChange={(value) => draft.set('audience', value as Portal['audience'])}
      >
        <div className="stack">
          {audiences.map((audience) => (
            <Radio
              key={audience}
              value={audience}
              disabled={!mayChange}
              label={words.audiences[audience].label}
              description={words.audiences[audience].hint}
            />
          ))}
        </div>
      </Radio.Group>
      {values.audience === 'named' && (
        <>
          <NamedOrganizations
            named={values.organizations}
            mayChange={mayChange}
            error={draft.errorOf('organizationIds')}
            onChange={(organizations) => draft.set('organizations', organizations)}
          />
          <NamedDirectories draft={draft} mayChange={mayChange} />
          <Checkbox
            label={words.fields.forMembers}
            description={words.forMembersHint}
            checked={values.forMembers}
            disabled={!mayChange}
            onChange={(event) => draft.set('forMembers', event.currentTarget.checked)}
          />
        </>
      )}
      {isForNobody && (
        <Notice tone="warn" title={words.seenByNobody}>
          <p>{words.seenByNobodyWhy}</p>
        </Notice>
      )}
      <Preview portalId={portal.id} draft={draft} />
    </PortalCard>
  )
}

function NamedDirectories({ draft, mayChange }: Pick<Props, 'draft' | 'mayChange'>) {
  const words = usePortalTexts()
  const query = useQuery(read('GET /api/directories', { query: { limit: 200 } }))
  const { directories: named } = draft.values
  const found = (query.data?.items ?? []).filter(({ audience }) => audience === 'customers')
  // One that is named stands here whatever the list says.
  const all = [...found, ...named.filter(({ id }) => !found.some((one) => one.id === id))]
  if (all.length === 0) return null
  return (
    <Checkbox.Group
      label={words.fields.directories}
      description={words.directoriesHint}
      error={draft.errorOf('directoryIds')}
      value={named.map(({ id }) => id)}
      onChange={(ids) =>
        draft.set(
          'directories',
          all.filter(({ id }) => ids.includes(id)).map(({ id, name }) => ({ id, name })),
        )
      }
    >
      <div className="stack">
        {all.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={<bdi>{name}</bdi>} disabled={!mayChange} />
        ))}
      </div>
    </Checkbox.Group>
  )
}

/** What saving would come to, counted while somebody thinks. */
function Preview({ portalId, draft }: { portalId: string; draft: PortalDraft }) {
  const words = usePortalTexts()
  const { audience, forMembers, organizations, directories } = draft.values
  const [body] = useDebouncedValue(portalChange({ audience, forMembers, organizations, directories }), 300, {
    leading: true,
  })
  const isChanged = draft.isChanged(names)
  const query = useQuery({
    queryKey: ['POST /api/portals/{portalId}/sight', portalId, body],
    queryFn: () => call('POST /api/portals/{portalId}/sight', { params: { portalId }, body }),
    placeholderData: keepPreviousData,
    enabled: isChanged,
  })
  if (!isChanged) return null
  if (query.error) return <CallError error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return null
  const { after, gain, lose, members, anyone } = query.data
  const opensUp = anyone.after && !anyone.before
  return (
    <Notice tone={lose > 0 || opensUp ? 'warn' : 'flat'} title={words.sees(after)}>
      <p>
        {words.gain(gain)} {words.lose(lose)}
      </p>
      {members.before !== members.after && <p>{members.after ? words.membersGain : words.membersLose}</p>}
      {opensUp && <p>{words.opensUp}</p>}
    </Notice>
  )
}
