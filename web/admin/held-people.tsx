import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list, read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'

type Held = AnswerOf<'GET /api/directories/{directoryId}/held'>['items'][number]

/** Who is no customer until somebody decides; nothing where nobody waits. */
export function HeldPeople({ directoryId }: { directoryId: string }) {
  const { heldPeople: words, lists } = useTexts()
  const may = useMay()
  const params = { directoryId }
  const query = useInfiniteQuery(list('GET /api/directories/{directoryId}/held', { params, query: {} }))
  const items = query.data ?? []
  const quotaCase = items.find(({ reason, caseId }) => reason === 'quota' && caseId !== null)?.caseId
  if (items.length === 0) return null
  return (
    <Card
      title={words.title}
      aside={quotaCase && may('cases.decide') && <RaiseQuota caseId={quotaCase} />}
      flush
    >
      <Table
        label={words.title}
        items={items}
        asLines
        keyOf={({ userId }) => userId}
        columns={[
          { head: words.person, cell: (one) => <Person held={one} /> },
          { head: words.why, cell: ({ reason }) => words.reasons[reason] },
          { head: words.since, cell: ({ since }) => <When at={since} /> },
          { head: words.decide, isAct: true, cell: (one) => <Acts directoryId={directoryId} held={one} /> },
        ]}
      />
      {query.hasNextPage && (
        <Button
          variant="subtle"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {lists.more}
        </Button>
      )}
    </Card>
  )
}

function Person({ held: { name, address, userName } }: { held: Held }) {
  return (
    <>
      <bdi className="strong">{name}</bdi>
      <div>
        <Address value={address ?? userName} size="sm" />
      </div>
    </>
  )
}

/** What can be decided about this person alone, and the case that asks. */
function Acts({ directoryId, held }: { directoryId: string; held: Held }) {
  const { heldPeople: words } = useTexts()
  const may = useMay()
  const client = useQueryClient()
  const { userId, name, reason, decided, caseId } = held
  const act = useMutation({
    mutationFn: (decision: 'let-in' | 'keep-out' | 'ask-again') =>
      call('POST /api/directories/{directoryId}/held/{userId}/decision', {
        params: { directoryId, userId },
        body: { decision },
      }),
    onSettled: () => client.invalidateQueries(),
  })
  const isOneOfMany = reason === 'access-policy' || reason === 'quota'
  const decisions = !isOneOfMany
    ? []
    : decided !== null
      ? (['ask-again'] as const)
      : reason === 'quota'
        ? (['keep-out'] as const)
        : (['let-in', 'keep-out'] as const)
  return (
    <div className="row wrap">
      {decided !== null && <span className="second">{words.decided[decided]}</span>}
      {may('cases.decide') &&
        decisions.map((decision) => (
          <Button
            key={decision}
            size="compact-xs"
            variant="default"
            loading={act.isPending}
            aria-label={words.decideWhat(words.decisions[decision], name)}
            onClick={() => act.mutate(decision)}
          >
            {words.decisions[decision]}
          </Button>
        ))}
      {decided === null && caseId !== null && may('cases.read') && (
        <Link to={paths.case} params={{ caseId }} aria-label={words.toCaseOf(name)}>
          {words.toCase}
        </Link>
      )}
      {act.error && <CallError error={act.error} />}
    </div>
  )
}

/** The one decision about a quota, where the people who wait are looked at. */
function RaiseQuota({ caseId }: { caseId: string }) {
  const { heldPeople: words } = useTexts()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsking(true)}>
        {words.raise}
      </Button>
      {isAsking && <AskToRaise caseId={caseId} onClose={() => setAsking(false)} />}
    </>
  )
}

function AskToRaise({ caseId, onClose }: { caseId: string; onClose(): void }) {
  const { heldPeople: words, cases } = useTexts()
  const client = useQueryClient()
  const params = { caseId, decision: 'raise' }
  const found = useQuery(read('GET /api/cases/{caseId}', { params: { caseId } }))
  const query = useQuery(read('GET /api/cases/{caseId}/decisions/{decision}/effect', { params }))
  const act = useMutation({
    mutationFn: async () => {
      const basedOn = found.data
      if (!basedOn) return
      await call(
        'PATCH /api/cases/{caseId}',
        { params: { caseId }, body: { decision: 'raise' } },
        { basedOn },
      )
    },
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries()
    },
  })
  const waiting = Number(query.data?.effects[0]?.values.waiting ?? 0)
  return (
    <Confirm
      title={words.raiseWhat}
      act={words.raised(waiting)}
      isPending={act.isPending}
      isAllowed={found.data !== undefined && query.data !== undefined}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <Loaded query={query}>
        {({ effects }) => (
          <ul>
            {effects.map(({ code, values }) => (
              <li key={code}>{cases.effects[code]?.(values) ?? code}</li>
            ))}
          </ul>
        )}
      </Loaded>
    </Confirm>
  )
}
