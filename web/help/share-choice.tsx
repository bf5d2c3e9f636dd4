import { Checkbox } from '@mantine/core'
import { AudienceLines, useAudience } from './audience.tsx'
import c from './help.module.css'
import { useHelpTexts } from './help-texts.ts'

interface Organization {
  readonly id: string
  readonly name: string
}

interface Props {
  readonly organizations: readonly Organization[]
  readonly chosen: readonly string[]
  onChange(chosen: readonly string[]): void
}

/** With whom a request is shared, and who that is, before it is sent. */
export function ShareChoice({ organizations, chosen, onChange }: Props) {
  const { seen } = useHelpTexts()
  return (
    <fieldset className={c.choice}>
      <legend>{seen.title}</legend>
      <p className="second">
        {chosen.length === 0 ? `${seen.onlyYouChoice}. ${seen.onlyYouHint}` : seen.onlyYou}
      </p>
      {organizations.map((one) => (
        <Choice
          key={one.id}
          organization={one}
          isChosen={chosen.includes(one.id)}
          onChange={(isChosen) =>
            onChange(isChosen ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))
          }
        />
      ))}
    </fieldset>
  )
}

interface ChoiceProps {
  readonly organization: Organization
  readonly isChosen: boolean
  onChange(isChosen: boolean): void
}

function Choice({ organization, isChosen, onChange }: ChoiceProps) {
  const { seen } = useHelpTexts()
  const { data } = useAudience(organization.id)
  return (
    <div className="stack">
      <Checkbox
        size="md"
        label={seen.shareWith(organization.name)}
        checked={isChosen}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <div className={c.under}>{data && <AudienceLines audience={data} withRules={isChosen} />}</div>
    </div>
  )
}
