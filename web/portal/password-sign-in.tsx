import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
import { GuestForm } from '../sign-in/guest-form.tsx'
import { GuestShell } from '../sign-in/guest-shell.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Notice } from '../ui/notice.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useTexts } from './door-texts.ts'

interface Props {
  /** What was typed before. */
  readonly address: string
  readonly onIn: () => unknown
  readonly onMail: (address: string, way: AnswerOf<'POST /api/portal/sign-in'>) => void
  readonly onOther: () => void
}

/** Address and password, and beside them always the mail: whoever has no password here learns only there which door is theirs. */
export function PasswordSignIn({ address, onIn, onMail, onOther }: Props) {
  const { portal, ownWays } = useTexts()
  const [typed, setTyped] = useState(address)
  const form = useSubmit({
    read: (data) => ({ address: textOf(data, 'address'), password: String(data.get('password') ?? '') }),
    act: (body) => call('POST /api/portal/sign-in/password', { body }),
    onDone: onIn,
  })
  const mail = useSubmit({
    read: () => ({ address: typed.trim() }),
    act: (body) => call('POST /api/portal/sign-in', { body }),
    onDone: (way, body) => onMail(body.address, way),
  })
  const isWrong = form.otherError instanceof CallFailed && form.otherError.problem?.code === 'not-signed-in'
  return (
    <GuestShell title={ownWays.passwordTitle} lead={ownWays.passwordLead}>
      <GuestForm
        form={form}
        act={ownWays.act}
        notice={
          isWrong && (
            <Notice tone="bad" title={ownWays.wrong}>
              {ownWays.wrongNext}
            </Notice>
          )
        }
      >
        <TextInput
          size="md"
          type="email"
          name="address"
          label={portal.address}
          placeholder={portal.addressHint}
          autoComplete="username"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={form.errorOf('address') ?? mail.errorOf('address')}
        />
        <PasswordField
          size="md"
          name="password"
          label={ownWays.password}
          autoComplete="current-password"
          autoFocus={address !== ''}
          error={form.errorOf('password')}
        />
      </GuestForm>
      {mail.otherError && !mail.errorOf('address') && <CallError error={mail.otherError} />}
      <form className="quiet row wrap" ref={mail.ref} onSubmit={mail.onSubmit} noValidate>
        <button type="submit" className="link" disabled={mail.isPending}>
          {ownWays.byMail}
        </button>
        <button type="button" className="link" onClick={onOther}>
          {portal.toSignIn}
        </button>
      </form>
    </GuestShell>
  )
}
