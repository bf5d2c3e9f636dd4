import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api-client.ts'
import { useMay, useMe } from '../me.ts'
import { CallError } from '../ui/call-error.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { exact } from '../ui/when.tsx'
import { useLanguage } from './language.ts'

/** Instead of every page, while the site waits for its deletion. */
export function LeavingSite({ due }: { due: string }) {
  const { texts, language } = useLanguage()
  const { deletion } = texts
  const client = useQueryClient()
  const mayRestore = useMay()('site.delete')
  const me = useMe()
  const act = useMutation({
    mutationFn: async () => call('POST /api/site/restore'),
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <Page title={deletion.leaving(me?.site.name ?? '')}>
      <Notice
        tone="warn"
        title={deletion.goesAt(exact(language, new Date(due)))}
        action={
          mayRestore && (
            <Button loading={act.isPending} onClick={() => act.mutate()}>
              {deletion.restore}
            </Button>
          )
        }
      >
        {mayRestore ? deletion.untilThen : deletion.askOwner}
      </Notice>
      {act.error && <CallError error={act.error} />}
    </Page>
  )
}
