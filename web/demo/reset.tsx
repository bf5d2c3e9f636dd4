import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { call } from '../api-client.ts'
import { read } from '../queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Lines } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { useDemoTexts } from './demo-texts.ts'

const askEveryMs = 1_000

/** Asks before the demonstration is made anew, and waits until it is. */
export function Reset({ onClose }: { onClose(): void }) {
  const words = useDemoTexts()
  const begin = useMutation({
    mutationFn: () => call('POST /api/demo/resets', { body: { confirm: 'anew' } }),
  })
  if (begin.data) return <Renewed watch={begin.data.watch} />
  return (
    <Confirm
      title={words.resetTitle}
      act={words.resetAct}
      color="red"
      isPending={begin.isPending}
      error={begin.error}
      onAct={() => begin.mutate()}
      onClose={onClose}
    >
      <p>{words.resetWhy}</p>
    </Confirm>
  )
}

/** How far it is; at its end the way in again. */
function Renewed({ watch }: { watch: string }) {
  const words = useDemoTexts()
  const { data } = useQuery({
    ...read('GET /api/demo/resets/{watch}', { params: { watch } }),
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'making' ? false : askEveryMs),
  })
  if (data?.state === 'failed') {
    return (
      <Notice tone="bad" title={words.failed}>
        {words.failedWhy}
      </Notice>
    )
  }
  if (data?.state === 'ready' && data.link !== null) {
    const { link } = data
    return (
      <Notice
        tone="ok"
        title={words.made}
        action={
          // A page load, so that nothing of what was before stays in memory.
          <Button onClick={() => location.assign(link)}>{words.madeNext}</Button>
        }
      />
    )
  }
  return (
    <>
      <Notice tone="flat" title={words.making}>
        {words.makingWhy}
        {data && data.step !== '' && (
          <p lang="en" className="quiet">
            {data.step}
          </p>
        )}
      </Notice>
      <Lines />
    </>
  )
}
