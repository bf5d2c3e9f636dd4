import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { CallFailed, call } from '../api-client.ts'
import { GuestForm } from '../sign-in/guest-form.tsx'
import { GuestShell } from '../sign-in/guest-shell.tsx'
import c from '../sign-in/sign-in.module.css'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Notice } from '../ui/notice.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useTexts } from './door-texts.ts'

interface Props {
  readonly address: string
  readonly onIn: () => unknown
  readonly onOther: () => void
  /** Undefined: the site has no passwords. */
  readonly onPassword: (() => void) | undefined
}

/** The code of the mail, and for somebody new the name. */
export function MailedCode({ address, onIn, onOther, onPassword }: Props) {
  const { portal } = useTexts()
  const [step, setStep] = useState<'code' | 'waits' | { readonly code: string }>('code')
  if (step === 'waits') {
    return (
      <GuestShell title={portal.waitsTitle} lead={portal.waitsLead}>
        <button type="button" className="link" onClick={onOther}>
          {portal.toSignIn}
        </button>
      </GuestShell>
    )
  }
  if (step === 'code') {
    const onDone = (next: 'in' | 'name' | 'waits', code: string) =>
      next === 'in' ? onIn() : setStep(next === 'waits' ? 'waits' : { code })
    return <CodeBox address={address} onDone={onDone} onOther={onOther} onPassword={onPassword} />
  }
  return <NameBox code={step.code} onDone={(next) => (next === 'waits' ? setStep('waits') : onIn())} />
}

interface CodeProps {
  readonly address: string
  readonly onDone: (next: 'in' | 'name' | 'waits', code: string) => unknown
  readonly onOther: () => void
  readonly onPassword: (() => void) | undefined
}

function CodeBox({ address, onDone, onOther, onPassword }: CodeProps) {
  const { portal, ownWays } = useTexts()
  const form = useSubmit({
    read: (data) => ({ code: textOf(data, 'code') }),
    act: (body) => call('POST /api/portal/sign-in/code', { body }),
    onDone: ({ next }, { code }) => onDone(next, code),
  })
  const again = useMutation({
    mutationFn: () => call('POST /api/portal/sign-in', { body: { address, by: 'mail' } }),
  })
  const isOver = form.otherError instanceof CallFailed && form.otherError.problem?.code === 'not-signed-in'
  const lead = (
    <>
      {portal.mailLead} <Address value={address} size="inline" />
      <br />
      {portal.mailWhat}
    </>
  )
  return (
    <GuestShell title={portal.mailTitle} lead={lead}>
      {again.isSuccess && <Notice tone="flat" title={portal.sentAgain} />}
      {again.error && <CallError error={again.error} />}
      <GuestForm
        form={form}
        act={portal.byCode}
        notice={
          isOver && (
            <Notice tone="bad" title={portal.over}>
              {portal.overNext}
            </Notice>
          )
        }
      >
        <TextInput
          className={c.codeBox}
          size="md"
          name="code"
          label={portal.code}
          description={portal.codeHint}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          error={form.errorOf('code')}
        />
      </GuestForm>
      <p className="quiet row wrap">
        <button type="button" className="link" onClick={() => again.mutate()} disabled={again.isPending}>
          {portal.again}
        </button>
        <button type="button" className="link" onClick={onOther}>
          {portal.other}
        </button>
        {onPassword && (
          <button type="button" className="link" onClick={onPassword}>
            {ownWays.toPassword}
          </button>
        )}
      </p>
    </GuestShell>
  )
}

function NameBox({ code, onDone }: { code: string; onDone: (next: 'in' | 'name' | 'waits') => unknown }) {
  const { portal } = useTexts()
  const form = useSubmit({
    read: (data) => ({ code, name: textOf(data, 'name') }),
    act: (body) => call('POST /api/portal/sign-in/code', { body }),
    onDone: ({ next }) => onDone(next),
  })
  return (
    <GuestShell title={portal.nameTitle} lead={portal.nameLead}>
      <GuestForm form={form} act={portal.nameAct}>
        <TextInput
          size="md"
          name="name"
          label={portal.name}
          autoComplete="name"
          autoFocus
          error={form.errorOf('name')}
        />
      </GuestForm>
    </GuestShell>
  )
}
