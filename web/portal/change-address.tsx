import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CallFailed, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import c from '../sign-in/sign-in.module.css'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import layout from '../ui/layout.module.css'
import { Notice } from '../ui/notice.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'

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
  const { otherError } = form
  const isOver = otherError instanceof CallFailed && otherError.problem?.code === 'not-signed-in'
  return (
    <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      <p>
        {portal.mailLead} <Address value={address} size="inline" />
      </p>
      {isOver && (
        <Notice tone="bad" title={portal.over}>
          {portal.overNext}
        </Notice>
      )}
      {otherError && !isOver && <CallError error={otherError} />}
      <TextInput
        className={c.codeBox}
        name="code"
        label={portal.code}
        description={portal.codeHint}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        error={form.errorOf('code')}
      />
      <div className="row wrap">
        <Button type="submit" loading={form.isPending}>
          {portal.prove}
        </Button>
        <Button variant="default" onClick={onSecond}>
          {second}
        </Button>
      </div>
    </form>
  )
}
