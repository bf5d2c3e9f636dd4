import { Button } from '@mantine/core'
import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { When } from '../ui/when.tsx'
import { ChooseCustomer } from './choose-customer.tsx'
import { useTexts } from './language.ts'
import { usePersonTexts } from './person-texts.ts'

interface Person {
  readonly id: string
  readonly name: string
}
type Merge = AnswerOf<'GET /api/customers/{customerId}/merges'>['items'][number]

/** Chooses who is this person as well, and merges the two after showing what that does. */
export function MergeWith({ person, onClose }: { person: Person; onClose: () => void }) {
  const { merging: words } = usePersonTexts()
  const [other, setOther] = useState<Person>()
  if (other) return <AskMerge person={person} other={other} onClose={onClose} />
  return (
    <ChooseCustomer
      words={{ ...words, title: words.title(person.name) }}
      isOffered={({ id }) => id !== person.id}
      onChoose={setOther}
      onClose={onClose}
    />
  )
}

function AskMerge({ person, other, onClose }: { person: Person; other: Person; onClose: () => void }) {
  const { merging: words } = usePersonTexts()
  const client = useQueryClient()
  const params = { customerId: person.id }
  const preview = useQuery(
    read('GET /api/customers/{customerId}/merges/preview/{otherCustomerId}', {
      params: { ...params, otherCustomerId: other.id },
    }),
  )
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/customers/{customerId}/merges', { params, body: { otherCustomerId: other.id } }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Confirm
      title={words.confirm(other.name, person.name)}
      act={words.merge}
      isPending={act.isPending}
      isAllowed={preview.data !== undefined}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <Effects query={preview} />
      <p className="second">{words.undoHint}</p>
    </Confirm>
  )
}

function Effects({
  query,
}: {
  query: UseQueryResult<AnswerOf<'GET /api/customers/{customerId}/merges/{mergeId}/undo'>>
}) {
  const { cases } = useTexts()
  return (
    <Loaded query={query}>
      {({ effects }) => (
        <ul>
          {effects.map(({ code, values }) => (
            <li key={`${code} ${JSON.stringify(values)}`}>{cases.effects[code]?.(values) ?? code}</li>
          ))}
        </ul>
      )}
    </Loaded>
  )
}

/** Whom a customer has taken in; as long as it can be undone, here. Nothing where there is nobody. */
export function PersonMerges({ person }: { person: Person }) {
  const { merging: words } = usePersonTexts()
  const mayChange = useMay()('customers.change')
  const query = useQuery(
    read('GET /api/customers/{customerId}/merges', { params: { customerId: person.id } }),
  )
  const [asked, setAsked] = useState<Merge>()
  if (query.data?.items.length === 0) return null
  return (
    <Card title={words.list}>
      <Loaded query={query}>
        {({ items }) => (
          <ul className="stack">
            {items.map((one) => (
              <li key={one.id}>
                <Link to={paths.person} params={{ customerId: one.merged.id }}>
                  <bdi>{one.merged.name}</bdi>
                </Link>
                <div className="small quiet">
                  <Standing merge={one} />
                </div>
                {mayChange && isUndoable(one) && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={words.undoThem(one.merged.name)}
                    onClick={() => setAsked(one)}
                  >
                    {words.undo}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {asked && <AskUndo person={person} merge={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  )
}

const isUndoable = ({ undoneAt, undoUntil }: Merge) => undoneAt === null && new Date(undoUntil) > new Date()

function Standing({ merge }: { merge: Merge }) {
  const { merging: words } = usePersonTexts()
  if (merge.undoneAt !== null) {
    return (
      <>
        {words.undone} <When at={merge.undoneAt} />
      </>
    )
  }
  return isUndoable(merge) ? (
    <>
      {words.until} <When at={merge.undoUntil} />
    </>
  ) : (
    <>
      {words.over} <When at={merge.mergedAt} />
    </>
  )
}

function AskUndo({ person, merge, onClose }: { person: Person; merge: Merge; onClose: () => void }) {
  const { merging: words } = usePersonTexts()
  const client = useQueryClient()
  const params = { customerId: person.id, mergeId: merge.id }
  const preview = useQuery(read('GET /api/customers/{customerId}/merges/{mergeId}/undo', { params }))
  const act = useMutation({
    mutationFn: () => call('POST /api/customers/{customerId}/merges/{mergeId}/undo', { params, body: {} }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Confirm
      title={words.undoTitle(merge.merged.name)}
      act={words.undo}
      isPending={act.isPending}
      isAllowed={preview.data !== undefined}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <Effects query={preview} />
    </Confirm>
  )
}
