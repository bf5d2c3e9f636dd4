import { TextInput } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { Notice } from '../ui/notice.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { GuestForm } from './guest-form.tsx'
import { GuestShell } from './guest-shell.tsx'
import { type PasskeyDoor, PasskeySignIn } from './passkey-sign-in.tsx'
import { returnPath } from './return-path.ts'
import { SecondFactor, wantsSecondFactor } from './second-factor.tsx'
import { useSignedIn } from './use-signed-in.ts'

const passkeyDoor: PasskeyDoor<AnswerOf<'GET /api/me'>> = {
  ask: () => call('POST /api/sign-in/passkey/options'),
  show: (passkey) => call('POST /api/sign-in/passkey', { body: { passkey } }),
}

/** For staff: address and password, and a second factor where one is asked for; or a passkey alone. */
export function SignInPage() {
  const { signIn, fields, passkeys } = useTexts()
  const search = useSearch({ from: paths.signIn })
  const to = returnPath(search.to)
  const [isBegunAnew, beginAnew] = useState(false)
  const goOn = useSignedIn(to)
  const form = useSubmit({
    read: (data) => ({ address: textOf(data, 'address'), password: String(data.get('password') ?? '') }),
    act: (body) => call('POST /api/sign-in', { body }),
    onDone: goOn,
  })
  // Whoever comes through the staff's directory has done the first step there.
  const isThrough = search.step === 'second' && !isBegunAnew
  if (isThrough || wantsSecondFactor(form.otherError)) {
    return (
      <GuestShell title={signIn.codeTitle} lead={isThrough ? signIn.codeLeadThrough : signIn.codeLead}>
        <SecondFactor onSignedIn={goOn} />
        {isThrough && (
          <p className="quiet">
            <button type="button" className="link" onClick={() => beginAnew(true)}>
              {signIn.byPassword}
            </button>
          </p>
        )}
      </GuestShell>
    )
  }
  const wrong = form.otherError instanceof CallFailed && form.otherError.problem?.code === 'not-signed-in'
  const notice = wrong && (
    <Notice tone="bad" title={signIn.wrong}>
      {signIn.wrongNext}
    </Notice>
  )
  return (
    <GuestShell title={signIn.title} lead={to?.startsWith(paths.overview) ? signIn.leadBack : signIn.lead}>
      <GuestForm form={form} act={signIn.act} notice={notice}>
        <TextInput
          size="md"
          type="email"
          name="address"
          label={fields.address}
          autoComplete="username webauthn"
          error={form.errorOf('address')}
        />
        <PasswordField
          size="md"
          name="password"
          label={fields.password}
          autoComplete="current-password"
          error={form.errorOf('password')}
        />
      </GuestForm>
      <PasskeySignIn door={passkeyDoor} refusedNext={passkeys.refusedNext} onSignedIn={goOn} />
      <p className="quiet">{signIn.lost}</p>
    </GuestShell>
  )
}
