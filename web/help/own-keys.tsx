import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useFreshSignInAsked } from '../fresh-sign-in.ts'
import { read } from '../queries.ts'
import { staffTexts } from '../staff-texts.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useKeyTexts } from './key-texts.ts'

type Keys = AnswerOf<'GET /api/help/api-keys'>
type Key = Keys['items'][number]

const name = 'GET /api/help/api-keys'
const keysMax = 10
const dayMs = 24 * 60 * 60 * 1000
const lives = ['30', '90', '365', 'never'] as const

/** Keys of programs that ask for whoever looks at this. */
export function OwnKeys() {
  const words = useKeyTexts()
  const query = useQuery(read(name))
  const [isMaking, setMaking] = useState(false)
  const [revoked, setRevoked] = useState<Key>()
  const keys = query.data
  // Nobody is told of what they may not have.
  if (keys && !keys.allowed && keys.items.length === 0) return null
  const isFull = (keys?.items.length ?? 0) >= keysMax
  return (
    <Card
      title={words.title}
      flush
      aside={
        keys?.allowed && (
          <Button variant="default" disabled={isFull} onClick={() => setMaking(true)}>
            {words.make}
          </Button>
        )
      }
    >
      <div className={layout.body}>
        <p className="small quiet">
          {words.lead} <a href="/api/docs">{words.docs}</a>
        </p>
        {keys && !keys.allowed && <p className="second">{words.off}</p>}
        {isFull && <p className="second">{words.most(keysMax)}</p>}
        {keys?.items.length === 0 && <p className="second">{words.none}</p>}
      </div>
      <Loaded query={query} isFlush>
        {({ items }) => items.length > 0 && <KeyTable items={items} onRevoke={setRevoked} />}
      </Loaded>
      {isMaking && <MakeKey onClose={() => setMaking(false)} />}
      {revoked && <RevokeKey of={revoked} onClose={() => setRevoked(undefined)} />}
    </Card>
  )
}

function KeyTable({ items, onRevoke }: { items: readonly Key[]; onRevoke: (key: Key) => void }) {
  const words = useKeyTexts()
  return (
    <Table
      label={words.title}
      items={items}
      keyOf={({ id }) => id}
      asLines
      columns={[
        {
          head: words.key,
          cell: ({ label, prefix }) => (
            <>
              <bdi className="strong">{label}</bdi>
              {prefix !== null && (
                <div className="second" translate="no">
                  <code>{`${prefix}…`}</code>
                </div>
              )}
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
          head: words.ends,
          cell: ({ expiresAt }) =>
            expiresAt ? <When at={expiresAt} /> : <span className="quiet">{words.noEnd}</span>,
        },
        {
          head: words.act,
          isAct: true,
          cell: (key) => (
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              aria-label={words.revokeWhat(key.label)}
              onClick={() => onRevoke(key)}
            >
              {words.revoke}
            </Button>
          ),
        },
      ]}
    />
  )
}

function MakeKey({ onClose }: { onClose: () => void }) {
  const words = useKeyTexts()
  const client = useQueryClient()
  const [made, setMade] = useState<AnswerOf<'POST /api/help/api-keys'>>()
  const form = useSubmit({
    read: (data) => ({ label: textOf(data, 'label'), expiresAt: endOf(textOf(data, 'life')) }),
    act: (body, idempotencyKey) => call('POST /api/help/api-keys', { body }, { idempotencyKey }),
    onDone: (answer) => {
      setMade(answer)
      return client.invalidateQueries({ queryKey: [name] })
    },
  })
  if (made)
    return (
      <Dialog title={made.apiKey.label}>
        <CopyField label={words.key} value={made.secret} note={words.once} />
        <div>
          <Button onClick={onClose}>{words.done}</Button>
        </div>
      </Dialog>
    )
  return (
    <Dialog title={words.make} onClose={onClose}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput
          name="label"
          label={words.label}
          description={words.labelHint}
          autoComplete="off"
          data-autofocus
          error={form.errorOf('label')}
        />
        <NativeSelect
          name="life"
          label={words.life}
          defaultValue="90"
          data={lives.map((value) => ({ value, label: words.lives[value] }))}
          error={form.errorOf('expiresAt')}
        />
        {form.otherError && <CallError error={form.otherError} />}
        <div>
          <Button type="submit" loading={form.isPending}>
            {words.makeAct}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** The whole day on which a key ends, so that the same choice twice is the same act. */
function endOf(life: string): string | null {
  if (life === 'never' || life === '') return null
  const day = Math.ceil((Date.now() + Number(life) * dayMs) / dayMs) * dayMs
  return new Date(day).toISOString()
}

function RevokeKey({ of: key, onClose }: { of: Key; onClose: () => void }) {
  const words = useKeyTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () => call('DELETE /api/help/api-keys/{apiKeyId}', { params: { apiKeyId: key.id } }),
    onSuccess: () => {
      onClose()
      return client.invalidateQueries({ queryKey: [name] })
    },
  })
  return (
    <Confirm
      title={words.revokeWhat(key.label)}
      act={words.revoke}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{words.revokeEffect}</p>
      <p className="second">
        {words.lastUsed} {key.lastUsedAt ? <When at={key.lastUsedAt} /> : words.never}
      </p>
    </Confirm>
  )
}

const ProveDialog = lazy(async () => {
  await staffTexts.load()
  return { default: (await import('../admin/prove-dialog.tsx')).ProveDialog }
})

/** Asks one of the staff again who sits here, as their own pages do. */
export function StaffProofAsked() {
  return (
    useFreshSignInAsked() && (
      <Suspense>
        <ProveDialog />
      </Suspense>
    )
  )
}
