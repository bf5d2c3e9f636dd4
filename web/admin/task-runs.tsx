import { useInfiniteQuery } from '@tanstack/react-query'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Rich } from '../ui/rich.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'
import { RunFailure, RunResult, RunTime } from './task-run.tsx'
import c from './work.module.css'

/** How many at first: the page is about what is to come, and what was comes after it. */
const limit = 20

/** What ran for the site and how it ended, as long as that is kept. */
export function TaskRuns() {
  const { work: words } = useTexts()
  const query = useInfiniteQuery({
    ...list('GET /api/work/runs', { query: { limit } }),
    refetchInterval: 30_000,
  })
  return (
    <Card flush title={words.runs} aside={<span className="quiet small">{words.runsKept}</span>}>
      <Listed query={query} empty={<EmptyState title={words.noRun}>{words.noRunWhy}</EmptyState>}>
        {(runs) => (
          <Table
            label={words.runs}
            items={runs}
            keyOf={({ id }) => id}
            asLines
            columns={[
              {
                head: words.task,
                cell: ({ task, failure }) => (
                  <div className={c.name}>
                    <span className="strong">{words.names[task] ?? task}</span>
                    {failure && <RunFailure failure={failure} />}
                  </div>
                ),
              },
              { head: words.state, cell: (run) => <RunResult run={run} everyTime /> },
              {
                head: words.ran,
                cell: (run) => (
                  <>
                    <RunTime run={run} />
                    {run.times > 1 && (
                      <div className="quiet">
                        <Rich text={words.firstOfThem} parts={{ when: <When at={run.firstAt} /> }} />
                      </div>
                    )}
                  </>
                ),
              },
            ]}
          />
        )}
      </Listed>
    </Card>
  )
}
