import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '../api-client.ts'
import { useMe } from '../me.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import layout from '../ui/layout.module.css'
import { PasswordField } from '../ui/password-field.tsx'
import { useSubmit } from '../ui/submit.ts'
import { useTexts } from './language.ts'

/** Another password, for whoever has just signed in. */
export function ChangePassword() {
  const { account, fields } = useTexts()
  const client = useQueryClient()
  const me = useMe()
  const form = useSubmit({
    read: (data) => ({ password: String(data.get('password') ?? '') }),
    act: (body) => call('POST /api/me/password', { body }),
    onDone: () => {
      form.ref.current?.reset()
      return client.invalidateQueries({ queryKey: ['GET /api/me/sessions'] })
    },
  })
  return (
    <Card title={account.changePassword}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        {/* Password managers file the password under this. */}
        <input type="hidden" autoComplete="username" value={me?.staff.address ?? ''} />
        <PasswordField
          name="password"
          label={account.newPassword}
          hint={fields.newPasswordHint}
          autoComplete="new-password"
          error={form.errorOf('password')}
        />
        {form.otherError && <CallError error={form.otherError} />}
        <div className={layout.formFoot}>
          <Button type="submit" loading={form.isPending}>
            {account.changePassword}
          </Button>
          {form.isDone && <span role="status">{account.passwordChanged}</span>}
        </div>
      </form>
    </Card>
  )
}
