import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { freshSignIn } from '../fresh-sign-in.ts'
import { useMe } from '../me.ts'
import { askPasskey, passkeyFailure, passkeyTrouble } from '../passkey.ts'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useTexts } from './language.ts'

type Ways = AnswerOf<'POST /api/me/proof/options'>

/** Asks again who sits here: by a passkey, or by what a sign-in takes. */
export function ProveDialog() {
  const { proof } = useTexts()
  const ways = useQuery({
    queryKey: ['POST /api/me/proof/options'],
    queryFn: () => call('POST /api/me/proof/options'),
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <Dialog title={proof.title} onClose={() => freshSignIn.answer(false)}>
      <p className="second">{proof.why}</p>
      <Loaded query={ways}>{(found) => <Prove ways={found} onStale={() => void ways.refetch()} />}</Loaded>
    </Dialog>
  )
}

function Prove({ ways, onStale }: { ways: Ways; onStale: () => void }) {
  const { proof, cancel, fields, signIn } = useTexts()
  const me = useMe()
  const form = useSubmit({
    read: (data) => ({
      password: String(data.get('password') ?? ''),
      ...(ways.code ? { code: textOf(data, 'code') } : {}),
    }),
    act: (body) => call('POST /api/me/proof', { body }),
    onDone: () => freshSignIn.answer(true),
  })
  const { passkey } = ways
  const canUsePasskey = passkey !== null && passkeyTrouble() === undefined
  return (
    <>
      {canUsePasskey && <ProveByPasskey options={passkey} onStale={onStale} />}
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <input type="hidden" autoComplete="username" value={me?.staff.address ?? ''} />
        <PasswordField
          name="password"
          label={fields.password}
          autoComplete="current-password"
          autoFocus={!canUsePasskey}
          error={form.errorOf('password')}
        />
        {ways.code && (
          <TextInput
            name="code"
            label={signIn.code}
            description={signIn.codeHint}
            autoComplete="one-time-code"
            error={form.errorOf('code')}
          />
        )}
        {form.otherError && <CallError error={form.otherError} />}
        <div className="row wrap">
          <Button type="submit" variant={canUsePasskey ? 'default' : 'filled'} loading={form.isPending}>
            {proof.act}
          </Button>
          <Button variant="default" onClick={() => freshSignIn.answer(false)}>
            {cancel}
          </Button>
        </div>
      </form>
    </>
  )
}

function ProveByPasskey({
  options,
  onStale,
}: {
  options: NonNullable<Ways['passkey']>
  onStale: () => void
}) {
  const { passkeys } = useTexts()
  const act = useMutation({
    mutationFn: async () => call('POST /api/me/proof', { body: { passkey: await askPasskey(options) } }),
    onSuccess: () => freshSignIn.answer(true),
    // What was asked works once, also when the answer was wrong.
    onError: onStale,
  })
  return (
    <>
      <div>
        <Button autoFocus loading={act.isPending} onClick={() => act.mutate()}>
          {passkeys.use}
        </Button>
      </div>
      {act.error && passkeyFailure(act.error) && <Notice tone="flat" title={passkeys.givenUp} />}
      {act.error && !passkeyFailure(act.error) && <CallError error={act.error} />}
    </>
  )
}
