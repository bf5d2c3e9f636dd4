import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Notice } from '../ui/notice.tsx'
import type { Import } from './import-status.ts'
import { useImportTexts } from './import-texts.ts'

/** What can be done with an import now: apply what was checked, or end it. */
export function ImportActs({ of }: { of: Import }) {
  const words = useImportTexts()
  const [asks, setAsks] = useState<'apply' | 'cancel'>()
  const { state, counts, applied } = of
  const isIdle = counts.create + counts.change === 0
  const close = () => setAsks(undefined)
  const cancel = (
    <Button variant="default" onClick={() => setAsks('cancel')}>
      {words.cancelImport}
    </Button>
  )
  return (
    <>
      {state === 'checked' && (
        <Notice
          tone="flat"
          title={isIdle ? words.nothingToDo : words.waits}
          action={
            <div className="row wrap">
              {!isIdle && <Button onClick={() => setAsks('apply')}>{words.apply}</Button>}
              {cancel}
            </div>
          }
        >
          {isIdle ? words.nothingToDoWhy : words.waitsWhy}
        </Notice>
      )}
      {(state === 'checking' || state === 'applying') && <div>{cancel}</div>}
      {state === 'applied' && (
        <Notice tone="ok" title={words.applied(applied)}>
          {words.appliedWhy}
        </Notice>
      )}
      {state === 'cancelled' && (
        <Notice tone="flat" title={words.cancelled}>
          {words.cancelledWhy(applied)}
        </Notice>
      )}
      {asks === 'apply' && <Apply of={of} onClose={close} />}
      {asks === 'cancel' && <Cancel of={of} onClose={close} />}
    </>
  )
}

interface AskProps {
  readonly of: Import
  readonly onClose: () => void
}

/** Does an act with an import, and shows what it is now. */
function useAct(name: 'apply' | 'cancel', { of: { id }, onClose }: AskProps) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call(`POST /api/imports/{importId}/${name}`, { params: { importId: id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['GET /api/imports/{importId}'] })
      onClose()
    },
  })
}

function Apply(props: AskProps) {
  const words = useImportTexts()
  const { of, onClose } = props
  const { kind, counts, proven } = of
  const act = useAct('apply', props)
  return (
    <Confirm
      title={words.applyTitle}
      act={words.apply}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p className="strong">
        {kind === 'customers'
          ? words.effect.customers(counts.create, counts.change)
          : words.effect.organizations(counts.create)}
      </p>
      {kind === 'customers' && <p>{proven ? words.effectProven : words.effectClaimed}</p>}
      <p>{words.effectAgain}</p>
    </Confirm>
  )
}

function Cancel(props: AskProps) {
  const words = useImportTexts()
  const act = useAct('cancel', props)
  return (
    <Confirm
      title={words.cancelTitle}
      act={words.cancelImport}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={props.onClose}
    >
      <p>{words.cancelWhy}</p>
    </Confirm>
  )
}
