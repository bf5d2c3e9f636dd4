import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { KeyValue } from '../ui/key-value.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { MeanwhileNotice } from '../ui/meanwhile-notice.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Rich } from '../ui/rich.tsx'

type Site = AnswerOf<'GET /api/site'>
const names = ['name', 'exchangeDays'] as const

/** The site's name, where it is reached, and how long it remembers. */
export function SettingsPage() {
  const { shell, settings } = useTexts()
  const query = useQuery(read('GET /api/site'))
  return (
    <Page title={shell.settings} sub={settings.sub}>
      <Loaded query={query}>{(site) => <SiteForm site={site} />}</Loaded>
    </Page>
  )
}

function SiteForm({ site }: { site: Site }) {
  const { settings, save } = useTexts()
  const client = useQueryClient()
  const mayChange = useMay()('site.change')
  const draft = useDraft({
    latest: site,
    fieldsOf: ({ name, exchangeDays }) => ({ name, exchangeDays: String(exchangeDays) }),
    send: ({ exchangeDays, ...rest }, basedOn) => {
      const days = exchangeDays === undefined ? {} : { exchangeDays: Number(exchangeDays) }
      return call('PATCH /api/site', { body: { ...rest, ...days } }, { basedOn })
    },
    reread: () => call('GET /api/site'),
    onKnown: (known) => {
      client.setQueryData(read('GET /api/site').queryKey, known)
      return client.invalidateQueries()
    },
  })
  const { values, conflict } = draft
  const isLocal = /^http:\/\/(localhost|127\.)/.test(site.publicUrl)
  return (
    <Card title={settings.title}>
      <form
        className={layout.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          draft.save(names)
        }}
      >
        <TextInput
          name="name"
          label={settings.name}
          value={values.name}
          onChange={(event) => draft.set('name', event.currentTarget.value)}
          readOnly={!mayChange}
          error={draft.errorOf('name')}
        />
        <TextInput
          name="exchangeDays"
          type="number"
          label={settings.exchangeDays}
          description={settings.exchangeDaysHint}
          value={values.exchangeDays}
          onChange={(event) => draft.set('exchangeDays', event.currentTarget.value)}
          readOnly={!mayChange}
          error={draft.errorOf('exchangeDays')}
        />
        <KeyValue rows={[[settings.publicUrl, <code key="url">{site.publicUrl}</code>]]} />
        {isLocal && (
          <Notice tone="warn" title={settings.notReachable(site.publicUrl)}>
            <Rich text={settings.setPublicUrl} parts={{ variable: <code>{'PUBLIC_URL'}</code> }} />
          </Notice>
        )}
        {draft.otherError && <CallError error={draft.otherError} />}
        {conflict && (
          <MeanwhileNotice
            conflict={conflict}
            labelOf={(name) => settings[name as (typeof names)[number]]}
            show={(_, value) => String(value)}
            isPending={draft.isPending}
          />
        )}
        {mayChange && (
          <div className={layout.formFoot}>
            <Button type="submit" disabled={!draft.isChanged(names)} loading={draft.isPending}>
              {save}
            </Button>
            {draft.isDone && <span role="status">{settings.saved}</span>}
          </div>
        )}
      </form>
    </Card>
  )
}
