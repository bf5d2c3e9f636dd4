import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../api-client.ts'
import { useTexts } from '../../set-up-texts.ts'
import { CallError } from '../../ui/call-error.tsx'
import { Card } from '../../ui/card.tsx'
import layout from '../../ui/layout.module.css'
import { textOf, useSubmit } from '../../ui/submit.ts'
import { SharedField, sharedIn } from './shared-field.tsx'

/** Connects a directory by OIDC: the provider is looked at before it is saved. */
export function NewOidc({ directoryId }: { directoryId: string }) {
  const { connecting: words } = useTexts()
  const client = useQueryClient()
  const form = useSubmit({
    read: (data) => ({
      protocol: 'oidc' as const,
      issuer: textOf(data, 'issuer'),
      clientId: textOf(data, 'clientId'),
      clientSecret: textOf(data, 'clientSecret') || null,
      ...sharedIn(data),
    }),
    act: (body, idempotencyKey) =>
      call(
        'POST /api/directories/{directoryId}/connection',
        { params: { directoryId }, body },
        { idempotencyKey },
      ),
    onDone: () => client.invalidateQueries(),
  })
  return (
    <Card title={words.theirs}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput
          name="issuer"
          label={words.issuer.oidc}
          description={words.issuerHint.oidc}
          error={form.errorOf('issuer')}
        />
        <TextInput
          name="clientId"
          label={words.clientId}
          autoComplete="off"
          error={form.errorOf('clientId')}
        />
        <TextInput
          name="clientSecret"
          type="password"
          label={words.clientSecret}
          autoComplete="off"
          error={form.errorOf('clientSecret')}
        />
        <SharedField error={form.errorOf('sharedWith')} />
        {form.otherError && <CallError error={form.otherError} />}
        <div className={layout.formFoot}>
          <Button type="submit" loading={form.isPending}>
            {words.connect}
          </Button>
        </div>
      </form>
    </Card>
  )
}
