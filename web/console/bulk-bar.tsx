import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { CallError } from '../ui/call-error.tsx'
import { Notice } from '../ui/notice.tsx'
import { useAgents } from './agents.ts'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { priorities } from './queue-search.ts'
import { useStatusChoices, wishOf } from './status-pick.ts'

/** As the API has it. */
const atOnceMax = 200
type Outcome = AnswerOf<'POST /api/requests/changes'>['items'][number]

interface Props {
  readonly requestIds: readonly string[]
  onClear(): void
  onDone(outcomes: readonly Outcome[]): void
}

/** One change of everything that is selected. */
export function BulkBar({ requestIds, onClear, onDone }: Props) {
  const { bulk, request, priorities: names } = useConsoleTexts()
  const client = useQueryClient()
  const agents = useAgents()
  const choices = useStatusChoices()
  const [status, setStatus] = useState('')
  const [assignee, setAssignee] = useState('')
  const [priority, setPriority] = useState('')
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/requests/changes', {
        body: {
          requestIds: [...requestIds],
          ...(status !== '' && wishOf(status)),
          ...(assignee !== '' && { assigneeId: assignee === 'nobody' ? null : assignee }),
          ...(priority !== '' && { priority: priorities.find((one) => one === priority) }),
        },
      }),
    onSuccess: async ({ items }) => {
      onDone(items)
      await client.invalidateQueries({ queryKey: ['GET /api/queue'] })
      await client.invalidateQueries({ queryKey: ['GET /api/queue/counts'] })
    },
  })
  const isNothing = status === '' && assignee === '' && priority === ''
  const isTooMany = requestIds.length > atOnceMax
  const asItIs = { value: '', label: bulk.keepAsIs }
  return (
    <section className={c.bulk} aria-label={bulk.title(requestIds.length)}>
      <div className="stack">
        <strong aria-live="polite">{bulk.title(requestIds.length)}</strong>
        {isTooMany && <span className="bad small">{bulk.max}</span>}
        <button type="button" className="link small" onClick={onClear}>
          {bulk.clear}
        </button>
      </div>
      <NativeSelect
        className={c.pick}
        size="xs"
        label={bulk.status}
        value={status}
        data={[asItIs, ...choices]}
        onChange={({ currentTarget: { value } }) => setStatus(value)}
      />
      <NativeSelect
        className={c.pick}
        size="xs"
        label={bulk.assignee}
        value={assignee}
        data={[
          asItIs,
          { value: 'nobody', label: request.nobody },
          ...agents.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={({ currentTarget: { value } }) => setAssignee(value)}
      />
      <NativeSelect
        className={c.pick}
        size="xs"
        label={bulk.priority}
        value={priority}
        data={[asItIs, ...priorities.map((value) => ({ value, label: names[value] }))]}
        onChange={({ currentTarget: { value } }) => setPriority(value)}
      />
      <Button loading={act.isPending} disabled={isNothing || isTooMany} onClick={() => act.mutate()}>
        {bulk.act(requestIds.length)}
      </Button>
      {act.error && <CallError error={act.error} />}
    </section>
  )
}

/** What became of each, in a sentence for each kind. */
export function BulkOutcome({ outcomes }: { outcomes: readonly Outcome[] }) {
  const { bulk } = useConsoleTexts()
  const count = (wanted: Outcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted).length
  const rest = (['same', 'gone', 'refused'] as const).filter((one) => count(one) > 0)
  return (
    <Notice tone={count('refused') > 0 ? 'warn' : 'ok'} title={bulk.done(count('changed'))}>
      {rest.map((one) => (
        <p key={one}>{bulk[one](count(one))}</p>
      ))}
    </Notice>
  )
}
