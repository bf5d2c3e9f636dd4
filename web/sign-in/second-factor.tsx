import { TextInput } from '@mantine/core'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { GuestForm } from './guest-form.tsx'
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
    <GuestForm form={form} act={signIn.act}>
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
    </GuestForm>
  )
}
