import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Download } from '../ui/download.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { CustomerTable } from './customer-table.tsx'
import { DirectoryLayout } from './directory-layout.tsx'
import { HeldPeople } from './held-people.tsx'

/** The customers that a directory manages. */
export function DirectoryPeoplePage() {
  const { people, directory } = useTexts()
  const { directoryId } = useParams({ from: paths.directoryPeople })
  const query = useInfiniteQuery(list('GET /api/customers', { query: { directoryId } }))
  return (
    <DirectoryLayout directoryId={directoryId}>
      {({ name, state }) => (
        <>
          <HeldPeople directoryId={directoryId} />
          <Card
            flush
            title={directory.tabs.directoryPeople}
            aside={<Download file="customers" what={name} filters={{ directoryId }} />}
          >
            <Listed
              query={query}
              empty={
                <EmptyState title={people.noneOf(name)}>
                  {state === 'live' ? people.noneOfWhy : people.noneWhileNotLive}
                </EmptyState>
              }
            >
              {(items) => <CustomerTable items={items} />}
            </Listed>
          </Card>
        </>
      )}
    </DirectoryLayout>
  )
}
