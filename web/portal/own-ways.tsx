import { Button } from '@mantine/core'
import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import layout from '../ui/layout.module.css'
import { type Passkey, type PasskeyKeeper, Passkeys } from '../ui/passkeys.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { useSubmit } from '../ui/submit.ts'
import { When } from '../ui/when.tsx'
import { useTexts } from './door-texts.ts'

type Ways = AnswerOf<'GET /api/portal/me/ways'>

/** What signs somebody in besides the code by mail; nothing is shown to whoever has none and may have none. */
export function OwnWays({ address }: { address: string }) {
  const { ownWays } = useTexts()
  const ways = useQuery(read('GET /api/portal/me/ways')).data
  const passkeys = useQuery(read('GET /api/portal/me/passkeys'))
  if (!ways) return null
  const { password } = ways
  const hasPassword = password.allowed || password.chosenAt !== null
  const hasPasskeys = ways.passkeys.allowed || (passkeys.data?.items.length ?? 0) > 0
  if (!hasPassword && !hasPasskeys) return null
  return (
    <Card title={ownWays.title}>
      <p className="small quiet">
        {password.allowed || ways.passkeys.allowed ? ownWays.lead : ownWays.leadClosed}
      </p>
      {hasPasskeys && <OwnPasskeys query={passkeys} mayAdd={ways.passkeys.allowed} />}
      {hasPassword && <OwnPassword password={password} address={address} />}
    </Card>
  )
}

const keeper: PasskeyKeeper = {
  offer: () => call('POST /api/portal/me/passkeys/options'),
  async add(body) {
    await call('POST /api/portal/me/passkeys', { body })
    return []
  },
  rename: (passkeyId, name) =>
    call('PATCH /api/portal/me/passkeys/{passkeyId}', { params: { passkeyId }, body: { name } }),
  page: paths.ownAccount,
}

interface PasskeysProps {
  readonly query: UseQueryResult<AnswerOf<'GET /api/portal/me/passkeys'>>
  readonly mayAdd: boolean
}

function OwnPasskeys({ query, mayAdd }: PasskeysProps) {
  const { ownWays, passkeys: words } = useTexts()
  const client = useQueryClient()
  const [removed, setRemoved] = useState<Passkey>()
  const act = useMutation({
    mutationFn: (passkeyId: string) =>
      call('DELETE /api/portal/me/passkeys/{passkeyId}', { params: { passkeyId } }),
    onSuccess: async () => {
      await client.invalidateQueries()
      setRemoved(undefined)
    },
  })
  return (
    <>
      <Passkeys
        query={query}
        keeper={keeper}
        about={ownWays.passkeysAbout}
        mayAdd={mayAdd}
        onAdded={() => undefined}
        onRemove={setRemoved}
      />
      {removed && (
        <Confirm
          title={words.removeWhat(removed.name)}
          act={ownWays.removePasskey}
          color="red"
          isPending={act.isPending}
          error={act.error}
          onAct={() => act.mutate(removed.id)}
          onClose={() => setRemoved(undefined)}
        >
          <p>{words.removeEffect}</p>
          <p>{ownWays.signedOut}</p>
        </Confirm>
      )}
    </>
  )
}

function OwnPassword({ password, address }: { password: Ways['password']; address: string }) {
  const { ownWays } = useTexts()
  const [asked, setAsked] = useState<'set' | 'remove'>()
  const { allowed, chosenAt } = password
  const onClose = () => setAsked(undefined)
  return (
    <div className="stack">
      <h3>{ownWays.password}</h3>
      <p>
        {chosenAt === null ? (
          <span className="second">{ownWays.none}</span>
        ) : (
          <>
            {ownWays.chosen} <When at={chosenAt} />
          </>
        )}
      </p>
      <div className="row wrap">
        {allowed && (
          <Button variant="default" onClick={() => setAsked('set')}>
            {chosenAt === null ? ownWays.set : ownWays.change}
          </Button>
        )}
        {chosenAt !== null && (
          <Button variant="default" onClick={() => setAsked('remove')}>
            {ownWays.remove}
          </Button>
        )}
      </div>
      {asked === 'set' && <ChoosePassword address={address} onClose={onClose} />}
      {asked === 'remove' && <RemovePassword onClose={onClose} />}
    </div>
  )
}

function ChoosePassword({ address, onClose }: { address: string; onClose: () => void }) {
  const { ownWays, fields, cancel } = useTexts()
  const client = useQueryClient()
  const form = useSubmit({
    read: (data) => ({ password: String(data.get('password') ?? '') }),
    act: (body) => call('POST /api/portal/me/password', { body }),
    onDone: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Dialog title={ownWays.setTitle} onClose={onClose}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        {/* Password managers file the password under this. */}
        <input type="hidden" autoComplete="username" value={address} />
        <PasswordField
          name="password"
          label={ownWays.newPassword}
          hint={fields.newPasswordHint}
          autoComplete="new-password"
          autoFocus
          error={form.errorOf('password')}
        />
        <p className="second">{ownWays.setEffect}</p>
        {form.otherError && <CallError error={form.otherError} />}
        <div className="row wrap">
          <Button type="submit" loading={form.isPending}>
            {ownWays.save}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function RemovePassword({ onClose }: { onClose: () => void }) {
  const { ownWays } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () => call('DELETE /api/portal/me/password'),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Confirm
      title={ownWays.removeTitle}
      act={ownWays.removeTitle}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{ownWays.removeEffect}</p>
    </Confirm>
  )
}
