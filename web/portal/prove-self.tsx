import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { freshSignIn, useFreshSignInAsked } from '../fresh-sign-in.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import layout from '../ui/layout.module.css'
import { Notice } from '../ui/notice.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { CodeForm } from './code-form.tsx'
import { useTexts } from './door-texts.ts'

type Self = AnswerOf<'GET /api/portal/me'>

/** Asks a customer again who they are, whenever a call needs it; the call goes on then, or fails as it did. */
export function ProveSelfAsked({ self }: { self: Self }) {
  const { ownWays } = useTexts()
  if (!useFreshSignInAsked()) return null
  return (
    <Dialog title={ownWays.proveTitle} onClose={() => freshSignIn.answer(false)}>
      <p className="second">{ownWays.proveWhy}</p>
      <ProveSelf self={self} />
    </Dialog>
  )
}

/** By the password, where there is one that counts, or by a code to the mailbox. */
function ProveSelf({ self: { address, standing } }: { self: Self }) {
  const { ownWays } = useTexts()
  const ways = useQuery(read('GET /api/portal/me/ways')).data
  const hasPassword = ways?.password.allowed && ways.password.chosenAt !== null
  const mailed = useMutation({ mutationFn: () => call('POST /api/portal/me/proof/mail') })
  if (mailed.data) return <ByCode address={mailed.data.address} />
  const canMail = address !== null && standing === 'held'
  return (
    <>
      {hasPassword && <ByPassword address={address ?? ''} />}
      {mailed.error && <CallError error={mailed.error} />}
      {canMail ? (
        <div>
          <Button
            variant={hasPassword ? 'default' : 'filled'}
            loading={mailed.isPending}
            onClick={() => mailed.mutate()}
          >
            {ownWays.proveByMail}
          </Button>
        </div>
      ) : (
        !hasPassword && <Notice tone="flat" title={ownWays.proveNoMail} />
      )}
    </>
  )
}

function ByPassword({ address }: { address: string }) {
  const { ownWays, cancel } = useTexts()
  const form = useSubmit({
    read: (data) => ({ password: String(data.get('password') ?? '') }),
    act: (body) => call('POST /api/portal/me/proof', { body }),
    onDone: () => freshSignIn.answer(true),
  })
  return (
    <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      <input type="hidden" autoComplete="username" value={address} />
      <PasswordField
        name="password"
        label={ownWays.password}
        autoComplete="current-password"
        autoFocus
        error={form.errorOf('password')}
      />
      {form.otherError && <CallError error={form.otherError} />}
      <div className="row wrap">
        <Button type="submit" loading={form.isPending}>
          {ownWays.proveAct}
        </Button>
        <Button variant="default" onClick={() => freshSignIn.answer(false)}>
          {cancel}
        </Button>
      </div>
    </form>
  )
}

function ByCode({ address }: { address: string }) {
  const { ownWays, cancel } = useTexts()
  const form = useSubmit({
    read: (data) => ({ code: textOf(data, 'code') }),
    act: (body) => call('POST /api/portal/me/proof', { body }),
    onDone: () => freshSignIn.answer(true),
  })
  const giveUp = () => freshSignIn.answer(false)
  return (
    <CodeForm
      form={form}
      lead={ownWays.proveMailed}
      address={address}
      act={ownWays.proveAct}
      second={cancel}
      onSecond={giveUp}
    />
  )
}
