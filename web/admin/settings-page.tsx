import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Rich } from '../ui/rich.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'

type Site = AnswerOf<'GET /api/site'>

/** The site's name, where it is reached, and how long it remembers. */
export function SettingsPage() {
  const { shell, settings } = useTexts()
  const query = useQuery(read('GET /api/site'))
  return (
    <Page title={shell.settings} sub={settings.sub}>
      <Loaded query={query}>{(site) => <SiteForm key={JSON.stringify(site)} site={site} />}</Loaded>
    </Page>
  )
}

function SiteForm({ site }: { site: Site }) {
  const { settings, save } = useTexts()
  const client = useQueryClient()
  const mayChange = useMay()('site.change')
  const form = useSubmit({
    read: (data) => ({ name: textOf(data, 'name'), exchangeDays: Number(textOf(data, 'exchangeDays')) }),
    act: (body) => call('PATCH /api/site', { body }, { basedOn: site }),
    onDone: () => client.invalidateQueries(),
  })
  const isLocal = /^http:\/\/(localhost|127\.)/.test(site.publicUrl)
  return (
    <Card title={settings.title}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput
          name="name"
          label={settings.name}
          defaultValue={site.name}
          readOnly={!mayChange}
          error={form.errorOf('name')}
        />
        <TextInput
          name="exchangeDays"
          type="number"
          label={settings.exchangeDays}
          description={settings.exchangeDaysHint}
          defaultValue={site.exchangeDays}
          readOnly={!mayChange}
          error={form.errorOf('exchangeDays')}
        />
        <KeyValue rows={[[settings.publicUrl, <code key="url">{site.publicUrl}</code>]]} />
        {isLocal && (
          <Notice tone="warn" title={settings.notReachable(site.publicUrl)}>
            <Rich text={settings.setPublicUrl} parts={{ variable: <code>{'PUBLIC_URL'}</code> }} />
          </Notice>
        )}
        {form.otherError && (
          <CallError error={form.otherError} onRetry={() => void client.invalidateQueries()} />
        )}
        {mayChange && (
          <div className={layout.formFoot}>
            <Button type="submit" loading={form.isPending}>
              {save}
            </Button>
            {form.isDone && <span role="status">{settings.saved}</span>}
          </div>
        )}
      </form>
    </Card>
  )
}
