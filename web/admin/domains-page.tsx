import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { DirectoryLayout } from './directory-layout.tsx'
import { type Asked, ChangeDomain, effectOf } from './domain-change.tsx'
import { DomainMoveCard } from './domain-move.tsx'
import { DomainProof } from './domain-proof.tsx'
import { GuestsCard } from './guests-card.tsx'
import { KnownPeople } from './known-people.tsx'
import { NewDomain } from './new-domain.tsx'

type Domain = AnswerOf<'GET /api/directories/{directoryId}/domains'>['items'][number]

/** For whose addresses a directory speaks; what a change does to people is shown before it is made. */
export function DomainsPage() {
  const { domains } = useTexts()
  const { directoryId } = useParams({ from: paths.domains })
  const given = { params: { directoryId } }
  const query = useInfiniteQuery(list('GET /api/directories/{directoryId}/domains', { ...given, query: {} }))
  const [asked, setAsked] = useState<Asked>()
  const mayChange = useMay()('directories.change')
  const remove = useMutation({
    mutationFn: ({ domain }: Domain) => effectOf(directoryId, domain, 'remove'),
    onSuccess: setAsked,
  })
  return (
    <DirectoryLayout directoryId={directoryId}>
      {(directory) => (
        <>
          {mayChange && <NewDomain directoryId={directoryId} onAsk={setAsked} />}
          {query.data?.map((domain) => (
            <DomainProof key={domain.domain} directoryId={directoryId} domain={domain} onAsk={setAsked} />
          ))}
          <Card title={domains.title} flush>
            <Listed query={query} empty={<EmptyState title={domains.none}>{domains.noneWhy}</EmptyState>}>
              {(items) => <DomainTable items={items} onRemove={mayChange ? remove.mutate : undefined} />}
            </Listed>
          </Card>
          {remove.error && <CallError error={remove.error} />}
          {directory.audience === 'customers' && (
            <>
              <KnownPeople directoryId={directoryId} />
              <GuestsCard directory={directory} />
              <DomainMoveCard />
            </>
          )}
          {asked && (
            <ChangeDomain directoryId={directoryId} asked={asked} onClose={() => setAsked(undefined)} />
          )}
        </>
      )}
    </DirectoryLayout>
  )
}

function DomainTable({
  items,
  onRemove,
}: {
  items: readonly Domain[]
  onRemove: ((domain: Domain) => void) | undefined
}) {
  const { domains } = useTexts()
  return (
    <Table
      label={domains.title}
      items={items}
      keyOf={({ domain }) => domain}
      columns={[
        { head: domains.domain, cell: ({ domain }) => <span className="strong">{domain}</span> },
        { head: domains.authority, cell: (domain) => <Authority domain={domain} /> },
        { head: domains.since, cell: ({ since }) => <When at={since} /> },
        {
          head: domains.act,
          isAct: true,
          cell: (domain) =>
            onRemove && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                aria-label={domains.removeWhat(domain.domain)}
                onClick={() => onRemove(domain)}
              >
                {domains.remove}
              </Button>
            ),
        },
      ]}
    />
  )
}

/** What the directory's word counts by, and what is under way. */
function Authority({ domain: { authority, proof } }: { domain: Domain }) {
  const { domains } = useTexts()
  return (
    <>
      {domains.authorities[authority ?? 'none']}
      {proof && authority === 'declared' && <div className="small quiet">{domains.proofBegun}</div>}
      {proof?.state === 'proven' && proof.seenAt && (
        <div className="small quiet">
          {domains.seen} <When at={proof.seenAt} />
        </div>
      )}
      {proof?.state === 'missed' && <div className="small quiet">{domains.missing}</div>}
    </>
  )
}
