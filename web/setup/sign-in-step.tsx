import { Radio } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { OurValues } from '../admin/sign-in/our-values.tsx'
import type { AnswerOf } from '../api-client.ts'
import { read } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { Card } from '../ui/card.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { ConnectOidc, ConnectSaml } from './connect.tsx'
import { Connected } from './connected.tsx'
import { Guide } from './guide.tsx'
import { Proposals, Waits } from './proposals.tsx'
import type { Setup } from './setup-steps.tsx'

export type SetupConnection = AnswerOf<'GET /api/setup/connection'>

/** What the provider needs of us, what it gives us, and who signs in by it. */
export function SignInStep({ setup }: { setup: Setup }) {
  const query = useQuery(read('GET /api/setup/connection'))
  return (
    <>
      <Loaded query={query}>
        {({ ours, connection }) =>
          connection ? <Connected ours={ours} connection={connection} /> : <Connect ours={ours} />
        }
      </Loaded>
      <Guide isForTheirIt preset={setup.preset} sections={['Signing in']} />
      <Proposals kinds={['issuer', 'certificate', 'mode']} />
    </>
  )
}

const protocols = ['saml', 'oidc'] as const

function Connect({ ours }: { ours: SetupConnection['ours'] }) {
  const { settingUp, connecting } = useTexts()
  const [protocol, setProtocol] = useState<(typeof protocols)[number]>('saml')
  const [waits, setWaits] = useState(false)
  const onDone = (answer: { waits: boolean }) => setWaits(answer.waits)
  return (
    <>
      <Card title={settingUp.protocol}>
        <Radio.Group
          label={<span className="sr">{settingUp.protocol}</span>}
          value={protocol}
          onChange={(value) => setProtocol(value as typeof protocol)}
        >
          <div className="stack">
            {protocols.map((one) => (
              <Radio
                key={one}
                value={one}
                label={connecting.protocols[one].title}
                description={connecting.protocols[one].hint}
              />
            ))}
          </div>
        </Radio.Group>
      </Card>
      <OurValues ours={ours} protocol={protocol} />
      <Card title={connecting.theirs}>
        {waits && <Waits />}
        {protocol === 'saml' ? <ConnectSaml onDone={onDone} /> : <ConnectOidc onDone={onDone} />}
      </Card>
    </>
  )
}
