import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { PortalShell } from '../portal/portal-shell.tsx'
import { read } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { When } from '../ui/when.tsx'
import { DomainsStep } from './domains-step.tsx'
import { HealthStep } from './health-step.tsx'
import { PeopleStep } from './people-step.tsx'
import { ProvisioningStep } from './provisioning-step.tsx'
import { SignInStep } from './sign-in-step.tsx'
import { type SetupStep, setupSteps } from './steps.ts'

export type Setup = AnswerOf<'GET /api/setup'>

/** What arrives is asked for as often: nobody else's events reach this page. */
const askAgainMs = 2_000

const parts: { readonly [step in SetupStep]: (props: { setup: Setup }) => React.ReactNode } = {
  provisioning: ProvisioningStep,
  'sign-in': SignInStep,
  domains: DomainsStep,
  people: PeopleStep,
  health: HealthStep,
}

/** The steps, one at a time; which one stands in the address. */
export function SetupSteps({ link, onOut }: { link: string; onOut: () => unknown }) {
  const { settingUp } = useTexts()
  const { step = 'provisioning' } = useSearch({ from: paths.setup })
  const query = useQuery({ ...read('GET /api/setup'), refetchInterval: askAgainMs })
  const { data, error } = query
  const isOut = error instanceof CallFailed && error.problem?.code === 'not-signed-in'
  // The visit has ended, or the link was withdrawn: the door says which.
  useEffect(() => {
    if (isOut) void onOut()
  }, [isOut, onOut])
  const leave = useMutation({ mutationFn: () => call('POST /api/setup/leave'), onSuccess: onOut })
  const Part = parts[step]
  return (
    <PortalShell
      title={data ? settingUp.title(data.directory, data.siteName) : settingUp.loadingTitle}
      aside={
        <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
          {settingUp.leave}
        </Button>
      }
    >
      <Loaded query={query}>
        {(setup) => (
          <>
            <p className="quiet">
              {settingUp.hello(setup.person)}
              {'. '}
              {settingUp.untilWhen} <When at={setup.visitEndsAt} />
              {'.'}
            </p>
            <Notice tone={setup.state === 'live' ? 'ok' : 'flat'} title={settingUp.states[setup.state]} />
            <nav className={layout.tabs} aria-label={settingUp.steps}>
              {setupSteps.map((one) => (
                <Link
                  key={one}
                  to={paths.setup}
                  params={{ link }}
                  search={one === 'provisioning' ? {} : { step: one }}
                  activeOptions={{ exact: true }}
                  aria-current={one === step ? 'page' : undefined}
                >
                  {settingUp.stepNames[one]}
                </Link>
              ))}
            </nav>
            <Part setup={setup} />
          </>
        )}
      </Loaded>
    </PortalShell>
  )
}
