import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api-client.ts'
import { useTexts } from '../../set-up-texts.ts'
import { CallError } from '../../ui/call-error.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { fieldErrors } from '../../ui/field-errors.ts'
import { type Metadata, ReadMetadata, readOf, SeenMetadata } from './metadata.tsx'

/** Looks at a provider's metadata again. What is new counts only by somebody's word, and nothing that is there goes by it. */
export function RefreshMetadata({ directoryId, onClose }: { directoryId: string; onClose: () => void }) {
  const { connecting: words, close, errors } = useTexts()
  const client = useQueryClient()
  const [seen, setSeen] = useState<Metadata>()
  const [sharedWith, setSharedWith] = useState('')
  const params = { directoryId }
  const confirmed = sharedWith.trim() === '' ? {} : { sharedWith: sharedWith.trim() }
  const added = seen?.certificates.filter(({ refusal, isKnown }) => refusal === null && !isKnown) ?? []
  const differs = seen?.changes && (seen.changes.issuer || seen.changes.ssoUrl)
  const act = useMutation({
    mutationFn: async ({ entityId: issuer, ssoUrl }: Metadata) => {
      for (const { pem } of added) {
        await call('POST /api/directories/{directoryId}/connection/certificates', {
          params,
          body: { certificate: pem, ...confirmed },
        })
      }
      if (differs) {
        const body = { issuer, ssoUrl, ...confirmed }
        await call('PATCH /api/directories/{directoryId}/connection', { params, body })
      }
    },
    onSuccess: () => {
      onClose()
      return client.invalidateQueries()
    },
  })
  const { errorOf, otherError } = fieldErrors(act.error, errors)
  const sharedError = errorOf('sharedWith')
  const others = ['certificate', 'issuer', 'ssoUrl']
    .map((field) => errorOf(field))
    .filter((one) => one !== undefined)
  return (
    <Dialog title={words.refresh} onClose={onClose}>
      <div className="stack">
        <ReadMetadata read={readOf(directoryId)} onRead={setSeen} />
        {seen && <SeenMetadata seen={seen} />}
        {seen && added.length === 0 && !differs && <p className="strong">{words.nothingNew}</p>}
        {seen?.changes?.issuer && <p>{words.endsSessions}</p>}
        {sharedError && (
          <TextInput
            label={words.shared}
            autoComplete="off"
            error={sharedError}
            value={sharedWith}
            onChange={(event) => setSharedWith(event.currentTarget.value)}
          />
        )}
        {others.map((one) => (
          <p key={one} role="alert">
            {one}
          </p>
        ))}
        {otherError && <CallError error={otherError} />}
      </div>
      <div className="row wrap">
        {seen && (added.length > 0 || differs) && (
          <Button loading={act.isPending} onClick={() => act.mutate(seen)}>
            {words.takeOver}
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          {close}
        </Button>
      </div>
    </Dialog>
  )
}
