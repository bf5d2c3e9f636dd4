import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { type CaseSearch, decisionsOf } from './case-filter.ts'
import { decisionText } from './decision-text.ts'
import { useTexts } from './language.ts'

type Kind = NonNullable<CaseSearch['kind']>
type Done = { readonly done: number; readonly skipped: number }

interface Props {
  readonly kind: Kind
  readonly directoryId: string | undefined
}

/** Decides every open case that the filters leave, after showing what that does; and takes it back. */
export function CasesAtOnce({ kind, directoryId }: Props) {
  const { atOnce: words, cases } = useTexts()
  const client = useQueryClient()
  const decisions = decisionsOf[kind]
  const [chosen, setChosen] = useState('')
  const [sum, setSum] = useState<Done>({ done: 0, skipped: 0 })
  const many = { kind, decision: chosen, ...(directoryId === undefined ? {} : { directoryId }) }
  const preview = useQuery({
    ...read('GET /api/case-bulk/preview', { query: many }),
    enabled: chosen !== '',
  })
  /** Call after call, each of some seconds, until none is left. */
  const through = async (step: (after?: string) => Promise<Done & { next: string | null }>) => {
    let all: Done = { done: 0, skipped: 0 }
    for (let after: string | undefined; ; ) {
      const { done, skipped, next } = await step(after)
      all = { done: all.done + done, skipped: all.skipped + skipped }
      setSum(all)
      if (next === null) return all
      after = next
    }
  }
  const decide = useMutation({
    mutationFn: async () => {
      let since = ''
      const all = await through(async (after) => {
        const body = { ...many, ...(after === undefined ? {} : { after }) }
        const answer = await call('POST /api/case-bulk/decide', { body })
        since ||= answer.since
        return answer
      })
      return { ...all, since, decision: chosen }
    },
    onSettled: () => client.invalidateQueries(),
  })
  const undo = useMutation({
    mutationFn: ({ since, decision }: { since: string; decision: string }) =>
      through((after) => {
        const body = { ...many, decision, since, ...(after === undefined ? {} : { after }) }
        return call('POST /api/case-bulk/undo', { body })
      }),
    onSuccess: () => decide.reset(),
    onSettled: () => client.invalidateQueries(),
  })
  if (decisions.length === 0) return null
  const isWorking = decide.isPending || undo.isPending
  return (
    <Card title={words.title}>
      <div className="stack">
        {decide.data && (
          <Notice
            tone="ok"
            title={words.decided(decide.data.done)}
            action={
              <Button
                size="xs"
                variant="default"
                loading={undo.isPending}
                onClick={() => decide.data && undo.mutate(decide.data)}
              >
                {words.undo}
              </Button>
            }
          >
            {decide.data.skipped > 0 && words.skipped(decide.data.skipped)}
          </Notice>
        )}
        {undo.data && !decide.data && <Notice tone="flat" title={words.undone(undo.data.done)} />}
        <div className={layout.form}>
          <NativeSelect
            label={words.decision}
            value={chosen}
            disabled={isWorking}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={[
              { value: '', label: words.choose },
              ...decisions.map((one) => ({ value: one, label: decisionText(cases, kind, one) })),
            ]}
          />
        </div>
        {chosen !== '' && <Loaded query={preview}>{(found) => <Preview found={found} />}</Loaded>}
        {isWorking && (
          <p role="status" className="second">
            {words.soFar(sum.done)}
          </p>
        )}
        {(decide.error ?? undo.error) && <CallError error={(decide.error ?? undo.error) as Error} />}
        {chosen !== '' && preview.data && preview.data.cases > 0 && (
          <div>
            <Button loading={decide.isPending} disabled={undo.isPending} onClick={() => decide.mutate()}>
              {words.act(preview.data.cases, preview.data.hasMore)}
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}

function Preview({ found }: { found: AnswerOf<'GET /api/case-bulk/preview'> }) {
  const { atOnce: words, cases } = useTexts()
  if (found.cases === 0) return <p className="quiet">{words.none}</p>
  return (
    <div>
      <p>{words.first(found.first.length, found.cases)}</p>
      <ul className="stack">
        {found.first.map(({ id, about, effects, refusal }) => (
          <li key={id}>
            <bdi className="strong">{about.join(', ')}</bdi>
            <div className="second">
              {refusal === null
                ? effects.map(({ code, values }) => cases.effects[code]?.(values) ?? code).join(' ')
                : words.refused}
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}
