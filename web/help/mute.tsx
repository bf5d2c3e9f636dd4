import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api-client.ts'
import { CallError } from '../ui/call-error.tsx'
import c from './help.module.css'
import { useHelpTexts } from './help-texts.ts'
import type { WholeRequest } from './request-page.tsx'

/** Whether somebody gets mails about this request. */
export function Mute({ request: { id: requestId, muted } }: { request: WholeRequest }) {
  const { thread: words } = useHelpTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/help/requests/{requestId}/mute', { params: { requestId }, body: { muted: !muted } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['GET /api/help/requests/{requestId}'] }),
  })
  return (
    <section className={c.box} aria-label={words.mails}>
      <h2>{words.mails}</h2>
      <p className="small">{muted ? words.noMails : words.getsMails}</p>
      {act.error && <CallError error={act.error} />}
      <button type="button" className="link" disabled={act.isPending} onClick={() => act.mutate()}>
        {muted ? words.unmute : words.mute}
      </button>
    </section>
  )
}
