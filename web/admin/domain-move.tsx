import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'
import { useMovingTexts } from './moving-texts.ts'

type Preview = AnswerOf<'GET /api/domain-moves/preview'>
type Move = AnswerOf<'GET /api/domain-moves'>['items'][number]

/** Leads to the move of a domain, where domains are looked at. */
export function DomainMoveCard() {
  const words = useMovingTexts()
  if (!useMay()('customers.change')) return null
  return (
    <Card title={words.title}>
      <div className="stack">
        <p className="second">{words.why}</p>
        <div>
          <MoveDomain variant="default" />
        </div>
      </div>
    </Card>
  )
}

/** The button and, behind it, everything about it. */
export function MoveDomain({ variant }: { variant: 'default' | 'subtle' }) {
  const words = useMovingTexts()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="xs" variant={variant} onClick={() => setOpen(true)}>
        {words.open}
      </Button>
      {isOpen && <MoveDialog onClose={() => setOpen(false)} />}
    </>
  )
}

/** Has one domain become another, after showing who moves; and takes a move back. */
function MoveDialog({ onClose }: { onClose(): void }) {
  const words = useMovingTexts()
  const { close } = useTexts()
  const client = useQueryClient()
  const [looked, setLooked] = useState<{ key: string; preview: Preview; at: number }>()
  const form = useSubmit({
    read: (data) => ({
      both: { from: textOf(data, 'from').toLowerCase(), to: textOf(data, 'to').toLowerCase() },
      // The same move after another look is another act.
      at: looked?.at,
    }),
    act: async ({ both }, idempotencyKey) => {
      const key = `${both.from} ${both.to}`
      if (looked?.key !== key || looked.preview.people === 0) {
        const preview = await call('GET /api/domain-moves/preview', { query: both })
        return { key, preview, at: Date.now() }
      }
      const { people, held } = looked.preview
      await call('POST /api/domain-moves', { body: { ...both, people, held } }, { idempotencyKey })
      return undefined
    },
    onDone: async (found) => {
      setLooked(found)
      if (!found) await client.invalidateQueries()
    },
  })
  const canMove = looked !== undefined && looked.preview.people > 0
  const anew = () => setLooked(undefined)
  return (
    <Dialog title={words.title} onClose={onClose}>
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <p>{words.why}</p>
        {(['from', 'to'] as const).map((name) => (
          <TextInput
            key={name}
            name={name}
            label={words[name]}
            placeholder={words.hint}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            error={form.errorOf(name)}
            onChange={anew}
          />
        ))}
        {looked && <Effect preview={looked.preview} />}
        {form.otherError && <CallError error={form.otherError} />}
        <div className="row wrap">
          <Button type="submit" loading={form.isPending}>
            {canMove ? words.act(looked.preview.people) : words.look}
          </Button>
          <Button variant="default" onClick={onClose}>
            {close}
          </Button>
        </div>
      </form>
      <LastMoves />
    </Dialog>
  )
}

/** What the move would do, in numbers, and the first of everybody. */
function Effect({ preview }: { preview: Preview }) {
  const words = useMovingTexts()
  const { people, held, refused, managed, hasMore, organizations, joiners, readable, first } = preview
  return (
    <div className="stack" role="status">
      <p className="strong">{words.moves(people, held, hasMore)}</p>
      {refused.length > 0 && (
        <ul>
          {refused.map(({ reason, people: n }) => (
            <li key={reason}>{words.refused(words.as[reason], n)}</li>
          ))}
        </ul>
      )}
      {managed > 0 && <p>{words.managed(managed)}</p>}
      {organizations.length > 0 && <p>{words.organizations(organizations.join(', '))}</p>}
      {joiners > 0 && (
        <Notice tone="warn" title={words.joiners(joiners)}>
          {words.readable(readable)}
        </Notice>
      )}
      {first.length > 0 && (
        <Table
          label={words.what}
          items={first}
          keyOf={({ id, address }) => `${id} ${address}`}
          columns={[
            { head: words.person, cell: ({ name }) => <bdi className="strong">{name}</bdi> },
            { head: words.from, cell: ({ address }) => <Address value={address} size="sm" /> },
            { head: words.what, cell: ({ as }) => words.as[as] },
          ]}
        />
      )}
      {people > 0 && <p>{words.vouch}</p>}
    </div>
  )
}

/** While one is under way it is read this often. */
const pollMs = 1_500

/** What was moved before; nothing where nothing was. */
function LastMoves() {
  const words = useMovingTexts()
  const query = useQuery({
    ...read('GET /api/domain-moves'),
    refetchInterval: ({ state: { data } }) =>
      data?.items.some(({ isFinished }) => !isFinished) ? pollMs : false,
  })
  if (!query.data || query.data.items.length === 0) return null
  return (
    <section className="stack" aria-label={words.last}>
      <h3>{words.last}</h3>
      {query.data.items.slice(0, 5).map((move) => (
        <LastMove key={move.id} move={move} />
      ))}
    </section>
  )
}

function LastMove({ move }: { move: Move }) {
  const words = useMovingTexts()
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => call('POST /api/domain-moves/{moveId}/undo', { params: { moveId: move.id } }),
    onSettled: () => client.invalidateQueries(),
  })
  const { from, to, moved, undoneAt, undoUntil, back, stayed, isFinished } = move
  const mayUndo = undoneAt === null && new Date(undoUntil) > new Date()
  return (
    <>
      <Notice
        tone={undoneAt === null ? 'ok' : 'flat'}
        title={words.moved(from, to, moved)}
        action={
          mayUndo && (
            <Button
              size="xs"
              variant="default"
              loading={undo.isPending}
              aria-label={words.undoWhat(from, to)}
              onClick={() => undo.mutate()}
            >
              {words.undo}
            </Button>
          )
        }
      >
        {!isFinished && <p>{words.underWay}</p>}
        {mayUndo && (
          <p>
            {words.undoUntil} <When at={undoUntil} />
          </p>
        )}
        {undoneAt !== null && <p>{words.undone(back, stayed)}</p>}
      </Notice>
      {undo.error && <CallError error={undo.error} />}
    </>
  )
}
