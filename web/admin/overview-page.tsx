import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useMay, useMe } from '../me.ts'
import { paths } from '../paths.ts'
import { list, read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Page } from '../ui/page.tsx'
import { CallsCard } from './calls-card.tsx'
import { ConnectButton } from './connect-button.tsx'
import { DirectoryTable } from './directory-table.tsx'
import { useTexts } from './language.ts'
import { Needs } from './needs.tsx'
import { NoDirectory } from './no-directory.tsx'

/** What somebody sees first. Who may see no directory has another first page. */
export function OverviewPage() {
  const { shell, overview } = useTexts()
  const me = useMe()
  const may = useMay()
  if (!me) return null
  if (may('directories.read')) return <Overview />
  return (
    <Page title={shell.overview}>
      <EmptyState title={overview.asMember} action={<Link to={paths.home}>{overview.toHelp}</Link>}>
        {overview.asMemberWhy}
      </EmptyState>
    </Page>
  )
}

/** How every directory is, what needs somebody, and how many calls came. */
function Overview() {
  const { shell, overview, directories } = useTexts()
  const { span = 'day', view } = useSearch({ from: '/admin/' })
  const query = useInfiniteQuery(list('GET /api/directories', { query: {} }))
  const found = useQuery(read('GET /api/overview', { query: { span } }))
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
      {found.data && query.data && <Needs needs={found.data.needs} isFresh={isEmpty} />}
      {isEmpty ? (
        <NoDirectory />
      ) : (
        <>
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
          <CallsCard query={found} span={span} view={view} />
        </>
      )}
    </Page>
  )
}
