import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { list } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { type Asked, ChangeDomain, effectOf } from './domain-change.tsx'
import { DomainProof } from './domain-proof.tsx'
import { NewDomain } from './new-domain.tsx'

export type Domain = AnswerOf<'GET /api/directories/{directoryId}/domains'>['items'][number]

/** The domains of a directory: another one, what each needs, and what the directory says by it. */
export function DomainsOf({ directoryId }: { directoryId: string }) {
  const { domains } = useTexts()
  const given = { params: { directoryId } }
  const query = useInfiniteQuery(list('GET /api/directories/{directoryId}/domains', { ...given, query: {} }))
  const [asked, setAsked] = useState<Asked>()
  const mayChange = useMay()('directories.change')
  const remove = useMutation({
    mutationFn: ({ domain }: Domain) => effectOf(directoryId, domain, 'remove'),
    onSuccess: setAsked,
  })
  return (
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
      {asked && <ChangeDomain directoryId={directoryId} asked={asked} onClose={() => setAsked(undefined)} />}
    </>
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
