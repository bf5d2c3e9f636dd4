import { Button, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api-client.ts'
import { useTexts } from '../../set-up-texts.ts'
import { CallError } from '../../ui/call-error.tsx'
import { Card } from '../../ui/card.tsx'
import layout from '../../ui/layout.module.css'
import { textOf, useSubmit } from '../../ui/submit.ts'
import { type Metadata, ReadMetadata, readOf, SeenMetadata } from './metadata.tsx'
import { SharedField, sharedIn } from './shared-field.tsx'

/** Connects a directory by SAML: by the provider's metadata, whose fingerprints are shown first, or by hand. */
export function NewSaml({ directoryId }: { directoryId: string }) {
  const { connecting: words } = useTexts()
  const [isByHand, setByHand] = useState(false)
  const [seen, setSeen] = useState<Metadata>()
  return (
    <Card title={words.theirs}>
      {isByHand ? (
        <Save directoryId={directoryId} seen={undefined}>
          <Button variant="default" onClick={() => setByHand(false)}>
            {words.orMetadata}
          </Button>
        </Save>
      ) : (
        <>
          <ReadMetadata
            read={readOf(directoryId)}
            onRead={setSeen}
            beside={
              <Button
                variant="default"
                size="sm"
                onClick={() => {
                  setSeen(undefined)
                  setByHand(true)
                }}
              >
                {words.orHand}
              </Button>
            }
          />
          {seen && (
            <>
              <SeenMetadata seen={seen} />
              <Save directoryId={directoryId} seen={seen} />
            </>
          )}
        </>
      )}
    </Card>
  )
}

interface SaveProps {
  readonly directoryId: string
  /** What the metadata said; without it the values are typed. */
  readonly seen: Metadata | undefined
  readonly children?: React.ReactNode
}

function Save({ directoryId, seen, children }: SaveProps) {
  const { connecting: words } = useTexts()
  const client = useQueryClient()
  const form = useSubmit({
    read: (data) => {
      const typed = textOf(data, 'certificate')
      const given = seen
        ? {
            issuer: seen.entityId,
            ssoUrl: seen.ssoUrl,
            certificates: seen.certificates.filter(({ refusal }) => refusal === null).map(({ pem }) => pem),
          }
        : {
            issuer: textOf(data, 'issuer'),
            ssoUrl: textOf(data, 'ssoUrl'),
            certificates: typed === '' ? [] : [typed],
          }
      return { protocol: 'saml' as const, ...given, ...sharedIn(data) }
    },
    act: (body, idempotencyKey) =>
      call(
        'POST /api/directories/{directoryId}/connection',
        { params: { directoryId }, body },
        { idempotencyKey },
      ),
    onDone: () => client.invalidateQueries(),
  })
  return (
    <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
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
      <SharedField error={form.errorOf('sharedWith')} />
      {form.otherError && <CallError error={form.otherError} />}
      <div className={layout.formFoot}>
        <Button type="submit" loading={form.isPending}>
          {words.connect}
        </Button>
        {children}
      </div>
    </form>
  )
}
