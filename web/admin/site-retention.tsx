import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { read } from '../queries.ts'
import { useTexts } from './language.ts'
import { SiteCard } from './site-card.tsx'
import type { SiteDraft } from './site-draft.ts'

interface Props {
  readonly draft: SiteDraft
  readonly mayChange: boolean
}

const fields = ['exchangeDays', 'signInMonths', 'leaverMonths'] as const
const monthsMax = 120

/** How long the site remembers, and whom the next night erases by that. */
export function SiteRetention({ draft, mayChange }: Props) {
  const { settings } = useTexts()
  const hints = {
    exchangeDays: settings.exchangeDaysHint,
    signInMonths: settings.signInMonthsHint,
    leaverMonths: settings.leaverMonthsHint,
  }
  return (
    <SiteCard title={settings.retention} draft={draft} names={fields} mayChange={mayChange}>
      {fields.map((field) => (
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
      <Leavers value={draft.values.leaverMonths} />
    </SiteCard>
  )
}

/** As the field stands, before it is saved. */
function Leavers({ value }: { value: string }) {
  const { settings } = useTexts()
  const [typed] = useDebouncedValue(value, 300)
  const months = Number(typed)
  const isNumber = typed.trim() !== '' && Number.isInteger(months) && months >= 0 && months <= monthsMax
  const { data } = useQuery({
    ...read('GET /api/site/leavers', { query: { months } }),
    enabled: isNumber,
  })
  if (!isNumber || !data) return null
  return (
    <p role="status" className="small quiet">
      {months === 0 ? settings.leaversNever : settings.leavers(data.people, data.inDirectory, data.senders)}
    </p>
  )
}
