import { Button, TextInput } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerOf, GivenTo } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { makePasskey, type PasskeyTrouble, passkeyFailure, passkeyTrouble } from '../passkey.ts'
import { CallError } from './call-error.tsx'
import { Dialog } from './dialog.tsx'
import { Loaded } from './loaded.tsx'
import { Notice } from './notice.tsx'
import c from './passkeys.module.css'
import { textOf, useSubmit } from './submit.ts'
import { Table } from './table.tsx'
import { When } from './when.tsx'

type Listed = AnswerOf<'GET /api/me/passkeys'>
export type Passkey = Listed['items'][number]

/** Whose passkeys they are: one of the staff's, or a customer's. */
export interface PasskeyKeeper {
  offer(): Promise<AnswerOf<'POST /api/me/passkeys/options'>>
  /** @returns recovery codes, where it brings some */
  add(made: GivenTo<'POST /api/me/passkeys'>['body']): Promise<readonly string[]>
  rename(passkeyId: string, name: string): Promise<unknown>
  /** Where the own account stands. */
  readonly page: string
}

interface Props {
  readonly query: UseQueryResult<Listed>
  readonly keeper: PasskeyKeeper
  readonly about: string
  readonly mayAdd?: boolean
  onAdded(recoveryCodes: readonly string[]): unknown
  onRemove(passkey: Passkey): void
}

/** One's passkeys, and where they work. */
export function Passkeys({ query, keeper, about, mayAdd = true, onAdded, onRemove }: Props) {
  const { passkeys: words } = useTexts()
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
                <p className="second">{about}</p>
              </div>
              {mayAdd && passkeyTrouble(origin) === undefined && (
                <Button variant="default" onClick={() => setAdding(true)}>
                  {words.add}
                </Button>
              )}
            </div>
            <Trouble trouble={passkeyTrouble(origin)} at={`${origin}${keeper.page}`} origin={origin} />
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
          keeper={keeper}
          onClose={() => setAdding(false)}
          onAdded={async (codes) => {
            await query.refetch()
            setAdding(false)
            return onAdded(codes)
          }}
        />
      )}
      {named && (
        <RenamePasskey
          passkey={named}
          keeper={keeper}
          onClose={() => setNamed(undefined)}
          onDone={() => query.refetch()}
        />
      )}
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
            <span className={c.acts}>
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
interface TroubleProps {
  readonly trouble: PasskeyTrouble | undefined
  readonly at: string
  readonly origin: string
}

function Trouble({ trouble, at, origin }: TroubleProps) {
  const { passkeys: words } = useTexts()
  if (trouble === undefined) return null
  if (trouble === 'unknown') return <Notice tone="flat" title={words.unknown} />
  const action = trouble === 'elsewhere' && <a href={at}>{origin}</a>
  return (
    <Notice tone="flat" title={trouble === 'elsewhere' ? words.elsewhere : words.insecure} action={action}>
      {trouble === 'elsewhere' ? words.elsewhereNext : words.insecureNext}
    </Notice>
  )
}

function AddPasskey({
  count,
  keeper,
  onClose,
  onAdded,
}: {
  count: number
  keeper: PasskeyKeeper
  onClose: () => void
  onAdded: (recoveryCodes: readonly string[]) => unknown
}) {
  const { passkeys: words, cancel } = useTexts()
  const form = useSubmit({
    read: (data) => ({ name: textOf(data, 'name') }),
    act: async ({ name }) => keeper.add({ name, passkey: await makePasskey(await keeper.offer()) }),
    onDone: onAdded,
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

interface RenameProps {
  readonly passkey: Passkey
  readonly keeper: PasskeyKeeper
  onClose(): void
  onDone(): unknown
}

function RenamePasskey({ passkey, keeper, onClose, onDone }: RenameProps) {
  const { passkeys: words, cancel, save } = useTexts()
  const form = useSubmit({
    read: (data) => ({ name: textOf(data, 'name') }),
    act: ({ name }) => keeper.rename(passkey.id, name),
    onDone: () => {
      onClose()
      return onDone()
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
