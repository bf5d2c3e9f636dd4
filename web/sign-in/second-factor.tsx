import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { askPasskey, passkeyFailure, passkeyTrouble } from '../passkey.ts'
import { CallError } from '../ui/call-error.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { GuestForm } from './guest-form.tsx'
import c from './sign-in.module.css'

type Ways = AnswerOf<'POST /api/sign-in/second-factor/options'>

/** Whether the password was right and something else is asked for as well. */
export function wantsSecondFactor(error: Error | null): boolean {
  return error instanceof CallFailed && error.problem?.code === 'second-factor-needed'
}

interface Props {
  onSignedIn(me: AnswerOf<'GET /api/me'>): unknown
}

/** The second step of a sign-in: a passkey, a code of the generator, or a recovery code, as the person has them. */
export function SecondFactor({ onSignedIn }: Props) {
  const { passkeys } = useTexts()
  const ways = useQuery({
    queryKey: ['POST /api/sign-in/second-factor/options'],
    queryFn: () => call('POST /api/sign-in/second-factor/options'),
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <Loaded query={ways}>
      {({ code, passkey }) => (
        <>
          {passkey && passkeyTrouble() === undefined && (
            <ByPasskey options={passkey} onSignedIn={onSignedIn} onStale={() => void ways.refetch()} />
          )}
          {passkey && passkeyTrouble() !== undefined && (
            <Notice tone="flat" title={passkeys.insecure}>
              {passkeys.insecureNext}
            </Notice>
          )}
          {code && <ByCode onSignedIn={onSignedIn} isOnly={!passkey} />}
        </>
      )}
    </Loaded>
  )
}

function ByPasskey({
  options,
  onSignedIn,
  onStale,
}: Props & { options: NonNullable<Ways['passkey']>; onStale: () => void }) {
  const { passkeys } = useTexts()
  const show = useMutation({
    mutationFn: async () =>
      call('POST /api/sign-in/second-factor', { body: { passkey: await askPasskey(options) } }),
    onSuccess: onSignedIn,
    // What was asked works once, also when the answer was wrong.
    onError: onStale,
  })
  const { error } = show
  const isRefused = error instanceof CallFailed && error.problem?.code === 'invalid'
  return (
    <>
      {(isRefused || passkeyFailure(error)) && (
        <Notice tone={isRefused ? 'bad' : 'flat'} title={isRefused ? passkeys.refused : passkeys.givenUp} />
      )}
      {error && !isRefused && !passkeyFailure(error) && <CallError error={error} />}
      <Button size="md" fullWidth loading={show.isPending} onClick={() => show.mutate()}>
        {passkeys.use}
      </Button>
    </>
  )
}

function ByCode({ onSignedIn, isOnly }: Props & { isOnly: boolean }) {
  const { signIn } = useTexts()
  const form = useSubmit({
    read: (data) => ({ code: textOf(data, 'code') }),
    act: (body) => call('POST /api/sign-in/second-factor', { body }),
    onDone: onSignedIn,
  })
  return (
    <GuestForm form={form} act={isOnly ? signIn.act : signIn.byCode} isSecond={!isOnly}>
      <TextInput
        className={c.codeBox}
        size="md"
        name="code"
        label={signIn.code}
        description={signIn.codeHint}
        inputMode="text"
        autoComplete="one-time-code"
        autoFocus={isOnly}
        error={form.errorOf('code')}
      />
    </GuestForm>
  )
}
