import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { CallError } from '../ui/call-error.tsx'
import { Rich } from '../ui/rich.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'
import { RunFailure, RunResult, RunTime } from './task-run.tsx'
import c from './work.module.css'

export type Task = AnswerOf<'GET /api/work'>['tasks'][number]

interface Props {
  readonly label: string
  readonly tasks: readonly Task[]
  readonly mayRun: boolean
  /** They are the server's, and no site's. */
  readonly ofServer?: boolean
}

const hasFailed = ({ last }: Task) => last?.result === 'failed'

/** Tasks with how they ended last; what failed comes first, with its reason and what to do. */
export function TaskTable({ label, tasks, mayRun, ofServer = false }: Props) {
  const { work: words } = useTexts()
  const sorted = [...tasks].sort((a, b) => Number(hasFailed(b)) - Number(hasFailed(a)))
  return (
    <Table
      label={label}
      items={sorted}
      keyOf={({ name }) => name}
      asLines
      columns={[
        { head: words.task, cell: (task) => <TaskName task={task} /> },
        { head: words.state, cell: (task) => <RunResult run={task.last} /> },
        { head: words.lastRun, cell: (task) => <RunTime run={task.last} /> },
        { head: words.next, cell: ({ nextRunAt }) => <When at={nextRunAt} /> },
        {
          head: words.act,
          isAct: true,
          cell: (task) =>
            mayRun && task.last?.result !== 'running' && <Run task={task} ofServer={ofServer} />,
        },
      ]}
    />
  )
}

function TaskName({ task: { name, last, doneAt } }: { task: Task }) {
  const { work: words } = useTexts()
  const failure = last?.failure
  return (
    <div className={c.name}>
      <span className="strong">{words.names[name] ?? name}</span>
      {failure && (
        <>
          <RunFailure failure={failure} />
          <p className="quiet">
            {doneAt ? <Rich text={words.lastDone} parts={{ when: <When at={doneAt} /> }} /> : words.neverDone}
          </p>
        </>
      )}
    </div>
  )
}

/** Has it run now; that it did is seen when the page looks again. */
function Run({ task: { name, last }, ofServer }: { task: Task; ofServer: boolean }) {
  const { work: words } = useTexts()
  const client = useQueryClient()
  const given = { params: { task: name } }
  const act = useMutation({
    mutationFn: () =>
      ofServer
        ? call('POST /api/work/server-tasks/{task}/run', given)
        : call('POST /api/work/tasks/{task}/run', given),
    onSuccess: () => {
      // A server takes it up within a second or two.
      setTimeout(() => {
        void client.invalidateQueries({ queryKey: ['GET /api/work'] })
        void client.invalidateQueries({ queryKey: ['GET /api/work/runs'] })
      }, 2_000)
    },
  })
  if (act.error) return <CallError error={act.error} />
  if (act.isSuccess) return <span role="status">{words.asked}</span>
  const isAgain = last?.result === 'failed'
  const isBackup = name === 'nightly-backup'
  const title = words.names[name] ?? name
  return (
    <Button
      variant={isAgain ? 'default' : 'subtle'}
      color="gray"
      size="compact-xs"
      loading={act.isPending}
      aria-label={isAgain ? words.retryTask(title) : isBackup ? undefined : words.runTask(title)}
      onClick={() => act.mutate()}
    >
      {isAgain ? words.retry : isBackup ? words.backUpNow : words.run}
    </Button>
  )
}
