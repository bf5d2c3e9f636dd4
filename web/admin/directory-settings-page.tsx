import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { type AddressFrom, AddressPreview } from './address-preview.tsx'
import c from './admin.module.css'
import { CaseRules } from './case-rules.tsx'
import { DirectoryDisconnection } from './directory-disconnection.tsx'
import { DirectoryLayout } from './directory-layout.tsx'
import { DirectorySuccession } from './directory-succession.tsx'
import { useTexts } from './language.ts'
import { MeanwhileNotice } from './meanwhile-notice.tsx'
import { type Preset, providers } from './providers.ts'
import { RoleRules } from './role-rules.tsx'

type Settings = AnswerOf<'GET /api/directories/{directoryId}/settings'>
type Fields = { readonly preset: Preset; readonly peopleMax: string; readonly codeDoor: string } & {
  readonly [Name in Settings['settings'][number]['name']]?: string
}

/** What this directory gives its identity provider otherwise than others do. */
export function DirectorySettingsPage() {
  const { directoryId } = useParams({ from: paths.directorySettings })
  const may = useMay()
  const [mayChange, mayRead] = [may('directories.change'), may('cases.read')]
  const query = useQuery(read('GET /api/directories/{directoryId}/settings', { params: { directoryId } }))
  return (
    <DirectoryLayout directoryId={directoryId}>
      {({ name, audience, state }) => (
        <>
          {audience === 'staff' && <RoleRules directoryId={directoryId} />}
          <Loaded query={query}>
            {(settings) => (
              <SettingsForm
                key={directoryId}
                directoryId={directoryId}
                settings={settings}
                hasQuota={audience === 'customers'}
                isRehearsal={state === 'rehearsal'}
              />
            )}
          </Loaded>
          {mayRead && audience === 'customers' && <CaseRules directoryId={directoryId} />}
          {mayChange && (
            <>
              {audience === 'customers' && <DirectorySuccession directoryId={directoryId} />}
              <DirectoryDisconnection directoryId={directoryId} name={name} audience={audience} />
            </>
          )}
        </>
      )}
    </DirectoryLayout>
  )
}

/** The preset, and each setting by its name. */
function fieldsOf({ preset, peopleMax, codeDoor, settings }: Settings): Fields {
  return {
    preset,
    peopleMax: peopleMax === null ? '' : String(peopleMax),
    codeDoor: codeDoor ? 'yes' : 'no',
    ...Object.fromEntries(settings.map(({ name, value }) => [name, value])),
  }
}

function SettingsForm({
  directoryId,
  settings,
  hasQuota,
  isRehearsal,
}: {
  directoryId: string
  settings: Settings
  hasQuota: boolean
  isRehearsal: boolean
}) {
  const { dialect, directorySettings: words, unmanaged, save } = useTexts()
  const client = useQueryClient()
  const mayChange = useMay()('directories.change')
  const params = { directoryId }
  const draft = useDraft({
    latest: settings,
    fieldsOf,
    send: ({ preset, peopleMax, codeDoor, ...set }, basedOn) => {
      const quota =
        peopleMax === undefined ? {} : { peopleMax: peopleMax.trim() === '' ? null : Number(peopleMax) }
      const door = codeDoor === undefined ? {} : { codeDoor: codeDoor === 'yes' }
      const body = { ...(preset === undefined ? {} : { preset }), ...quota, ...door, set }
      return call('PATCH /api/directories/{directoryId}/settings', { params, body }, { basedOn })
    },
    reread: () => call('GET /api/directories/{directoryId}/settings', { params }),
    onKnown: (known) => {
      client.setQueryData(read('GET /api/directories/{directoryId}/settings', { params }).queryKey, known)
      return client.invalidateQueries()
    },
  })
  const { values, conflict } = draft
  const names = Object.keys(values) as (keyof Fields)[]
  const isChanged = draft.isChanged(names)
  const presets = [
    ...providers.map((one) => ({
      value: one.preset,
      label: one.preset === 'auto' ? words.auto : one.title,
    })),
    { value: 'generic' as const, label: words.generic },
  ]
  const show = (name: string, value: unknown) =>
    (name === 'preset'
      ? presets.find((one) => one.value === value)?.label
      : dialect.settings[name]?.values[String(value)]) ?? String(value)
  return (
    <Card title={words.title}>
      <p className="second">{words.lead}</p>
      <form
        className={layout.form}
        onSubmit={(event) => {
          event.preventDefault()
          draft.save(names)
        }}
      >
        <NativeSelect
          label={words.preset}
          description={words.presetHint}
          value={values.preset}
          disabled={!mayChange}
          onChange={(event) => draft.set('preset', event.currentTarget.value as Preset)}
          data={presets}
        />
        {settings.settings.map(({ name, value, says, values: choices }) => {
          const { label, hint, values: labels = {} } = dialect.settings[name] ?? { label: name, hint: says }
          return (
            <NativeSelect
              key={name}
              label={
                <>
                  {label} <code className={c.inLabel}>{name}</code>
                </>
              }
              description={hint}
              value={values[name] ?? value}
              disabled={!mayChange}
              data={choices.map((choice) => ({ value: choice, label: labels[choice] ?? choice }))}
              onChange={(event) => draft.set(name, event.currentTarget.value)}
            />
          )
        })}
        {draft.isChanged(['addressFrom']) && (
          <AddressPreview
            directoryId={directoryId}
            addressFrom={values.addressFrom as AddressFrom}
            isRehearsal={isRehearsal}
            isOfCustomers={hasQuota}
          />
        )}
        {hasQuota && (
          <TextInput
            type="number"
            label={unmanaged.peopleMax}
            description={unmanaged.peopleMaxHint}
            value={values.peopleMax}
            readOnly={!mayChange}
            error={draft.errorOf('peopleMax')}
            onChange={(event) => draft.set('peopleMax', event.currentTarget.value)}
          />
        )}
        {hasQuota && (
          <NativeSelect
            label={words.codeDoor}
            description={words.codeDoorHint}
            value={values.codeDoor}
            disabled={!mayChange}
            data={[
              { value: 'no', label: words.codeDoorNo },
              { value: 'yes', label: words.codeDoorYes },
            ]}
            onChange={(event) => draft.set('codeDoor', event.currentTarget.value)}
          />
        )}
        {draft.otherError && <CallError error={draft.otherError} />}
        {conflict && (
          <MeanwhileNotice
            conflict={conflict}
            labelOf={(name) =>
              name === 'preset'
                ? words.preset
                : name === 'peopleMax'
                  ? unmanaged.peopleMax
                  : name === 'codeDoor'
                    ? words.codeDoor
                    : (dialect.settings[name]?.label ?? name)
            }
            show={show}
            isPending={draft.isPending}
          />
        )}
        {draft.isDone && !isChanged && <Notice tone="ok" title={words.saved} />}
        {mayChange && (
          <div>
            <Button type="submit" disabled={!isChanged} loading={draft.isPending}>
              {save}
            </Button>
          </div>
        )}
      </form>
    </Card>
  )
}
