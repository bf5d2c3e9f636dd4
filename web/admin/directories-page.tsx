import { useInfiniteQuery } from '@tanstack/react-query'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Listed } from '../ui/listed.tsx'
import { Page } from '../ui/page.tsx'
import { ConnectButton } from './connect-button.tsx'
import { DirectoryTable } from './directory-table.tsx'
import { useTexts } from './language.ts'
import { NoDirectory } from './no-directory.tsx'

/** All directories of the site. */
export function DirectoriesPage() {
  const { shell, directories } = useTexts()
  const query = useInfiniteQuery(list('GET /api/directories', { query: {} }))
  return (
    <Page title={shell.directories} sub={directories.sub} actions={<ConnectButton />}>
      <Card flush>
        <Listed query={query} empty={<NoDirectory />}>
          {(items) => <DirectoryTable items={items} />}
        </Listed>
      </Card>
    </Page>
  )
}
