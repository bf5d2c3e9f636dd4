import { useQuery } from '@tanstack/react-query'
import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { FailedMails } from './failed-mails.tsx'
import { useTexts } from './language.ts'
import { ServerWork } from './server-work.tsx'
import { TaskRuns } from './task-runs.tsx'
import { TaskTable } from './task-table.tsx'
import { UnderWay } from './under-way.tsx'

type Work = AnswerOf<'GET /api/work'>

const whileBusyMs = 2_000
const otherwiseMs = 30_000

/** Whether something may look otherwise in a moment. */
function isBusy({ tasks, underWay, server }: Work): boolean {
  const all = [...tasks, ...(server?.tasks ?? [])]
  return underWay.length > 0 || all.some(({ last }) => last?.result === 'running')
}

/** What runs in the background: what is under way, what is scheduled, and what failed. */
export function WorkPage() {
  const { work: words } = useTexts()
  const mayChange = useMay()('work.change')
  const query = useQuery({
    ...read('GET /api/work'),
    refetchInterval: ({ state }) => (state.data && isBusy(state.data) ? whileBusyMs : otherwiseMs),
  })
  return (
    <Page title={words.title} sub={words.sub}>
      <Loaded query={query}>
        {({ tasks, underWay, server }) => (
          <>
            <FailedMails />
            {underWay.length > 0 && <UnderWay items={underWay} />}
            {server && <ServerWork server={server} />}
            <Card flush title={words.tasks}>
              <TaskTable label={words.tasks} tasks={tasks} mayRun={mayChange} />
            </Card>
            <TaskRuns />
          </>
        )}
      </Loaded>
    </Page>
  )
}
