import { useTexts } from '../../set-up-texts.ts'
import { Card } from '../../ui/card.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import type { Protocol } from './log-filter.ts'
import type { Connected } from './sign-in-page.tsx'

const values = {
  saml: ['entityId', 'acsUrl', 'signInUrl'],
  oidc: ['redirectUri', 'logoutUri', 'keysUri', 'signInUrl'],
} as const

/** What the provider needs of us, to copy. */
export function OurValues({ ours, protocol }: { ours: Connected['ours']; protocol: Protocol }) {
  const { connecting: words } = useTexts()
  return (
    <Card title={words.ours}>
      <p className="second">{words.oursWhy}</p>
      {values[protocol].map((name) => (
        <CopyField key={name} label={words.oursAre[name]} value={ours[name]} />
      ))}
    </Card>
  )
}
