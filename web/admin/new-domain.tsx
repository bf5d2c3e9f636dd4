import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { useTexts } from '../set-up-texts.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { fieldErrors } from '../ui/field-errors.ts'
import layout from '../ui/layout.module.css'
import { type Asked, effectOf } from './domain-change.tsx'

/** Another domain: proven by its DNS, or declared. */
export function NewDomain({ directoryId, onAsk }: { directoryId: string; onAsk: (asked: Asked) => void }) {
  const { domains, errors: words } = useTexts()
  const client = useQueryClient()
  const [given, setGiven] = useState('')
  const domain = given.trim()
  const prove = useMutation({
    mutationFn: () =>
      call('POST /api/directories/{directoryId}/domain-proofs', {
        params: { directoryId },
        body: { domain },
      }),
    onSuccess: () => {
      setGiven('')
      return client.invalidateQueries()
    },
  })
  const declare = useMutation({
    mutationFn: () => effectOf(directoryId, domain, 'declare'),
    onSuccess: onAsk,
  })
  const { errorOf, otherError } = fieldErrors(prove.error ?? declare.error, words)
  const forget = () => {
    prove.reset()
    declare.reset()
  }
  return (
    <Card title={domains.another}>
      <form
        className={layout.inline}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          forget()
          if (domain !== '' && !prove.isPending) prove.mutate()
        }}
      >
        <TextInput
          name="domain"
          label={domains.domain}
          placeholder={domains.hint}
          value={given}
          error={errorOf('domain')}
          onChange={(event) => setGiven(event.currentTarget.value)}
        />
        <div className={layout.formFoot}>
          <Button type="submit" size="sm" loading={prove.isPending} disabled={domain === ''}>
            {domains.prove}
          </Button>
          <Button
            size="sm"
            variant="default"
            loading={declare.isPending}
            disabled={domain === ''}
            onClick={() => {
              forget()
              declare.mutate()
            }}
          >
            {domains.declareInstead}
          </Button>
        </div>
      </form>
      <p className="quiet">{domains.why}</p>
      {otherError && <CallError error={otherError} />}
    </Card>
  )
}
