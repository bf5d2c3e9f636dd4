import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { CallError } from '../ui/call-error.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import layout from '../ui/layout.module.css'
import { QrCode } from '../ui/qr-code.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import c from './account.module.css'
import { useTexts } from './language.ts'

interface Props {
  readonly isSetUp: boolean
  /** Codes that are to be shown, or none. */
  onSetUp(recoveryCodes: readonly string[]): unknown
  onRemove(): void
}

/** The code generator: set up by a picture or by typing, and proved by its first code. */
export function OwnTotp({ isSetUp, onSetUp, onRemove }: Props) {
  const { secondFactor: words } = useTexts()
  const offer = useMutation({ mutationFn: () => call('POST /api/me/totp') })
  if (offer.data) {
    return (
      <TotpSetUp
        offered={offer.data}
        onCancel={offer.reset}
        onDone={(codes) => {
          offer.reset()
          return onSetUp(codes)
        }}
      />
    )
  }
  return (
    <div className={c.part}>
      <div className={c.about}>
        <h3>{words.totp}</h3>
        <p className="second">{isSetUp ? words.totpOn : words.totpOff}</p>
        {offer.error && <CallError error={offer.error} />}
      </div>
      <div className="row wrap">
        <Button variant="default" loading={offer.isPending} onClick={() => offer.mutate()}>
          {isSetUp ? words.totpAnew : words.totpSetUp}
        </Button>
        {isSetUp && (
          <Button variant="default" onClick={onRemove}>
            {words.remove}
          </Button>
        )}
      </div>
    </div>
  )
}

function TotpSetUp({
  offered,
  onDone,
  onCancel,
}: {
  offered: AnswerOf<'POST /api/me/totp'>
  onDone: (recoveryCodes: readonly string[]) => unknown
  onCancel: () => void
}) {
  const { secondFactor: words, signIn, cancel } = useTexts()
  const form = useSubmit({
    read: (data) => ({ code: textOf(data, 'code') }),
    act: (body) => call('POST /api/me/totp/accept', { body }),
    onDone: ({ recoveryCodes }) => onDone(recoveryCodes),
  })
  return (
    <div className="stack">
      <h3>{words.totp}</h3>
      <div className={c.setUp}>
        <QrCode text={offered.uri} label={words.qrCode} />
        <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
          <p>{words.scan}</p>
          <CopyField label={words.secret} value={offered.secret} />
          <TextInput
            className={c.code ?? ''}
            name="code"
            label={signIn.code}
            description={words.firstCode}
            inputMode="numeric"
            autoComplete="one-time-code"
            error={form.errorOf('code')}
          />
          {form.otherError && <CallError error={form.otherError} />}
          <div className={layout.formFoot}>
            <Button type="submit" loading={form.isPending}>
              {words.confirm}
            </Button>
            <Button variant="default" onClick={onCancel}>
              {cancel}
            </Button>
          </div>
        </form>
      </div>
    </div>
  )
}
