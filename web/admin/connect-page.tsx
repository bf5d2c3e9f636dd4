import { Button, Checkbox, Radio, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../set-up-texts.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import c from './admin.module.css'
import { keepToken } from './fresh-tokens.ts'
import { useTexts as useStaffTexts } from './language.ts'
import { ProviderTiles } from './provider-tiles.tsx'
import { providerOf } from './providers.ts'
import { WizardSteps } from './wizard-steps.tsx'

/** What the steps of the wizard keep in the URL, so that Back, Forward and Reload mean what they say. */
export interface ConnectSearch {
  readonly step?: 'provider' | 'name'
  readonly provider?: string
  /** Your customers, unless it says otherwise. */
  readonly audience?: 'staff'
}

/** The wizard's steps before there is a directory. */
export function ConnectPage() {
  const { wizard } = useTexts()
  const { shell } = useStaffTexts()
  const { step, provider, audience } = useSearch({ from: paths.connect })
  const at = step === 'name' && provider ? 2 : step === undefined ? 0 : 1
  return (
    <Page
      title={wizard.title}
      crumb={
        <>
          <Link to={paths.directories}>{shell.directories}</Link>
          {` / ${wizard.crumb}`}
        </>
      }
    >
      <div className={c.wizard}>
        <WizardSteps at={at} />
        <div className={c.step}>
          {at === 0 && <Whose chosen={audience} />}
          {at === 1 && <WhichProvider chosen={provider} audience={audience} />}
          {at === 2 && <Name provider={provider ?? 'auto'} audience={audience} />}
        </div>
      </div>
    </Page>
  )
}

/** Your customers, or your own employees? */
type Audience = ConnectSearch['audience']

/** As it stands in the URL. */
const searchOf = (audience: Audience): ConnectSearch => (audience === undefined ? {} : { audience })

function Whose({ chosen }: { chosen: Audience }) {
  const { wizard } = useTexts()
  const { next } = useStaffTexts()
  const navigate = useNavigate()
  return (
    <form
      className={c.step}
      onSubmit={(event) => {
        event.preventDefault()
        const isStaff = new FormData(event.currentTarget).get('audience') === 'staff'
        const search = { step: 'provider' as const, ...searchOf(isStaff ? 'staff' : undefined) }
        void navigate({ to: paths.connect, search })
      }}
    >
      <Radio.Group name="audience" defaultValue={chosen ?? 'customers'} label={<h2>{wizard.whose}</h2>}>
        <div className={c.choices}>
          <Radio value="customers" label={wizard.customers} description={wizard.customersMean} />
          <Radio value="staff" label={wizard.employees} description={wizard.employeesMean} />
        </div>
      </Radio.Group>
      <div className={c.stepFoot}>
        <Button renderRoot={(props) => <Link to={paths.directories} {...props} />} variant="default">
          {wizard.cancel}
        </Button>
        <Button type="submit">{next}</Button>
      </div>
    </form>
  )
}

function WhichProvider({ chosen, audience }: { chosen: string | undefined; audience: Audience }) {
  const { wizard } = useTexts()
  const { next, back } = useStaffTexts()
  const navigate = useNavigate()
  const preset = chosen ?? 'entra'
  // Into the URL at once, so that whoever comes back finds it chosen.
  const choose = (provider: string) =>
    void navigate({
      to: paths.connect,
      search: { step: 'provider', provider, ...searchOf(audience) },
      replace: true,
    })
  return (
    <>
      <ProviderTiles chosen={preset} onChoose={choose} />
      <p className="second">{wizard.providerHint}</p>
      <div className={c.stepFoot}>
        <Button
          renderRoot={(props) => <Link to={paths.connect} search={searchOf(audience)} {...props} />}
          variant="default"
        >
          {back}
        </Button>
        <Button
          onClick={() =>
            void navigate({
              to: paths.connect,
              search: { step: 'name', provider: preset, ...searchOf(audience) },
            })
          }
        >
          {next}
        </Button>
      </div>
    </>
  )
}

/** What was typed last: whoever goes back a step and comes again finds it. It goes with the page. */
let typed = { name: '', home: '', rehearsal: false }

function Name({ provider, audience }: { provider: string; audience: Audience }) {
  const { wizard } = useTexts()
  const { back } = useStaffTexts()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { preset, title } = providerOf(provider)
  const form = useSubmit({
    read: (data) => {
      const home = textOf(data, 'home')
      return {
        name: textOf(data, 'name'),
        preset,
        audience: audience ?? ('customers' as const),
        rehearsal: data.get('rehearsal') !== null,
        ...(home === '' ? {} : { home }),
      }
    },
    act: (body, idempotencyKey) => call('POST /api/directories', { body }, { idempotencyKey }),
    onDone: ({ directory, token }) => {
      typed = { name: '', home: '', rehearsal: false }
      keepToken(directory.id, token)
      void client.invalidateQueries({ queryKey: ['GET /api/directories'] })
      // Replaced: going back must not lead to a form that makes the same directory again.
      return navigate({ to: paths.provisioning, params: { directoryId: directory.id }, replace: true })
    },
  })
  return (
    <form className={c.step} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      <Card title={wizard.nameTitle}>
        {form.otherError && <CallError error={form.otherError} />}
        <TextInput
          name="name"
          label={wizard.name}
          description={wizard.nameHint(title)}
          error={form.errorOf('name')}
          defaultValue={typed.name}
          onChange={({ currentTarget }) => {
            typed = { ...typed, name: currentTarget.value }
          }}
          data-autofocus
        />
        {audience === undefined && (
          <TextInput
            name="home"
            label={wizard.home}
            description={wizard.homeHint}
            error={form.errorOf('home')}
            defaultValue={typed.home}
            onChange={({ currentTarget }) => {
              typed = { ...typed, home: currentTarget.value }
            }}
          />
        )}
        <Checkbox
          name="rehearsal"
          label={wizard.rehearse}
          description={wizard.rehearseHint}
          defaultChecked={typed.rehearsal}
          onChange={({ currentTarget }) => {
            typed = { ...typed, rehearsal: currentTarget.checked }
          }}
        />
      </Card>
      <div className={c.stepFoot}>
        <Button
          renderRoot={(props) => (
            <Link
              to={paths.connect}
              search={{ step: 'provider', provider, ...searchOf(audience) }}
              {...props}
            />
          )}
          variant="default"
        >
          {back}
        </Button>
        <Button type="submit" loading={form.isPending}>
          {wizard.make}
        </Button>
      </div>
    </form>
  )
}
