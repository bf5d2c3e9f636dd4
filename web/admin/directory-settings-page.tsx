import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import c from './admin.module.css'
import { DirectoryLayout } from './directory-layout.tsx'
import { type Preset, providers } from './providers.ts'

type Settings = AnswerOf<'GET /api/directories/{directoryId}/settings'>
type Name = Settings['settings'][number]['name']

/** What this directory gives its identity provider otherwise than others do. */
export function DirectorySettingsPage() {
  const { directoryId } = useParams({ from: paths.directorySettings })
  const query = useQuery(read('GET /api/directories/{directoryId}/settings', { params: { directoryId } }))
  return (
    <DirectoryLayout directoryId={directoryId}>
      {() => (
        <Loaded query={query}>
          {(settings) => (
            <SettingsForm key={JSON.stringify(settings)} directoryId={directoryId} settings={settings} />
          )}
        </Loaded>
      )}
    </DirectoryLayout>
  )
}

function SettingsForm({ directoryId, settings }: { directoryId: string; settings: Settings }) {
  const { directorySettings: words, save } = useTexts()
  const client = useQueryClient()
  const mayChange = useMay()('directories.change')
  const [preset, setPreset] = useState<Preset>(settings.preset)
  const [values, setValues] = useState<{ readonly [name in Name]?: string }>({})
  const act = useMutation({
    mutationFn: () =>
      call(
        'PATCH /api/directories/{directoryId}/settings',
        { params: { directoryId }, body: { preset, set: values } },
        { basedOn: settings },
      ),
    onSuccess: () => client.invalidateQueries(),
  })
  const isChanged = preset !== settings.preset || Object.keys(values).length > 0
  return (
    <Card title={words.title}>
      <p className="second">{words.lead}</p>
      <form
        className={layout.form}
        onSubmit={(event) => {
          event.preventDefault()
          act.mutate()
        }}
      >
        <NativeSelect
          label={words.preset}
          description={words.presetHint}
          value={preset}
          disabled={!mayChange}
          onChange={(event) => setPreset(event.currentTarget.value as Preset)}
          data={[
            ...providers.map((one) => ({
              value: one.preset,
              label: one.preset === 'auto' ? words.auto : one.title,
            })),
            { value: 'generic', label: words.generic },
          ]}
        />
        {settings.settings.map(({ name, value, says, values: choices }) => (
          <NativeSelect
            key={name}
            label={<code>{name}</code>}
            description={
              <span lang="en" className={c.sentence}>
                {says}
              </span>
            }
            value={values[name] ?? value}
            disabled={!mayChange}
            data={choices}
            onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        ))}
        {act.error && <CallError error={act.error} onRetry={() => void client.invalidateQueries()} />}
        {act.isSuccess && !isChanged && <Notice tone="ok" title={words.saved} />}
        {mayChange && (
          <div>
            <Button type="submit" disabled={!isChanged} loading={act.isPending}>
              {save}
            </Button>
          </div>
        )}
      </form>
    </Card>
  )
}
