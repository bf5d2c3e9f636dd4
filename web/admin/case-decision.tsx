import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import c from './cases.module.css'
import { decisionText } from './decision-text.ts'
import { useTexts } from './language.ts'

type Found = AnswerOf<'GET /api/cases/{caseId}'>

/** What can be decided, each with what it does; it is decided on what was read, and on nothing else. */
export function CaseDecision({ found, onReload }: { found: Found; onReload: () => void }) {
  const { cases } = useTexts()
  const client = useQueryClient()
  const [chosen, setChosen] = useState(found.decisions[0]?.decision)
  const [isAlways, setAlways] = useState(false)
  const mayBeAlways = found.decisions.some(({ decision, always }) => always && decision === chosen)
  const act = useMutation({
    mutationFn: async (decision: string) => {
      await call(
        'PATCH /api/cases/{caseId}',
        { params: { caseId: found.id }, body: { decision } },
        { basedOn: found },
      )
      if (!isAlways || !mayBeAlways || !found.directory) return
      await call('POST /api/directories/{directoryId}/case-rules', {
        params: { directoryId: found.directory.id },
        body: { kind: found.kind, decision },
      })
    },
    onSuccess: () => client.invalidateQueries(),
  })
  if (found.decisions.length === 0 || chosen === undefined) {
    return (
      <Card title={cases.decide}>
        <p className="second">{cases.noDecision}</p>
      </Card>
    )
  }
  const isStale = act.error instanceof CallFailed && act.error.problem?.code === 'changed-meanwhile'
  return (
    <Card title={cases.decide} flush>
      <fieldset className={c.choices}>
        <legend className="sr">{cases.decide}</legend>
        {found.decisions.map(({ decision }) => (
          <Choice
            key={decision}
            caseId={found.id}
            kind={found.kind}
            decision={decision}
            isChosen={decision === chosen}
            onChoose={() => setChosen(decision)}
          />
        ))}
      </fieldset>
      {mayBeAlways && found.directory && (
        <div className={c.foot}>
          <Checkbox
            label={cases.always(found.directory.name)}
            description={cases.alwaysHint}
            checked={isAlways}
            onChange={(event) => setAlways(event.currentTarget.checked)}
          />
        </div>
      )}
      {act.error && (
        <div className={c.foot}>
          {isStale ? (
            <Notice
              tone="warn"
              title={cases.told}
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    act.reset()
                    onReload()
                  }}
                >
                  {cases.showNow}
                </Button>
              }
            >
              {cases.toldWhy}
            </Notice>
          ) : (
            <CallError error={act.error} />
          )}
        </div>
      )}
      <div className={c.foot}>
        <span className="small second">{cases.undoHint}</span>
        <Button loading={act.isPending} disabled={isStale} onClick={() => act.mutate(chosen)}>
          {cases.acts[chosen] ?? chosen}
        </Button>
      </div>
    </Card>
  )
}

interface ChoiceProps {
  readonly caseId: string
  readonly kind: string
  readonly decision: string
  readonly isChosen: boolean
  onChoose(): void
}

function Choice({ caseId, kind, decision, isChosen, onChoose }: ChoiceProps) {
  const { cases } = useTexts()
  const id = useId()
  const { data, error } = useQuery(
    read('GET /api/cases/{caseId}/decisions/{decision}/effect', { params: { caseId, decision } }),
  )
  return (
    <div className={c.choice}>
      <input
        id={id}
        type="radio"
        name="decision"
        checked={isChosen}
        onChange={onChoose}
        aria-describedby={`${id}-effect`}
      />
      <label htmlFor={id} className="strong">
        {decisionText(cases, kind, decision)}
      </label>
      <div id={`${id}-effect`} className="second">
        {error && <CallError error={error} />}
        <ul>
          {data?.effects.map(({ code, values }) => (
            <li key={code}>{cases.effects[code]?.(values) ?? code}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}

/** Takes a decision back. */
export function CaseUndo({ caseId }: { caseId: string }) {
  const { cases } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () => call('POST /api/cases/{caseId}/undo', { params: { caseId }, body: {} }),
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <div className="stack">
      <Button variant="default" loading={act.isPending} onClick={() => act.mutate()}>
        {cases.undo}
      </Button>
      {act.error && <CallError error={act.error} />}
    </div>
  )
}
