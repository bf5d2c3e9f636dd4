import { Button, NativeSelect, useMantineColorScheme } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../api-client.ts'
import { type Language, offered, useLanguage, useTexts } from '../language.tsx'
import { useMe } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { useSubmit } from '../ui/submit.ts'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'

/** One's own account: how it looks, its password, where it is signed in. */
export function AccountPage() {
  const { shell, account, roles, staff } = useTexts()
  const me = useMe()
  return (
    <Page title={shell.account} sub={account.sub}>
      {me && (
        <Card title={me.staff.name}>
          <KeyValue
            rows={[
              [account.address, <Address key="address" value={me.staff.address} />],
              [staff.role, roles[me.staff.role]],
            ]}
          />
        </Card>
      )}
      <Appearance />
      <ChangePassword />
      <Sessions />
    </Page>
  )
}

function Appearance() {
  const { texts, language, setLanguage } = useLanguage()
  const { account } = texts
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Card title={account.appearance}>
      <div className={layout.form}>
        <NativeSelect
          label={account.language}
          value={language}
          onChange={(event) => void setLanguage(event.currentTarget.value as Language)}
          data={offered().map((value) => ({ value, label: account.languages[value] }))}
        />
        <NativeSelect
          label={account.scheme}
          value={colorScheme}
          onChange={(event) => setColorScheme(event.currentTarget.value as typeof colorScheme)}
          data={(['auto', 'light', 'dark'] as const).map((value) => ({
            value,
            label: account.schemes[value],
          }))}
        />
      </div>
    </Card>
  )
}

function ChangePassword() {
  const { account, fields } = useTexts()
  const client = useQueryClient()
  const me = useMe()
  const form = useSubmit({
    read: (data) => ({
      current: String(data.get('current') ?? ''),
      password: String(data.get('password') ?? ''),
    }),
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
          name="current"
          label={account.currentPassword}
          autoComplete="current-password"
          error={form.errorOf('current')}
        />
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

function Sessions() {
  const { account } = useTexts()
  const client = useQueryClient()
  const query = useQuery(read('GET /api/me/sessions'))
  const end = useMutation({
    mutationFn: (sessionId: string) => call('DELETE /api/me/sessions/{sessionId}', { params: { sessionId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['GET /api/me/sessions'] }),
  })
  const endAll = useMutation({
    mutationFn: () => call('DELETE /api/me/sessions'),
    onSuccess: () => location.assign(paths.signIn),
  })
  const failed = end.error ?? endAll.error
  return (
    <Card
      title={account.sessions}
      flush
      aside={
        <Button variant="default" loading={endAll.isPending} onClick={() => endAll.mutate()}>
          {account.signOutEverywhere}
        </Button>
      }
    >
      {failed && (
        <div className={layout.body}>
          <CallError error={failed} />
        </div>
      )}
      <Loaded query={query} isFlush>
        {({ items }) => (
          <Table
            label={account.sessions}
            items={items}
            keyOf={({ id }) => id}
            asLines
            columns={[
              {
                head: account.where,
                cell: ({ ip, userAgent, current }) => (
                  <>
                    {current && <strong>{account.thisSession}</strong>}{' '}
                    <span className="second">{[ip, userAgent].filter(Boolean).join(' · ')}</span>
                  </>
                ),
              },
              { head: account.lastSeen, cell: ({ lastSeenAt }) => <When at={lastSeenAt} /> },
              { head: account.opened, cell: ({ createdAt }) => <When at={createdAt} /> },
              {
                head: account.act,
                isAct: true,
                cell: ({ id, current }) =>
                  !current && (
                    <Button
                      variant="subtle"
                      color="gray"
                      size="compact-xs"
                      loading={end.isPending}
                      onClick={() => end.mutate(id)}
                    >
                      {account.endSession}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  )
}
