import { Button, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type Metadata, ReadMetadata, SeenMetadata } from '../admin/sign-in/metadata.tsx'
import { call, type GivenTo } from '../api-client.ts'
import { useTexts } from '../set-up-texts.ts'
import { CallError } from '../ui/call-error.tsx'
import layout from '../ui/layout.module.css'
import { textOf, useSubmit } from '../ui/submit.ts'

type Body = GivenTo<'POST /api/setup/connection'>['body']

interface Props {
  readonly onDone: (answer: { waits: boolean }) => void
}

function useConnect(readBody: (data: FormData) => Body, { onDone }: Props) {
  const client = useQueryClient()
  return useSubmit({
    read: readBody,
    act: (body) => call('POST /api/setup/connection', { body }),
    onDone: async (answer) => {
      await Promise.all(
        ['GET /api/setup/connection', 'GET /api/setup/proposals'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      )
      onDone(answer)
    },
  })
}

type Form = ReturnType<typeof useConnect>

function ConnectForm({ form, act, children }: { form: Form; act: string; children: ReactNode }) {
  return (
    <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      {children}
      {form.otherError && <CallError error={form.otherError} />}
      <div className={layout.formFoot}>
        <Button type="submit" loading={form.isPending}>
          {act}
        </Button>
      </div>
    </form>
  )
}

const readMetadata = (body: GivenTo<'POST /api/setup/connection/metadata'>['body']) =>
  call('POST /api/setup/connection/metadata', { body })

/** By the provider's metadata, whose fingerprints are shown first, or by hand. */
export function ConnectSaml(props: Props) {
  const { connecting: words, settingUp } = useTexts()
  const [seen, setSeen] = useState<Metadata>()
  const form = useConnect((data) => {
    const typed = textOf(data, 'certificate')
    return seen
      ? {
          protocol: 'saml',
          issuer: seen.entityId,
          ssoUrl: seen.ssoUrl,
          certificates: seen.certificates.filter(({ refusal }) => refusal === null).map(({ pem }) => pem),
        }
      : {
          protocol: 'saml',
          issuer: textOf(data, 'issuer'),
          ssoUrl: textOf(data, 'ssoUrl'),
          certificates: typed === '' ? [] : [typed],
        }
  }, props)
  return (
    <>
      <ReadMetadata read={readMetadata} onRead={setSeen} />
      {seen && <SeenMetadata seen={seen} />}
      <ConnectForm form={form} act={settingUp.connectBy(words.protocols.saml.title)}>
        {!seen && (
          <>
            <TextInput
              name="issuer"
              label={words.issuer.saml}
              description={words.issuerHint.saml}
              error={form.errorOf('issuer')}
            />
            <TextInput name="ssoUrl" label={words.ssoUrl} error={form.errorOf('ssoUrl')} />
            <Textarea
              name="certificate"
              label={words.certificate}
              description={words.certificateHint}
              autosize
              minRows={4}
              maxRows={12}
              error={form.errorOf('certificates')}
            />
          </>
        )}
      </ConnectForm>
    </>
  )
}

/** The provider is looked at before it is saved. */
export function ConnectOidc(props: Props) {
  const { connecting: words, settingUp } = useTexts()
  const form = useConnect(
    (data) => ({
      protocol: 'oidc',
      issuer: textOf(data, 'issuer'),
      clientId: textOf(data, 'clientId'),
      clientSecret: textOf(data, 'clientSecret') || null,
    }),
    props,
  )
  return (
    <ConnectForm form={form} act={settingUp.connectBy(words.protocols.oidc.title)}>
      <TextInput
        name="issuer"
        label={words.issuer.oidc}
        description={words.issuerHint.oidc}
        error={form.errorOf('issuer')}
      />
      <TextInput name="clientId" label={words.clientId} autoComplete="off" error={form.errorOf('clientId')} />
      <TextInput
        name="clientSecret"
        type="password"
        label={words.clientSecret}
        autoComplete="off"
        error={form.errorOf('clientSecret')}
      />
    </ConnectForm>
  )
}
