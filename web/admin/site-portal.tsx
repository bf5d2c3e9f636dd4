import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { read } from '../queries.ts'
import { useTexts } from './language.ts'
import { SiteCard } from './site-card.tsx'
import type { SiteDraft } from './site-draft.ts'

interface Props {
  readonly draft: SiteDraft
  readonly mayChange: boolean
}

const limits = ['customerIdleHours', 'customerSessionDays'] as const

/** How customers sign in at the help centre, and for how long. */
export function SitePortal({ draft, mayChange }: Props) {
  const { settings } = useTexts()
  const { data } = useQuery(read('GET /api/directories', { query: { limit: 200 } }))
  const directories = (data?.items ?? []).filter(({ audience }) => audience === 'customers')
  const hints = {
    customerIdleHours: settings.customerIdleHoursHint,
    customerSessionDays: settings.customerSessionDaysHint,
  }
  return (
    <SiteCard
      title={settings.portal}
      draft={draft}
      names={[
        'companyChooser',
        'defaultDirectory',
        'customerPasskeys',
        'customerPasswords',
        'customerApiKeys',
        ...limits,
      ]}
      mayChange={mayChange}
    >
      <Checkbox
        label={settings.companyChooser}
        description={settings.companyChooserHint}
        checked={draft.values.companyChooser}
        disabled={!mayChange}
        onChange={(event) => draft.set('companyChooser', event.currentTarget.checked)}
      />
      <NativeSelect
        label={settings.defaultDirectory}
        description={settings.defaultDirectoryHint}
        value={draft.values.defaultDirectory ?? ''}
        disabled={!mayChange}
        onChange={(event) => draft.set('defaultDirectory', event.currentTarget.value || null)}
        error={draft.errorOf('defaultDirectory')}
      >
        <option value="">{settings.noDirectory}</option>
        {directories.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </NativeSelect>
      <Checkbox
        label={settings.customerPasskeys}
        description={settings.customerPasskeysHint}
        checked={draft.values.customerPasskeys}
        disabled={!mayChange}
        onChange={(event) => draft.set('customerPasskeys', event.currentTarget.checked)}
      />
      <Checkbox
        label={settings.customerPasswords}
        description={settings.customerPasswordsHint}
        checked={draft.values.customerPasswords}
        disabled={!mayChange}
        onChange={(event) => draft.set('customerPasswords', event.currentTarget.checked)}
      />
      <Checkbox
        label={settings.customerApiKeys}
        description={settings.customerApiKeysHint}
        checked={draft.values.customerApiKeys}
        disabled={!mayChange}
        onChange={(event) => draft.set('customerApiKeys', event.currentTarget.checked)}
      />
      {limits.map((field) => (
        <TextInput
          key={field}
          type="number"
          label={settings[field]}
          description={hints[field]}
          value={draft.values[field]}
          onChange={(event) => draft.set(field, event.currentTarget.value)}
          readOnly={!mayChange}
          error={draft.errorOf(field)}
        />
      ))}
    </SiteCard>
  )
}
