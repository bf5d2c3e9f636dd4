import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { list } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'

const askAgainMs = 5_000

/** The directory's sign-ins, as its own provider names the people. */
export function SignInLines() {
  const { connecting: words, settingUp } = useTexts()
  const query = useInfiniteQuery({
    ...list('GET /api/setup/sign-ins', { query: {} }),
    refetchInterval: askAgainMs,
  })
  const more = query.hasNextPage && (
    <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
      {words.logOn}
    </Button>
  )
  return (
    <Card title={words.log} flush>
      <Listed
        query={query}
        empty={
          <EmptyState title={words.logNone} action={more}>
            {words.logNoneWhy}
          </EmptyState>
        }
      >
        {(items) => (
          <Table
            label={words.log}
            items={items}
            keyOf={({ id }) => id}
            asLines
            columns={[
              {
                head: words.who,
                cell: ({ said }) =>
                  said === null ? <span className="quiet">{words.nobody}</span> : <bdi>{said}</bdi>,
              },
              {
                head: words.outcome,
                cell: ({ outcome, purpose, why }) => (
                  <>
                    {purpose === 'test' && <div className="small quiet">{words.modes.test.label}</div>}
                    {outcome === 'refused' ? (
                      <strong>{settingUp.signInOutcomes.refused}</strong>
                    ) : (
                      settingUp.signInOutcomes[outcome]
                    )}
                    {why !== null && (
                      <div className="small second" lang="en">
                        {why}
                      </div>
                    )}
                  </>
                ),
              },
              { head: words.when, cell: ({ at }) => <When at={at} /> },
            ]}
          />
        )}
      </Listed>
    </Card>
  )
}
