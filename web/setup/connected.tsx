import { Button, Radio, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { OurValues } from '../admin/sign-in/our-values.tsx'
import c from '../admin/sign-in/sign-in.module.css'
import { call, type GivenTo } from '../api-client.ts'
import { useTexts } from '../set-up-texts.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import layout from '../ui/layout.module.css'
import { Notice } from '../ui/notice.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { Waits } from './proposals.tsx'
import { SignInLines } from './sign-in-lines.tsx'
import type { SetupConnection } from './sign-in-step.tsx'
import { TestCard } from './test-card.tsx'

type Connection = NonNullable<SetupConnection['connection']>
type Certificate = NonNullable<Connection['saml']>['certificates'][number]

interface Props {
  readonly ours: SetupConnection['ours']
  readonly connection: Connection
}

/** A connection that is there: its mode, whose word is believed, and what the provider needs of us. */
export function Connected({ ours, connection }: Props) {
  return (
    <>
      <TestCard ours={ours} isComplete={connection.mode !== 'off' && connection.needs.length === 0} />
      <Mode key={connection.mode} connection={connection} />
      {connection.saml && <Certificates items={connection.saml.certificates} />}
      <Issuer key={connection.issuer} connection={connection} />
      <OurValues ours={ours} protocol={connection.protocol} />
      <SignInLines />
    </>
  )
}

function useStale() {
  const client = useQueryClient()
  return () =>
    Promise.all(
      ['GET /api/setup/connection', 'GET /api/setup/proposals'].map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    )
}

const modes = ['off', 'test', 'optional'] as const

function Mode({ connection: { mode, needs } }: { connection: Connection }) {
  const { connecting: words, settingUp } = useTexts()
  const stale = useStale()
  const [chosen, setChosen] = useState<Connection['mode']>(mode)
  const act = useMutation({
    mutationFn: (to: (typeof modes)[number]) => call('PATCH /api/setup/connection', { body: { mode: to } }),
    onSuccess: stale,
  })
  if (mode === 'required') {
    return (
      <Card title={words.mode}>
        <p>{settingUp.requiredByThem}</p>
      </Card>
    )
  }
  const wanted = modes.find((one) => one === chosen)
  return (
    <Card title={words.mode}>
      {needs.length > 0 && (
        <Notice tone="warn" title={words.missing}>
          {needs.map((need) => (
            <div key={need}>{words.needs[need]}</div>
          ))}
        </Notice>
      )}
      <Radio.Group
        label={<span className="sr">{words.mode}</span>}
        value={chosen}
        onChange={(value) => setChosen(value as Connection['mode'])}
      >
        <div className="stack">
          {modes.map((one) => (
            <Radio
              key={one}
              value={one}
              label={words.modes[one].label}
              description={words.modes[one].hint}
              disabled={one !== 'off' && one !== mode && needs.length > 0}
            />
          ))}
        </div>
      </Radio.Group>
      {mode === 'optional' && chosen !== mode && <Notice tone="warn" title={words.endsSessions} />}
      {act.error && <CallError error={act.error} />}
      {act.data?.waits && <Waits />}
      <div className={layout.formFoot}>
        <Button
          disabled={chosen === mode}
          loading={act.isPending}
          onClick={() => wanted && act.mutate(wanted)}
        >
          {words.change}
        </Button>
      </div>
    </Card>
  )
}

function Certificates({ items }: { items: readonly Certificate[] }) {
  const { connecting: words } = useTexts()
  const [ending, setEnding] = useState<Certificate>()
  return (
    <>
      <Card title={words.certificates} flush>
        {items.length > 0 && (
          <Table
            label={words.certificates}
            items={items}
            keyOf={({ id }) => id}
            asLines
            columns={[
              {
                head: words.fingerprint,
                cell: ({ fingerprint }) => <code className={c.print}>{fingerprint}</code>,
              },
              {
                head: words.expires,
                cell: ({ notAfter }) => (
                  <>
                    {new Date(notAfter) < new Date() && <strong>{words.expired} </strong>}
                    <When at={notAfter} />
                  </>
                ),
              },
              {
                head: words.act,
                isAct: true,
                cell: (one) => (
                  <Button
                    variant="subtle"
                    color="gray"
                    size="compact-xs"
                    aria-label={words.removeWhat(one.fingerprint.slice(0, 11))}
                    onClick={() => setEnding(one)}
                  >
                    {words.remove}
                  </Button>
                ),
              },
            ]}
          />
        )}
        <div className={layout.body}>
          <p className="quiet">{words.certificatesWhy}</p>
          <AddCertificate />
        </div>
      </Card>
      {ending && <RemoveCertificate certificate={ending} onClose={() => setEnding(undefined)} />}
    </>
  )
}

function AddCertificate() {
  const { connecting: words } = useTexts()
  const stale = useStale()
  const [waits, setWaits] = useState(false)
  const form = useSubmit({
    read: (data) => ({ certificate: textOf(data, 'certificate') }),
    act: (body) => call('POST /api/setup/connection/certificates', { body }),
    onDone: (answer) => {
      setWaits(answer.waits)
      form.ref.current?.reset()
      return stale()
    },
  })
  return (
    <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      <Textarea
        name="certificate"
        label={words.certificate}
        description={words.certificateHint}
        autosize
        minRows={3}
        maxRows={10}
        error={form.errorOf('certificate')}
      />
      {form.otherError && <CallError error={form.otherError} />}
      {waits && <Waits />}
      <div className={layout.formFoot}>
        <Button type="submit" variant="default" loading={form.isPending}>
          {words.addCertificate}
        </Button>
      </div>
    </form>
  )
}

function RemoveCertificate({ certificate, onClose }: { certificate: Certificate; onClose: () => void }) {
  const { connecting: words } = useTexts()
  const stale = useStale()
  const act = useMutation({
    mutationFn: () =>
      call('DELETE /api/setup/connection/certificates/{certificateId}', {
        params: { certificateId: certificate.id },
      }),
    onSuccess: () => {
      onClose()
      return stale()
    },
  })
  return (
    <Confirm
      title={words.removeCertificate}
      act={words.remove}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>
        <code>{certificate.fingerprint}</code>
      </p>
      <p>{words.removeEffect}</p>
    </Confirm>
  )
}

type Change = GivenTo<'PATCH /api/setup/connection'>['body']

/** Whose word is believed, and where people are sent; for OIDC the secret as well. */
function Issuer({ connection: { protocol, issuer, saml, oidc } }: { connection: Connection }) {
  const { connecting: words, settingUp, save } = useTexts()
  const stale = useStale()
  const [said, setSaid] = useState<{ waits: boolean }>()
  const form = useSubmit({
    read: (data): Change => {
      const other = (name: string, before: string | undefined) => {
        const value = textOf(data, name)
        return value === before || value === '' ? {} : { [name]: value }
      }
      return {
        ...other('issuer', issuer),
        ...(saml ? other('ssoUrl', saml.ssoUrl) : {}),
        ...(oidc ? { ...other('clientId', oidc.clientId), ...other('clientSecret', undefined) } : {}),
      }
    },
    act: (body) => call('PATCH /api/setup/connection', { body }),
    onDone: async (answer) => {
      setSaid(answer)
      await stale()
    },
  })
  const field = (name: string, label: ReactNode, value: string) => (
    <TextInput name={name} label={label} defaultValue={value} error={form.errorOf(name)} />
  )
  return (
    <Card title={settingUp.otherIssuer}>
      <p className="second">{settingUp.otherIssuerWhy}</p>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        {field('issuer', words.issuer[protocol], issuer)}
        {saml && field('ssoUrl', words.ssoUrl, saml.ssoUrl)}
        {oidc && field('clientId', words.clientId, oidc.clientId)}
        {oidc && (
          <TextInput
            name="clientSecret"
            type="password"
            label={settingUp.newSecret}
            description={oidc.hasSecret ? words.secretKept : words.secretNone}
            autoComplete="off"
            error={form.errorOf('clientSecret')}
          />
        )}
        {form.otherError && <CallError error={form.otherError} />}
        {said && (said.waits ? <Waits /> : <Notice tone="ok" title={settingUp.changed} />)}
        <div className={layout.formFoot}>
          <Button type="submit" variant="default" loading={form.isPending}>
            {save}
          </Button>
        </div>
      </form>
    </Card>
  )
}
