import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '../api-client.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Table } from '../ui/table.tsx'
import { useTexts } from './language.ts'

type Found = AnswerOf<'GET /api/directories/{directoryId}/settings/address-preview'>
/** A value of the setting `addressFrom`. */
export type AddressFrom = 'emails' | 'work-email' | 'user-name'

/** Who would have another address by another attribute, before that is saved. */
export function AddressPreview({
  directoryId,
  addressFrom,
  isRehearsal,
  isOfCustomers,
}: {
  directoryId: string
  addressFrom: AddressFrom
  isRehearsal: boolean
  isOfCustomers: boolean
}) {
  const { addresses: words } = useTexts()
  const query = useQuery({
    ...read('GET /api/directories/{directoryId}/settings/address-preview', {
      params: { directoryId },
      query: { addressFrom },
    }),
    enabled: !isRehearsal,
  })
  if (isRehearsal) return <Notice tone="flat" title={words.rehearsal} />
  return <Loaded query={query}>{(found) => <Preview found={found} isOfCustomers={isOfCustomers} />}</Loaded>
}

function Preview({ found, isOfCustomers }: { found: Found; isOfCustomers: boolean }) {
  const { addresses: words } = useTexts()
  const { held, claimed, refused, lost, waits, hasMore, first } = found
  const said = [
    words.changed(held + claimed, claimed),
    words.refused(refused),
    words.lost(lost),
    words.waits(waits),
    hasMore && words.more,
    held > 0 && isOfCustomers && words.mails,
  ]
  return (
    <div className="stack">
      <p role="status">{said.filter(Boolean).join(' ')}</p>
      {first.length > 0 && (
        <Table
          label={words.people}
          items={first}
          keyOf={({ id }) => id}
          asLines
          columns={[
            { head: words.person, cell: ({ name }) => <bdi className="strong">{name}</bdi> },
            { head: words.before, cell: ({ before }) => <Said address={before} /> },
            { head: words.after, cell: ({ after }) => <Said address={after} /> },
            { head: words.what, cell: ({ as }) => words.as[as] },
          ]}
        />
      )}
    </div>
  )
}

function Said({ address }: { address: string | null }) {
  const { addresses: words } = useTexts()
  return address === null ? (
    <span className="quiet">{words.none}</span>
  ) : (
    <Address value={address} size="sm" />
  )
}
