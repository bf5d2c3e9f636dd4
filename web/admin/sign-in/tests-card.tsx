import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { paths } from '../../paths.ts'
import { list } from '../../queries.ts'
import { useTexts } from '../../set-up-texts.ts'
import { Card } from '../../ui/card.tsx'
import { TestList } from './test-list.tsx'

/** A test that is made in another tab appears here by itself. */
const askAgainMs = 3_000

/** What you tried out within the hour, and what the directory's own IT did; nothing where nothing was tried. */
export function TestsCard({ directoryId }: { directoryId: string }) {
  const { signInTest: words } = useTexts()
  const query = useInfiniteQuery({
    ...list('GET /api/directories/{directoryId}/sign-in-tests', { params: { directoryId }, query: {} }),
    refetchInterval: askAgainMs,
  })
  const tests = query.data ?? []
  if (tests.length === 0) return null
  return (
    <Card title={words.tests} flush>
      <TestList
        items={tests.map(({ id, at, passed, comesIn, by }) => ({
          id,
          at,
          by,
          came: comesIn ? 'good' : passed ? 'but' : 'bad',
          says: comesIn ? words.wouldBeIn : passed ? words.wouldNotBeIn : words.refused,
        }))}
        way={(reportId) => (
          <Link to={paths.signInTest} params={{ directoryId, reportId }}>
            {words.read}
          </Link>
        )}
      />
    </Card>
  )
}
