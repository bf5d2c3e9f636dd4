import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { usePollingMs } from '../live.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list, read } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { newActKey } from '../ui/act-key.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Rich } from '../ui/rich.tsx'
import c from './admin.module.css'
import { keepToken, keptToken } from './fresh-tokens.ts'
import { GuideCard } from './guide.tsx'
import { useTexts as useStaffTexts } from './language.ts'
import { providerOf } from './providers.ts'
import { SetupLinks } from './setup-links.tsx'
import { Signals } from './signals.tsx'
import { WizardDomains } from './wizard-domains.tsx'
import { WizardSignIn } from './wizard-sign-in.tsx'
import { type WizardStep, wizardSteps } from './wizard-step.ts'
import { WizardSteps } from './wizard-steps.tsx'

type Directory = AnswerOf<'GET /api/directories/{directoryId}'>

/** While somebody waits for the first call and no events come, it is asked for as often. */
const askAgainMs = 2_000

const parts: { readonly [step in WizardStep]: (props: { directory: Directory }) => React.ReactNode } = {
  provisioning: Provisioning,
  'sign-in': WizardSignIn,
  domains: WizardDomains,
}

/** The wizard once there is a directory: one step after the other, each of which can be done later. */
export function ProvisioningPage() {
  const { wizard } = useTexts()
  const { shell } = useStaffTexts()
  const { directoryId } = useParams({ from: paths.provisioning })
  const { step = 'provisioning' } = useSearch({ from: paths.provisioning })
  const done = useDone(directoryId)
  const query = useQuery({
    ...read('GET /api/directories/{directoryId}', { params: { directoryId } }),
    refetchInterval: usePollingMs(askAgainMs),
  })
  const Part = parts[step]
  return (
    <Page
      title={query.data ? wizard.connecting(query.data.name) : wizard.title}
      crumb={
        <>
          <Link to={paths.directories}>{shell.directories}</Link>
          {` / ${wizard.crumb}`}
        </>
      }
    >
      <div className={c.wizard}>
        <WizardSteps at={3 + wizardSteps.indexOf(step)} directory={{ id: directoryId, done }} />
        <div className={c.step}>
          <Loaded query={query}>{(directory) => <Part directory={directory} />}</Loaded>
        </div>
      </div>
    </Page>
  )
}

/** Which steps are done, by what has happened, not by who was there. */
function useDone(directoryId: string): ReadonlySet<WizardStep> {
  const params = { directoryId }
  const directory = useQuery(read('GET /api/directories/{directoryId}', { params }))
  const connected = useQuery(read('GET /api/directories/{directoryId}/connection', { params }))
  const domains = useInfiniteQuery(list('GET /api/directories/{directoryId}/domains', { params, query: {} }))
  const mode = connected.data?.connection?.mode ?? 'off'
  const done: WizardStep[] = []
  if (directory.data?.lastExchangeAt) done.push('provisioning')
  if (mode !== 'off') done.push('sign-in')
  if (domains.data?.some(({ authority }) => authority !== null)) done.push('domains')
  return new Set(done)
}

/** What to paste at the identity provider, and whether it calls. */
function Provisioning({ directory }: { directory: Directory }) {
  const { wizard } = useTexts()
  const provider = providerOf(directory.preset)
  const isLocal = /^http:\/\/(localhost|127\.)/.test(directory.scimBaseUrl)
  return (
    <>
      <Card title={wizard.paste(provider.title)}>
        {provider.where && <p className="second">{provider.where.join(' → ')}</p>}
        {isLocal && (
          <Notice tone="warn" title={wizard.notReachable}>
            <Rich text={wizard.setPublicUrl} parts={{ variable: <code>{'PUBLIC_URL'}</code> }} />
          </Notice>
        )}
        <CopyField label={provider.url} value={`${directory.scimBaseUrl}${provider.suffix ?? ''}`} />
        <Token directoryId={directory.id} label={provider.token} />
        <p className="second">
          <Rich
            text={provider.test ? wizard.thenTest : wizard.thenWait}
            parts={{ test: <strong>{provider.test}</strong> }}
          />
        </p>
      </Card>
      <GuideCard
        preset={directory.preset}
        sections={[
          'Paste the two values',
          'Map the attributes',
          'Users first, groups after',
          'When it goes wrong',
        ]}
      />
      <section className={`card ${c.signals}`} aria-label={wizard.arrived}>
        <Signals directory={directory} />
      </section>
      {directory.audience === 'customers' && <SetupLinks directoryId={directory.id} />}
      <div className={c.stepFoot}>
        <span className="small quiet">{wizard.saved}</span>
        <div className="row wrap">
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link to={paths.directory} params={{ directoryId: directory.id }} {...props} />
            )}
          >
            {wizard.finish}
          </Button>
          <Button
            renderRoot={(props) => (
              <Link
                to={paths.provisioning}
                params={{ directoryId: directory.id }}
                search={{ step: 'sign-in' }}
                {...props}
              />
            )}
          >
            {wizard.signIn}
          </Button>
        </div>
      </div>
    </>
  )
}

/** The token while it is known; afterwards, the way to another one. */
function Token({ directoryId, label }: { directoryId: string; label: string }) {
  const { wizard } = useTexts()
  const may = useMay()
  const [token, setToken] = useState(() => keptToken(directoryId))
  const another = useMutation({
    mutationFn: () =>
      call(
        'POST /api/directories/{directoryId}/tokens',
        { params: { directoryId }, body: { label: wizard.tokenLabel } },
        { idempotencyKey: newActKey() },
      ),
    onSuccess: (made) => {
      keepToken(directoryId, made.token)
      setToken(made.token)
    },
  })
  if (token) return <CopyField label={label} value={token} note={wizard.tokenOnce} />
  return (
    <div className="stack">
      <strong>{label}</strong>
      <p className="second">{wizard.tokenGone}</p>
      {another.error && <CallError error={another.error} />}
      {may('directories.change') && (
        <div>
          <Button variant="default" loading={another.isPending} onClick={() => another.mutate()}>
            {wizard.anotherToken}
          </Button>
        </div>
      )}
    </div>
  )
}
