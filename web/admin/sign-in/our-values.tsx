import { useTexts } from '../../set-up-texts.ts'
import { Card } from '../../ui/card.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import type { SignInFields } from './guide-fields.ts'
import type { Protocol } from './log-filter.ts'
import type { Connected } from './sign-in-page.tsx'

const values = {
  saml: ['entityId', 'acsUrl', 'signInUrl'],
  oidc: ['redirectUri', 'logoutUri', 'keysUri', 'signInUrl'],
} as const

interface Props {
  readonly ours: Connected['ours']
  readonly protocol: Protocol
  /** How the company's provider calls what it wants; without it these are our own words. */
  readonly guide?: SignInFields | undefined
}

/** What the provider needs of us, to copy. */
export function OurValues({ ours, protocol, guide }: Props) {
  const { connecting: words } = useTexts()
  const names: readonly (keyof Connected['ours'])[] = values[protocol]
  const theirs = guide?.fields.filter(({ value }) => names.includes(value)) ?? []
  // What the guide says nothing of has our own label; the guide of one protocol says nothing of another one.
  const further = names.filter((name) => !theirs.some(({ value }) => value === name))
  return (
    <Card title={words.ours}>
      <p className="second">{words.oursWhy}</p>
      {theirs.length > 0 && guide?.where !== undefined && (
        <p className="second" lang="en">
          {guide.where}
        </p>
      )}
      {theirs.map(({ label, value }) => (
        <CopyField key={label} label={label} value={ours[value]} />
      ))}
      {further.map((name) => (
        <CopyField key={name} label={words.oursAre[name as keyof typeof words.oursAre]} value={ours[name]} />
      ))}
    </Card>
  )
}
