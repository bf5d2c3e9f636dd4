import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { When } from '../ui/when.tsx'
import { usePersonTexts } from './person-texts.ts'

type One = AnswerOf<'GET /api/customers/{customerId}/hand-overs'>['items'][number]

/** To whom the requests of somebody who left went; as long as it can be taken back, here. Nothing where there is none. */
export function HandOvers({ person }: { person: { readonly id: string } }) {
  const { handing: words } = usePersonTexts()
  const mayChange = useMay()('requests.change')
  const params = { customerId: person.id }
  const { data } = useQuery(read('GET /api/customers/{customerId}/hand-overs', { params }))
  const [asked, setAsked] = useState<One>()
  if (!data || data.items.length === 0) return null
  return (
    <Card title={words.list}>
      <ul className="stack">
        {data.items.map((one) => (
          <li key={one.id}>
            <Link to={paths.person} params={{ customerId: one.colleague.id }}>
              <bdi>{one.colleague.name}</bdi>
            </Link>
            <div className="small quiet">{words.given(one.requests)}</div>
            <div className="small quiet">
              <Standing one={one} />
            </div>
            {mayChange && isUndoable(one) && (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={words.undoThem(one.colleague.name)}
                onClick={() => setAsked(one)}
              >
                {words.undo}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {asked && <AskUndo customerId={person.id} one={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  )
}

const isUndoable = ({ undoneAt, undoUntil }: One) => undoneAt === null && new Date(undoUntil) > new Date()

function Standing({ one }: { one: One }) {
  const { handing: words } = usePersonTexts()
  const [word, at] =
    one.undoneAt !== null
      ? [words.undone, one.undoneAt]
      : isUndoable(one)
        ? [words.until, one.undoUntil]
        : [words.over, one.handedAt]
  return (
    <>
      {word} <When at={at} />
    </>
  )
}

function AskUndo({ customerId, one, onClose }: { customerId: string; one: One; onClose: () => void }) {
  const { handing: words } = usePersonTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/customers/{customerId}/hand-overs/{handOverId}/undo', {
        params: { customerId, handOverId: one.id },
        body: {},
      }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Confirm
      title={words.undoTitle(one.colleague.name)}
      act={words.undo}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{words.undoWhy}</p>
    </Confirm>
  )
}
