import { Button, TextInput } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { DirectoryLayout } from './directory-layout.tsx'

type Token = AnswerOf<'GET /api/directories/{directoryId}/tokens'>['items'][number]

/** The tokens that let an identity provider in; several may live at once, so that a rotation has no gap. */
export function TokensPage() {
  const { tokens } = useTexts()
  const may = useMay()
  const { directoryId } = useParams({ from: paths.tokens })
  const given = { params: { directoryId } }
  const query = useInfiniteQuery(list('GET /api/directories/{directoryId}/tokens', { ...given, query: {} }))
  const [ending, setEnding] = useState<Token>()
  return (
    <DirectoryLayout directoryId={directoryId}>
      {() => (
        <>
          {may('directories.change') && <NewToken directoryId={directoryId} />}
          <Card title={tokens.title} flush>
            <Listed query={query} empty={<EmptyState title={tokens.none}>{tokens.noneWhy}</EmptyState>}>
              {(items) => <TokenTable items={items} onEnd={setEnding} />}
            </Listed>
          </Card>
          {ending && (
            <EndToken directoryId={directoryId} token={ending} onClose={() => setEnding(undefined)} />
          )}
        </>
      )}
    </DirectoryLayout>
  )
}

function TokenTable({ items, onEnd }: { items: readonly Token[]; onEnd: (token: Token) => void }) {
  const { tokens } = useTexts()
  const may = useMay()
  return (
    <Table
      label={tokens.title}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        { head: tokens.label, cell: ({ label }) => <span className="strong">{label}</span> },
        {
          head: tokens.state,
          cell: ({ state }) =>
            state === 'live' ? tokens.states.live : <span className="quiet">{tokens.states[state]}</span>,
        },
        { head: tokens.made, cell: ({ createdAt }) => <When at={createdAt} /> },
        {
          head: tokens.used,
          cell: ({ lastUsedAt }) =>
            lastUsedAt ? <When at={lastUsedAt} /> : <span className="quiet">{tokens.never}</span>,
        },
        {
          head: tokens.expires,
          cell: ({ expiresAt }) =>
            expiresAt ? <When at={expiresAt} /> : <span className="quiet">{tokens.never}</span>,
        },
        {
          head: tokens.act,
          isAct: true,
          cell: (token) =>
            token.state === 'live' &&
            may('directories.change') && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                aria-label={tokens.endWhat(token.label)}
                onClick={() => onEnd(token)}
              >
                {tokens.end}
              </Button>
            ),
        },
      ]}
    />
  )
}

function NewToken({ directoryId }: { directoryId: string }) {
  const { tokens } = useTexts()
  const client = useQueryClient()
  const [made, setMade] = useState<{ label: string; token: string }>()
  const form = useSubmit({
    read: (data) => ({ label: textOf(data, 'label') }),
    act: (body, idempotencyKey) =>
      call(
        'POST /api/directories/{directoryId}/tokens',
        { params: { directoryId }, body },
        { idempotencyKey },
      ),
    onDone: (answer) => {
      setMade(answer)
      form.ref.current?.reset()
      return client.invalidateQueries({ queryKey: ['GET /api/directories/{directoryId}/tokens'] })
    },
  })
  return (
    <Card title={tokens.another}>
      <form className={layout.inline} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput
          name="label"
          label={tokens.label}
          placeholder={tokens.labelHint}
          error={form.errorOf('label')}
        />
        <Button type="submit" size="sm" loading={form.isPending}>
          {tokens.make}
        </Button>
      </form>
      {form.otherError && <CallError error={form.otherError} />}
      {made && <CopyField label={made.label} value={made.token} note={tokens.once} />}
    </Card>
  )
}

function EndToken({
  directoryId,
  token,
  onClose,
}: {
  directoryId: string
  token: Token
  onClose: () => void
}) {
  const { tokens } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () =>
      call('DELETE /api/directories/{directoryId}/tokens/{tokenId}', {
        params: { directoryId, tokenId: token.id },
      }),
    onSuccess: () => {
      onClose()
      return client.invalidateQueries()
    },
  })
  return (
    <Confirm
      title={tokens.endWhat(token.label)}
      act={tokens.end}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{tokens.endEffect}</p>
    </Confirm>
  )
}
