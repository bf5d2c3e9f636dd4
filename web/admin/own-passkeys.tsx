import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { makePasskey, type PasskeyTrouble, passkeyFailure, passkeyTrouble } from '../passkey.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import c from './account.module.css'
import admin from './admin.module.css'

export type Passkey = AnswerOf<'GET /api/me/passkeys'>['items'][number]

interface Props {
  onAdded(recoveryCodes: readonly string[]): unknown
  onRemove(passkey: Passkey): void
}

/** One's passkeys, and where they work. */
export function OwnPasskeys({ onAdded, onRemove }: Props) {
  const { passkeys: words } = useTexts()
  const query = useQuery(read('GET /api/me/passkeys'))
  const [isAdding, setAdding] = useState(false)
  const [named, setNamed] = useState<Passkey>()
  return (
    <div className="stack">
      <Loaded query={query}>
        {({ items, origin }) => (
          <>
            <div className={c.part}>
              <div className={c.about}>
                <h3>{words.title}</h3>
                <p className="second">{words.about}</p>
              </div>
              {passkeyTrouble(origin) === undefined && (
                <Button variant="default" onClick={() => setAdding(true)}>
                  {words.add}
                </Button>
              )}
            </div>
            <Trouble trouble={passkeyTrouble(origin)} origin={origin} />
            {items.length > 0 && (
              <div className={c.toEdges}>
                <PasskeyTable items={items} onName={setNamed} onRemove={onRemove} />
              </div>
            )}
          </>
        )}
      </Loaded>
      {isAdding && (
        <AddPasskey
          count={query.data?.items.length ?? 0}
          onClose={() => setAdding(false)}
          onAdded={(codes) => {
            setAdding(false)
            return onAdded(codes)
          }}
        />
      )}
      {named && <RenamePasskey passkey={named} onClose={() => setNamed(undefined)} />}
    </div>
  )
}

function PasskeyTable({
  items,
  onName,
  onRemove,
}: {
  items: readonly Passkey[]
  onName: (passkey: Passkey) => void
  onRemove: (passkey: Passkey) => void
}) {
  const { passkeys: words, secondFactor, account } = useTexts()
  return (
    <Table
      label={words.title}
      items={items}
      keyOf={({ id }) => id}
      asLines
      columns={[
        {
          head: words.name,
          cell: ({ name, worksHere }) => (
            <>
              <bdi className="strong">{name}</bdi>
              {!worksHere && <div className="second">{words.oldAddress}</div>}
            </>
          ),
        },
        { head: words.made, cell: ({ createdAt }) => <When at={createdAt} /> },
        {
          head: words.lastUsed,
          cell: ({ lastUsedAt }) =>
            lastUsedAt ? <When at={lastUsedAt} /> : <span className="quiet">{words.never}</span>,
        },
        {
          head: account.act,
          isAct: true,
          cell: (passkey) => (
            <span className={admin.acts}>
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                aria-label={words.renameWhat(passkey.name)}
                onClick={() => onName(passkey)}
              >
                {words.rename}
              </Button>
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                aria-label={words.removeWhat(passkey.name)}
                onClick={() => onRemove(passkey)}
              >
                {secondFactor.remove}
              </Button>
            </span>
          ),
        },
      ]}
    />
  )
}

/** Why no passkey can be made at this address, and what to do. */
function Trouble({ trouble, origin }: { trouble: PasskeyTrouble | undefined; origin: string }) {
  const { passkeys: words } = useTexts()
  if (trouble === undefined) return null
  if (trouble === 'unknown') return <Notice tone="flat" title={words.unknown} />
  const action = trouble === 'elsewhere' && <a href={`${origin}/admin/account`}>{origin}</a>
  return (
    <Notice tone="flat" title={trouble === 'elsewhere' ? words.elsewhere : words.insecure} action={action}>
      {trouble === 'elsewhere' ? words.elsewhereNext : words.insecureNext}
    </Notice>
  )
}

function AddPasskey({
  count,
  onClose,
  onAdded,
}: {
  count: number
  onClose: () => void
  onAdded: (recoveryCodes: readonly string[]) => unknown
}) {
  const { passkeys: words, cancel } = useTexts()
  const client = useQueryClient()
  const form = useSubmit({
    read: (data) => ({ name: textOf(data, 'name') }),
    act: async ({ name }) => {
      const options = await call('POST /api/me/passkeys/options')
      const passkey = await makePasskey(options)
      return call('POST /api/me/passkeys', { body: { name, passkey } })
    },
    onDone: async ({ recoveryCodes }) => {
      await client.invalidateQueries({ queryKey: ['GET /api/me/passkeys'] })
      return onAdded(recoveryCodes)
    },
  })
  const failure = passkeyFailure(form.otherError)
  return (
    <Dialog title={words.add} onClose={onClose}>
      <p className="second">{words.addHow}</p>
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput
          name="name"
          label={words.name}
          description={words.nameHint}
          defaultValue={words.defaultName(count + 1)}
          autoComplete="off"
          error={form.errorOf('name') ?? form.errorOf('passkey')}
        />
        {failure && (
          <Notice tone="flat" title={failure === 'given-up' ? words.givenUp : words.thereAlready} />
        )}
        {form.otherError && !failure && <CallError error={form.otherError} />}
        <div className="row wrap">
          <Button type="submit" loading={form.isPending}>
            {words.make}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function RenamePasskey({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { passkeys: words, cancel, save } = useTexts()
  const client = useQueryClient()
  const form = useSubmit({
    read: (data) => ({ name: textOf(data, 'name') }),
    act: (body) => call('PATCH /api/me/passkeys/{passkeyId}', { params: { passkeyId: passkey.id }, body }),
    onDone: () => {
      onClose()
      return client.invalidateQueries({ queryKey: ['GET /api/me/passkeys'] })
    },
  })
  return (
    <Dialog title={words.renameWhat(passkey.name)} onClose={onClose}>
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput
          name="name"
          label={words.name}
          defaultValue={passkey.name}
          autoComplete="off"
          error={form.errorOf('name')}
        />
        {form.otherError && <CallError error={form.otherError} />}
        <div className="row wrap">
          <Button type="submit" loading={form.isPending}>
            {save}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
