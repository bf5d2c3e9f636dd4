import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Download } from '../ui/download.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { CustomerTable } from './customer-table.tsx'
import { DirectoryLayout } from './directory-layout.tsx'
import { DirectoryStaff } from './directory-staff.tsx'
import { HeldPeople } from './held-people.tsx'
import { useTexts } from './language.ts'

/** The people whom a directory manages: customers, or staff. */
export function DirectoryPeoplePage() {
  const { directoryId } = useParams({ from: paths.directoryPeople })
  return (
    <DirectoryLayout directoryId={directoryId}>
      {({ name, state, audience }) => (
        <>
          <HeldPeople directoryId={directoryId} />
          {audience === 'staff' ? (
            <DirectoryStaff directoryId={directoryId} name={name} isLive={state === 'live'} />
          ) : (
            <Customers directoryId={directoryId} name={name} isLive={state === 'live'} />
          )}
        </>
      )}
    </DirectoryLayout>
  )
}

interface Props {
  readonly directoryId: string
  readonly name: string
  readonly isLive: boolean
}

function Customers({ directoryId, name, isLive }: Props) {
  const { people, directory } = useTexts()
  const query = useInfiniteQuery(list('GET /api/customers', { query: { directoryId } }))
  return (
    <Card
      flush
      title={directory.tabs.directoryPeople}
      aside={<Download file="customers" what={name} filters={{ directoryId }} />}
    >
      <Listed
        query={query}
        empty={
          <EmptyState title={people.noneOf(name)}>
            {isLive ? people.noneOfWhy : people.noneWhileNotLive}
          </EmptyState>
        }
      >
        {(items) => <CustomerTable items={items} />}
      </Listed>
    </Card>
  )
}
