import { Button, Radio, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { useTexts } from './language.ts'
import { PortalCard } from './portal-card.tsx'
import { type Portal, type PortalDraft, usePortalDraft } from './portal-draft.ts'
import { PortalSight } from './portal-sight.tsx'
import { usePortalTexts } from './portal-texts.ts'
import { RequestTypes } from './request-types.tsx'

/** One entrance of the help centre: whom it is for, and what can be asked for there. */
export function PortalSetupPage() {
  const { shell } = useTexts()
  const words = usePortalTexts()
  const mayChange = useMay()('portals.change')
  const client = useQueryClient()
  const { portalId } = useParams({ from: paths.portalSetup })
  const params = { portalId }
  const query = useQuery(read('GET /api/portals/{portalId}', { params }))
  const portal = query.data
  const archive = useMutation({
    mutationFn: (isArchived: boolean) =>
      call(isArchived ? 'POST /api/portals/{portalId}/archive' : 'POST /api/portals/{portalId}/restore', {
        params,
      }),
    onSuccess: () => client.invalidateQueries(),
  })
  const isArchived = portal !== undefined && portal.archivedAt !== null
  const restore = mayChange && (
    <Button size="xs" variant="default" loading={archive.isPending} onClick={() => archive.mutate(false)}>
      {words.restore}
    </Button>
  )
  return (
    <Page
      title={portal?.name ?? words.portal}
      part={words.portal}
      crumb={<Link to={paths.portals}>{shell.portals}</Link>}
      sub={portal && words.calledBy(portal.key, portal.lastNumber)}
      actions={
        mayChange &&
        portal &&
        !isArchived && (
          <Button
            size="xs"
            variant="default"
            loading={archive.isPending}
            onClick={() => archive.mutate(true)}
          >
            {words.archive}
          </Button>
        )
      }
    >
      {archive.error && <CallError error={archive.error} />}
      {isArchived && (
        <Notice tone="flat" title={words.isArchived(portal.name)} action={restore}>
          <p>{words.archivedWhy}</p>
        </Notice>
      )}
      <Loaded query={query}>
        {(found) => <Setup key={found.id} portal={found} mayChange={mayChange} />}
      </Loaded>
    </Page>
  )
}

function Setup({ portal, mayChange }: { portal: Portal; mayChange: boolean }) {
  const draft = usePortalDraft(portal)
  return (
    <>
      <RequestTypes portalId={portal.id} mayChange={mayChange} />
      <PortalSight portal={portal} draft={draft} mayChange={mayChange} />
      <General draft={draft} mayChange={mayChange} />
    </>
  )
}

function General({ draft, mayChange }: { draft: PortalDraft; mayChange: boolean }) {
  const words = usePortalTexts()
  const { values } = draft
  return (
    <PortalCard
      title={words.general}
      draft={draft}
      names={['name', 'description', 'shareDefault']}
      mayChange={mayChange}
    >
      <TextInput
        label={words.fields.name}
        maxLength={200}
        readOnly={!mayChange}
        value={values.name}
        error={draft.errorOf('name')}
        onChange={(event) => draft.set('name', event.currentTarget.value)}
      />
      <Textarea
        label={words.fields.description}
        description={words.descriptionHint}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={1_000}
        readOnly={!mayChange}
        value={values.description}
        error={draft.errorOf('description')}
        onChange={(event) => draft.set('description', event.currentTarget.value)}
      />
      <Radio.Group
        label={words.fields.shareDefault}
        description={words.shareDefaultHint}
        value={values.shareDefault}
        onChange={(value) => draft.set('shareDefault', value as Portal['shareDefault'])}
      >
        <div className="stack">
          {(['private', 'organizations'] as const).map((one) => (
            <Radio
              key={one}
              value={one}
              disabled={!mayChange}
              label={words.shareDefaults[one].label}
              description={words.shareDefaults[one].hint}
            />
          ))}
        </div>
      </Radio.Group>
    </PortalCard>
  )
}
