import { TextInput } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../../api-client.ts'
import { list, read } from '../../queries.ts'
import { useTexts } from '../../set-up-texts.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Listed } from '../../ui/listed.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'

type Affected = AnswerOf<'GET /api/directories/{directoryId}/connection/affected'>

interface Props {
  readonly directoryId: string
  onClose(): void
}

/** Before its people come in by it alone: who has another door, one by one, and how many never came in by it. */
export function RequireIt({ directoryId, onClose }: Props) {
  const { connecting: words } = useTexts()
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  const given = { params: { directoryId } }
  const counts = useQuery(
    read('GET /api/directories/{directoryId}/connection/affected', { ...given, query: { limit: 1 } }),
  )
  const people = useInfiniteQuery(
    list('GET /api/directories/{directoryId}/connection/affected', { ...given, query: { limit: 20 } }),
  )
  const act = useMutation({
    mutationFn: () =>
      call('PATCH /api/directories/{directoryId}/connection', {
        ...given,
        body: { mode: 'required', affected: Number(typed) },
      }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
    onError: () => client.invalidateQueries(),
  })
  const affected = counts.data?.affected
  return (
    <Confirm
      title={words.changeMode(words.modes.required.label)}
      act={words.change}
      isPending={act.isPending}
      isAllowed={affected !== undefined && typed.trim() === String(affected)}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{words.modes.required.hint}</p>
      <Loaded query={counts}>
        {(counted) => (
          <>
            <p className="strong">{words.requires.affected(counted.affected)}</p>
            {counted.unmanaged > 0 && <p>{words.requires.unmanaged(counted.unmanaged)}</p>}
            {counted.neverThrough > 0 && <p>{words.requires.never(counted.neverThrough, counted.people)}</p>}
          </>
        )}
      </Loaded>
      {affected !== undefined && affected > 0 && (
        <Listed query={people} empty={words.requires.affected(0)}>
          {(items) => <People items={items} />}
        </Listed>
      )}
      {affected !== undefined && (
        <TextInput
          label={words.requires.typeNumber(affected)}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
    </Confirm>
  )
}

function People({ items }: { items: readonly Affected['items'][number][] }) {
  const { connecting: words } = useTexts()
  return (
    <Table
      label={words.doors}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        {
          head: words.name,
          cell: ({ name, managed }) => (
            <>
              <bdi>{name}</bdi>
              {!managed && <div className="quiet">{words.notManaged}</div>}
            </>
          ),
        },
        {
          head: words.address,
          cell: ({ address }) => address ?? <span className="quiet">{words.noAddress}</span>,
        },
        { head: words.doors, cell: ({ doors }) => doors.map((one) => words.doorsAre[one]).join(', ') },
        {
          head: words.lastUsed,
          cell: ({ lastUsedAt }) => (lastUsedAt ? <When at={lastUsedAt} /> : words.never),
        },
      ]}
    />
  )
}
