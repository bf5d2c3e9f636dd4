import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useTexts } from './language.ts'
import { useMailInTexts } from './mail-in-texts.ts'

type Mailbox = AnswerOf<'GET /api/mailboxes/{mailboxId}'>

const tlsModes = ['implicit', 'required', 'off'] as const

/** Has mails of a mailbox fetched from elsewhere, or no more. */
export function FetchForm({ mailbox, onClose }: { mailbox: Mailbox; onClose(): void }) {
  const { cancel } = useTexts()
  const words = useMailInTexts()
  const client = useQueryClient()
  const { fetching } = mailbox
  const params = { mailboxId: mailbox.id }
  const done = async () => {
    await client.invalidateQueries({ queryKey: ['GET /api/mailboxes'] })
    onClose()
  }
  const form = useSubmit({
    read: (data) => {
      const password = String(data.get('password') ?? '')
      return {
        host: textOf(data, 'host'),
        port: Number(textOf(data, 'port')),
        tls: tlsModes.find((one) => one === data.get('tls')) ?? 'implicit',
        user: textOf(data, 'user'),
        ...(password !== '' && { password }),
        moveTo: textOf(data, 'moveTo') || null,
        authserv: textOf(data, 'authserv') || null,
      }
    },
    act: (body) => call('POST /api/mailboxes/{mailboxId}/fetching', { params, body }),
    onDone: done,
  })
  const end = useMutation({
    mutationFn: () => call('DELETE /api/mailboxes/{mailboxId}/fetching', { params }),
    onSuccess: done,
  })
  return (
    <Dialog title={words.fetchWhat(mailbox.address)} onClose={onClose}>
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <p>{words.fetchWhy}</p>
        <TextInput
          name="host"
          label={words.host}
          autoComplete="off"
          spellCheck={false}
          defaultValue={fetching?.host}
          error={form.errorOf('host') && words.errors.host}
        />
        <TextInput
          name="port"
          label={words.port}
          inputMode="numeric"
          autoComplete="off"
          defaultValue={fetching?.port ?? 993}
          error={form.errorOf('port')}
        />
        <NativeSelect
          name="tls"
          label={words.encryption}
          data={tlsModes.map((one) => ({ value: one, label: words.tls[one] }))}
          defaultValue={fetching?.tls ?? 'implicit'}
          error={form.errorOf('tls')}
        />
        <TextInput
          name="user"
          label={words.user}
          autoComplete="off"
          spellCheck={false}
          defaultValue={fetching?.user ?? mailbox.address}
          error={form.errorOf('user')}
        />
        <PasswordField
          name="password"
          label={words.password}
          hint={fetching ? words.passwordKept : words.passwordHint}
          autoComplete="new-password"
          error={form.errorOf('password') && words.errors.password}
        />
        <TextInput
          name="moveTo"
          label={words.moveTo}
          description={words.moveToHint}
          autoComplete="off"
          defaultValue={fetching?.moveTo ?? ''}
          error={form.errorOf('moveTo')}
        />
        <TextInput
          name="authserv"
          label={words.authserv}
          description={words.authservHint}
          autoComplete="off"
          spellCheck={false}
          defaultValue={fetching?.authserv ?? ''}
          error={form.errorOf('authserv') && words.errors.host}
        />
        {form.otherError && <CallError error={form.otherError} />}
        {end.error && <CallError error={end.error} />}
        <div className="row wrap">
          <Button type="submit" loading={form.isPending}>
            {words.save}
          </Button>
          {fetching && (
            <Button variant="default" loading={end.isPending} onClick={() => end.mutate()}>
              {words.endFetch}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
