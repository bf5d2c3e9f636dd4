import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Listed } from '../ui/listed.tsx'
import { Page } from '../ui/page.tsx'
import { ConnectButton } from './connect-button.tsx'
import { DirectoryTable } from './directory-table.tsx'
import { NoDirectory } from './no-directory.tsx'

/** How every directory is. */
export function OverviewPage() {
  const { shell, overview, directories } = useTexts()
  const query = useInfiniteQuery(list('GET /api/directories', { query: {} }))
  const states = query.data?.map(({ state }) => state) ?? []
  const count = (state: string) => states.filter((one) => one === state).length
  const isEmpty = query.data?.length === 0
  return (
    <Page
      title={shell.overview}
      sub={
        states.length > 0 &&
        !query.hasNextPage &&
        overview.sub(count('live'), count('rehearsal'), count('paused'))
      }
      actions={!isEmpty && <ConnectButton />}
    >
      {isEmpty ? (
        <NoDirectory />
      ) : (
        <Card
          title={shell.directories}
          flush
          aside={
            <Link className="small" to={paths.directories}>
              {directories.all}
            </Link>
          }
        >
          <Listed query={query} empty={null}>
            {(items) => <DirectoryTable items={items} />}
          </Listed>
        </Card>
      )}
    </Page>
  )
}
