import { Button, NativeSelect } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CallFailed, call } from '../api-client.ts'
import { useLanguage } from '../language.tsx'
import { useMe } from '../me.ts'
import { paths } from '../paths.ts'
import { CallError } from '../ui/call-error.tsx'
import { Notice } from '../ui/notice.tsx'
import { useAgents } from './agents.ts'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { priorities, type QueueSearch } from './queue-search.ts'
import type { WholeRequest } from './request-queries.ts'
import { statusValueOf, useStatusChoices, useStatusName, wishOf } from './status-pick.ts'
import type { Viewer } from './viewers.ts'

const dot = '·'

interface Props {
  readonly request: WholeRequest
  readonly search: QueueSearch
  readonly viewers: readonly Viewer[]
  readonly mayChange: boolean
  onChanged(): Promise<unknown>
}

/** What it is, where it stands, whose it is. */
export function RequestHead({ request, search, viewers, mayChange, onChanged }: Props) {
  const { request: words } = useConsoleTexts()
  const { language } = useLanguage()
  const names = new Intl.ListFormat(language).format(viewers.map(({ name }) => name))
  return (
    <header className={c.head}>
      <div className="row wrap small quiet">
        <Link to={paths.queue} search={search} className="row">
          <IconArrowLeft size={14} aria-hidden />
          {words.back}
        </Link>
        <span>{request.key}</span>
        <span aria-hidden>{dot}</span>
        <span>{words.of(request.portal.name, request.type.name)}</span>
      </div>
      <h1>
        <bdi>{request.summary}</bdi>
      </h1>
      {mayChange ? <Acts request={request} onChanged={onChanged} /> : <Facts request={request} />}
      <div aria-live="polite">
        {names !== '' && <span className="second small">{words.others(names)}</span>}
      </div>
    </header>
  )
}

function Facts({ request }: { request: WholeRequest }) {
  const { request: words, priorities: names } = useConsoleTexts()
  const statusName = useStatusName()
  return (
    <div className={c.acts}>
      <span>{statusName(request)}</span>
      <span>{request.assignee?.name ?? words.nobody}</span>
      <span>{names[request.priority]}</span>
    </div>
  )
}

function Acts({ request, onChanged }: Pick<Props, 'request' | 'onChanged'>) {
  const { request: words, priorities: names } = useConsoleTexts()
  const me = useMe()
  const agents = useAgents()
  const choices = useStatusChoices(request)
  const { assignee } = request
  type Wish = Partial<Parameters<typeof change.mutate>[0]>
  const change = useMutation({
    mutationFn: (body: {
      status?: WholeRequest['status']
      statusId?: string
      assigneeId?: string | null
      priority?: WholeRequest['priority']
    }) =>
      call(
        'PATCH /api/requests/{requestId}',
        { params: { requestId: request.id }, body },
        { basedOn: request },
      ),
    onSettled: onChanged,
  })
  const { error } = change
  const meanwhile =
    error instanceof CallFailed && error.problem?.code === 'changed-meanwhile' ? error.problem : undefined
  const wish = (body: Wish) => change.mutate(body)
  // What was chosen is shown while it is on its way; where it fails, what is.
  const { status, statusId, assigneeId, priority } = (change.isPending && change.variables) || {}
  const isBusy = change.isPending
  const present = assignee && !agents.some(({ id }) => id === assignee.id) ? [assignee] : []
  return (
    <>
      <div className={c.acts}>
        <NativeSelect
          className={c.pick}
          size="xs"
          aria-label={words.status}
          value={statusId ?? status ?? statusValueOf(request)}
          disabled={isBusy}
          data={choices}
          onChange={({ currentTarget: { value } }) => wish(wishOf(value))}
        />
        <NativeSelect
          className={c.pick}
          size="xs"
          aria-label={words.assignee}
          value={(assigneeId === undefined ? assignee?.id : assigneeId) ?? ''}
          disabled={isBusy}
          data={[
            { value: '', label: words.nobody },
            ...[...agents, ...present].map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ currentTarget: { value } }) => wish({ assigneeId: value === '' ? null : value })}
        />
        <NativeSelect
          className={c.pick}
          size="xs"
          aria-label={words.priority}
          value={priority ?? request.priority}
          disabled={isBusy}
          data={priorities.map((value) => ({ value, label: names[value] }))}
          onChange={({ currentTarget: { value } }) =>
            wish({ priority: priorities.find((one) => one === value) ?? 'normal' })
          }
        />
        {me && assignee?.id !== me.staff.id && (
          <Button variant="default" loading={isBusy} onClick={() => wish({ assigneeId: me.staff.id })}>
            {words.takeIt}
          </Button>
        )}
      </div>
      {meanwhile && (
        <Notice tone="warn" title={words.meanwhile(meanwhile.change?.by.name ?? words.somebody)}>
          {words.meanwhileNext}
        </Notice>
      )}
      {error && !meanwhile && <CallError error={error} />}
    </>
  )
}
