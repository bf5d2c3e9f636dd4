import { Button, TextInput } from '@mantine/core'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { CallError } from '../ui/call-error.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import c from './sign-in.module.css'

/** Whether the password was right and a code is asked for as well. */
export function wantsSecondFactor(error: Error | null): boolean {
  return error instanceof CallFailed && error.problem?.code === 'second-factor-needed'
}

interface Props {
  onSignedIn(me: AnswerOf<'GET /api/me'>): unknown
}

/** The second step of a sign-in: a code of the generator, or a recovery code. */
export function SecondFactor({ onSignedIn }: Props) {
  const { signIn } = useTexts()
  const form = useSubmit({
    read: (data) => ({ code: textOf(data, 'code') }),
    act: (body) => call('POST /api/sign-in/second-factor', { body }),
    onDone: onSignedIn,
  })
  return (
    <form className={c.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      {form.otherError && <CallError error={form.otherError} />}
      <TextInput
        className={c.codeBox}
        size="md"
        name="code"
        label={signIn.code}
        description={signIn.codeHint}
        inputMode="text"
        autoComplete="one-time-code"
        autoFocus
        error={form.errorOf('code')}
      />
      <Button type="submit" size="md" fullWidth loading={form.isPending}>
        {signIn.act}
      </Button>
    </form>
  )
}
