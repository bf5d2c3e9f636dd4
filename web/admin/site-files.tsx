import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { read } from '../queries.ts'
import { useFileSize } from '../ui/file-size.ts'
import { useTexts } from './language.ts'
import { SiteCard } from './site-card.tsx'
import type { Site, SiteDraft } from './site-draft.ts'

interface Props {
  readonly site: Site
  readonly draft: SiteDraft
  readonly mayChange: boolean
}

/** How large files of requests may be, and which are refused. */
export function SiteFiles({ site, draft, mayChange }: Props) {
  const { settings } = useTexts()
  const { values } = draft
  return (
    <SiteCard
      title={settings.files}
      draft={draft}
      names={['attachmentMbMax', 'attachmentGbMax', 'blockedByDefault', 'blockedEndings']}
      mayChange={mayChange}
    >
      <TextInput
        type="number"
        label={settings.attachmentMbMax}
        description={settings.attachmentMbMaxHint(site.attachmentMbServerMax)}
        value={values.attachmentMbMax}
        onChange={(event) => draft.set('attachmentMbMax', event.currentTarget.value)}
        readOnly={!mayChange}
        error={draft.errorOf('attachmentMbMax')}
      />
      <TextInput
        type="number"
        label={settings.attachmentGbMax}
        description={settings.attachmentGbMaxHint}
        value={values.attachmentGbMax}
        onChange={(event) => draft.set('attachmentGbMax', event.currentTarget.value)}
        readOnly={!mayChange}
        error={draft.errorOf('attachmentGbMax')}
      />
      <UsedByFiles />
      <Checkbox
        label={settings.blockedByDefault}
        description={settings.blockedByDefaultHint}
        checked={values.blockedByDefault}
        disabled={!mayChange}
        onChange={(event) => draft.set('blockedByDefault', event.currentTarget.checked)}
      />
      <Textarea
        label={settings.blockedEndings}
        description={settings.blockedEndingsHint}
        value={values.blockedEndings}
        autosize
        minRows={2}
        maxRows={8}
        onChange={(event) => draft.set('blockedEndings', event.currentTarget.value)}
        readOnly={!mayChange || values.blockedByDefault}
        error={draft.errorOf('blockedEndings')}
      />
    </SiteCard>
  )
}

/** How much of it there is. */
function UsedByFiles() {
  const { settings } = useTexts()
  const size = useFileSize()
  const found = useQuery(read('GET /api/site/files')).data
  if (!found) return null
  const { bytes, bytesMax, bytesOfCustomerDay } = found
  return (
    <p className="second">
      {bytesMax === null
        ? settings.filesUsed(size(bytes))
        : settings.filesUsedOf(size(bytes), size(bytesMax))}{' '}
      {settings.filesOfDay(size(bytesOfCustomerDay))}
    </p>
  )
}
