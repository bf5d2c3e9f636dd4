import { useQuery } from '@tanstack/react-query'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { DeleteSite } from './delete-site.tsx'
import { DetailFields } from './detail-fields.tsx'
import { ExportSite } from './export-site.tsx'
import { useTexts } from './language.ts'
import { PublicUrl } from './public-url.tsx'
import { type Site, useSiteDraft } from './site-draft.ts'
import { SiteFiles } from './site-files.tsx'
import { SiteGeneral } from './site-general.tsx'
import { SiteLook } from './site-look.tsx'
import { SitePortal } from './site-portal.tsx'
import { SiteRetention } from './site-retention.tsx'

/** What holds for the whole site: its name, how it looks and speaks, where it is reached, and how long it remembers. */
export function SettingsPage() {
  const { shell, settings } = useTexts()
  const query = useQuery(read('GET /api/site'))
  return (
    <Page title={shell.settings} sub={settings.sub}>
      <Loaded query={query}>{(site) => <Settings site={site} />}</Loaded>
    </Page>
  )
}

function Settings({ site }: { site: Site }) {
  const may = useMay()
  const mayChange = may('site.change')
  const draft = useSiteDraft(site)
  return (
    <>
      <SiteGeneral draft={draft} mayChange={mayChange} />
      <SiteLook site={site} draft={draft} mayChange={mayChange} />
      <PublicUrl />
      <SitePortal draft={draft} mayChange={mayChange} />
      <SiteFiles site={site} draft={draft} mayChange={mayChange} />
      <SiteRetention draft={draft} mayChange={mayChange} />
      <DetailFields />
      {may('site.export') && <ExportSite />}
      {may('site.delete') && <DeleteSite />}
    </>
  )
}
