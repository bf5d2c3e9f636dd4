import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useTexts } from './language.ts'
import { SiteCard } from './site-card.tsx'
import type { SiteDraft } from './site-draft.ts'

interface Props {
  readonly draft: SiteDraft
  readonly mayChange: boolean
}

const languages = ['en', 'de'] as const
const timeZones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

/** Name, languages and time zone. */
export function SiteGeneral({ draft, mayChange }: Props) {
  const { settings, account } = useTexts()
  const { values } = draft
  const zones = timeZones.includes(values.timeZone) ? timeZones : [values.timeZone, ...timeZones]
  const offer = (language: (typeof languages)[number], isOffered: boolean) => {
    const offered = languages.filter((one) => (one === language ? isOffered : values.languages.includes(one)))
    draft.set('languages', offered)
    const [first] = offered
    if (first && !offered.includes(values.language)) draft.set('language', first)
  }
  return (
    <SiteCard
      title={settings.title}
      draft={draft}
      names={['name', 'languages', 'language', 'timeZone', 'staffDomains', 'addressNotices']}
      mayChange={mayChange}
    >
      <TextInput
        label={settings.name}
        description={settings.nameHint}
        value={values.name}
        onChange={(event) => draft.set('name', event.currentTarget.value)}
        readOnly={!mayChange}
        error={draft.errorOf('name')}
      />
      <Checkbox.Group
        label={settings.languages}
        description={settings.languagesHint}
        error={draft.errorOf('languages')}
        value={[...values.languages]}
      >
        <div className="row wrap">
          {languages.map((language) => (
            <Checkbox
              key={language}
              value={language}
              label={account.languages[language]}
              disabled={!mayChange || (values.languages.length === 1 && values.languages.includes(language))}
              onChange={(event) => offer(language, event.currentTarget.checked)}
            />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label={settings.language}
        description={settings.languageHint}
        value={values.language}
        disabled={!mayChange}
        error={draft.errorOf('language')}
        data={values.languages.map((value) => ({ value, label: account.languages[value] }))}
        onChange={(event) => draft.set('language', event.currentTarget.value as (typeof languages)[number])}
      />
      <NativeSelect
        label={settings.timeZone}
        description={settings.timeZoneHint}
        value={values.timeZone}
        disabled={!mayChange}
        error={draft.errorOf('timeZone')}
        data={zones}
        onChange={(event) => draft.set('timeZone', event.currentTarget.value)}
      />
      <TextInput
        label={settings.staffDomains}
        description={settings.staffDomainsHint}
        value={values.staffDomains}
        onChange={(event) => draft.set('staffDomains', event.currentTarget.value)}
        readOnly={!mayChange}
        error={draft.errorOf('staffDomains')}
      />
      <Checkbox
        label={settings.addressNotices}
        description={settings.addressNoticesHint}
        checked={values.addressNotices}
        disabled={!mayChange}
        onChange={(event) => draft.set('addressNotices', event.currentTarget.checked)}
      />
    </SiteCard>
  )
}
