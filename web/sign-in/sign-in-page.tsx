import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Notice } from '../ui/notice.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { GuestShell } from './guest-shell.tsx'
import { returnPath } from './return-path.ts'
import { SecondFactor, wantsSecondFactor } from './second-factor.tsx'
import c from './sign-in.module.css'

/** For staff: address and password, and a code where one is asked for. */
export function SignInPage() {
  const { signIn, fields } = useTexts()
  const to = returnPath(useSearch({ from: paths.signIn }).to)
  const client = useQueryClient()
  const navigate = useNavigate()
  const goOn = (me: AnswerOf<'GET /api/me'>) => {
    client.setQueryData(read('GET /api/me').queryKey, me)
    return navigate({ href: to ?? paths.overview, replace: true })
  }
  const form = useSubmit({
    read: (data) => ({ address: textOf(data, 'address'), password: String(data.get('password') ?? '') }),
    act: (body) => call('POST /api/sign-in', { body }),
    onDone: goOn,
  })
  if (wantsSecondFactor(form.otherError)) {
    return (
      <GuestShell title={signIn.codeTitle} lead={signIn.codeLead}>
        <SecondFactor onSignedIn={goOn} />
      </GuestShell>
    )
  }
  const wrong = form.otherError instanceof CallFailed && form.otherError.problem?.code === 'not-signed-in'
  return (
    <GuestShell title={signIn.title} lead={to === undefined ? signIn.lead : signIn.leadBack}>
      <form className={c.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        {wrong && (
          <Notice tone="bad" title={signIn.wrong}>
            {signIn.wrongNext}
          </Notice>
        )}
        {!wrong && form.otherError && <CallError error={form.otherError} />}
        <TextInput
          size="md"
          type="email"
          name="address"
          label={fields.address}
          autoComplete="username"
          error={form.errorOf('address')}
        />
        <PasswordField
          size="md"
          name="password"
          label={fields.password}
          autoComplete="current-password"
          error={form.errorOf('password')}
        />
        <Button type="submit" size="md" fullWidth loading={form.isPending}>
          {signIn.act}
        </Button>
      </form>
      <p className="quiet">{signIn.lost}</p>
    </GuestShell>
  )
}
