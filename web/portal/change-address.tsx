import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import layout from '../ui/layout.module.css'
import { textOf, useSubmit } from '../ui/submit.ts'
import { CodeForm } from './code-form.tsx'
import { useTexts } from './door-texts.ts'

/** Another address of one's own, which is proven by a code before it counts. */
export function ChangeAddress({ onClose }: { onClose: () => void }) {
  const { portal } = useTexts()
  const [address, setAddress] = useState<string>()
  return (
    <Dialog title={portal.changeTitle} onClose={onClose}>
      {address === undefined ? (
        <NewAddress onSent={setAddress} onClose={onClose} />
      ) : (
        <ProveByCode
          address={address}
          second={portal.again}
          onSecond={() => setAddress(undefined)}
          onDone={onClose}
        />
      )}
    </Dialog>
  )
}

function NewAddress({ onSent, onClose }: { onSent: (address: string) => void; onClose: () => void }) {
  const { portal, cancel } = useTexts()
  const form = useSubmit({
    read: (data) => ({ address: textOf(data, 'address') }),
    act: (body) => call('POST /api/portal/me/address', { body }),
    onDone: (_nothing, { address }) => onSent(address),
  })
  return (
    <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      <p>{portal.changeLead}</p>
      {form.otherError && <CallError error={form.otherError} />}
      <TextInput
        type="email"
        name="address"
        label={portal.newAddress}
        autoComplete="email"
        error={form.errorOf('address')}
      />
      <div className="row wrap">
        <Button type="submit" loading={form.isPending}>
          {portal.sendCode}
        </Button>
        <Button variant="default" onClick={onClose}>
          {cancel}
        </Button>
      </div>
    </form>
  )
}

interface ProofProps {
  readonly address: string
  /** The other button, and what it does. */
  readonly second: string
  readonly onSecond: () => void
  readonly onDone: () => void
}

/** The code of the mail that went to an address. */
export function ProveByCode({ address, second, onSecond, onDone }: ProofProps) {
  const { portal } = useTexts()
  const client = useQueryClient()
  const form = useSubmit({
    read: (data) => ({ code: textOf(data, 'code') }),
    act: (body) => call('POST /api/portal/me/address/code', { body }),
    onDone: async () => {
      await client.invalidateQueries()
      onDone()
    },
  })
  return (
    <CodeForm
      form={form}
      lead={portal.mailLead}
      address={address}
      act={portal.prove}
      second={second}
      onSecond={onSecond}
    />
  )
}
